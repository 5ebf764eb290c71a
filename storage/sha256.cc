#include "storage/sha256.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>

namespace frontline::storage {
namespace {

// SHA-256 of a working OpenSSL does not fail but for want of memory: nothing to go on with.
void MustBeOne(int result) {
  if (result == 1) return;
  std::fputs("storage: OpenSSL could not compute SHA-256\n", stderr);
  std::abort();
}

// Fetched once: an implicit fetch for every digest costs more than the digest of a short text.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = [] {
    const EVP_MD* fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    MustBeOne(fetched != nullptr);
    return fetched;
  }();
  return algorithm;
}

}  // namespace

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  MustBeOne(context_ != nullptr);
  MustBeOne(EVP_DigestInit_ex2(context_, Algorithm(), nullptr));
}

Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(context_); }

void Sha256Stream::Add(absl::string_view bytes) { MustBeOne(EVP_DigestUpdate(context_, bytes.data(), bytes.size())); }

std::string Sha256Stream::Finish() {
  std::string digest(kSha256Bytes, '\0');
  MustBeOne(EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(digest.data()), nullptr));
  return digest;
}

std::string Sha256(absl::string_view bytes) {
  struct Context {
    EVP_MD_CTX* const md = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(md); }
  };
  thread_local const Context context;
  std::string digest(kSha256Bytes, '\0');
  MustBeOne(EVP_DigestInit_ex2(context.md, Algorithm(), nullptr));
  MustBeOne(EVP_DigestUpdate(context.md, bytes.data(), bytes.size()));
  MustBeOne(EVP_DigestFinal_ex(context.md, reinterpret_cast<unsigned char*>(digest.data()), nullptr));
  return digest;
}

}  // namespace frontline::storage
