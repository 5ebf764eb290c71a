#include "services/rpc/seal.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

#include "services/base/ids.h"

namespace frontline::rpc {
namespace {

constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* Writable(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }
const unsigned char* Readable(absl::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

const std::string& Key() {
  static const std::string* const key = new std::string(base::NewRandomIds()->Bytes(32));
  return *key;
}

// Ready for the text, `bound` taken in. Ends the program where OpenSSL lacks the cipher.
Context Begin(bool sealing, absl::string_view nonce, absl::string_view bound) {
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int size = 0;
  if (context == nullptr || EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Readable(Key()), Readable(nonce), sealing ? 1 : 0) != 1 ||
      EVP_CipherUpdate(context.get(), nullptr, &size, Readable(bound), static_cast<int>(bound.size())) != 1) {
    std::abort();
  }
  return context;
}

}  // namespace

std::string Seal(absl::string_view bound, absl::string_view text) {
  std::string nonce = base::NewRandomIds()->Bytes(kNonceBytes);
  const Context context = Begin(/*sealing=*/true, nonce, bound);
  std::string cipher(text.size(), '\0');
  std::string tag(kTagBytes, '\0');
  int size = 0;
  if (EVP_CipherUpdate(context.get(), Writable(&cipher), &size, Readable(text), static_cast<int>(text.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), Writable(&cipher) + size, &size) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes), Writable(&tag)) != 1) {
    std::abort();
  }
  return nonce + tag + cipher;
}

std::optional<std::string> Unseal(absl::string_view bound, absl::string_view sealed) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const Context context = Begin(/*sealing=*/false, sealed.substr(0, kNonceBytes), bound);
  std::string tag(sealed.substr(kNonceBytes, kTagBytes));
  const absl::string_view cipher = sealed.substr(kNonceBytes + kTagBytes);
  std::string text(cipher.size(), '\0');
  int size = 0;
  if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes), Writable(&tag)) != 1 ||
      EVP_CipherUpdate(context.get(), Writable(&text), &size, Readable(cipher), static_cast<int>(cipher.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), Writable(&text) + size, &size) != 1) {
    return std::nullopt;
  }
  return text;
}

}  // namespace frontline::rpc
