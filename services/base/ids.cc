#include "services/base/ids.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <mutex>
#include <random>

namespace frontline::base {
namespace {

class RandomIds : public Ids {
 public:
  std::string Bytes(size_t bytes) override {
    std::string out(bytes, '\0');
    // Without random numbers no token is safe: there is nothing to go on with.
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(bytes)) != 1) std::abort();
    return out;
  }
};

class SeededIds : public Ids {
 public:
  explicit SeededIds(uint64_t seed) : random_(seed) {}
  std::string Bytes(size_t bytes) override {
    std::lock_guard<std::mutex> lock(mutex_);
    std::string out(bytes, '\0');
    for (char& c : out) c = static_cast<char>(random_() & 0xff);
    return out;
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 random_;
};

}  // namespace

std::string Ids::ResourceId() {
  static constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::string bytes = Bytes(10);
  std::string id;
  // The alphabet's last 22 are letters. 16 of them, so that each is as likely as the next.
  id.push_back(kDigits[16 + (static_cast<unsigned char>(bytes[0]) & 15)]);
  for (size_t i = 1; i < bytes.size(); ++i) id.push_back(kDigits[static_cast<unsigned char>(bytes[i]) & 31]);
  return id;
}

std::unique_ptr<Ids> NewRandomIds() { return std::make_unique<RandomIds>(); }

std::unique_ptr<Ids> NewSeededIds(uint64_t seed) { return std::make_unique<SeededIds>(seed); }

std::string Sha256(absl::string_view bytes) {
  // Fetched once: looking the algorithm up costs more than a short digest.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string digest(32, '\0');
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, sha256, nullptr) != 1) std::abort();
  return digest;
}

}  // namespace frontline::base
