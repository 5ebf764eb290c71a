#include "services/server/tls_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"

namespace frontline::server {
namespace {

template <typename T, void (*Free)(T*)>
struct Freed {
  void operator()(T* owned) const { Free(owned); }
};
void FreeBio(BIO* bio) { BIO_free(bio); }
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO, FreeBio>>;

absl::Status Invalid(absl::string_view option, const std::string& file, absl::string_view what) {
  ERR_clear_error();  // what OpenSSL left on this thread would be taken for another's
  return base::Precondition("TLS_FILES_INVALID", absl::StrCat(option, ": ", file, " ", what));
}

absl::StatusOr<std::string> ReadFile(absl::string_view option, const std::string& file) {
  if (file.empty()) return std::string();
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.is_open() || stream.bad()) return Invalid(option, file, absl::StrCat("can't be read: ", std::strerror(errno == 0 ? EIO : errno)));
  return text;
}

// The first certificate of `text`; null where there is none.
Certificate FirstCertificate(const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

// A key that asks for a passphrase is refused: nobody is there to type it.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::Status CheckPair(const Options& options, const TlsTexts& texts, absl::Time now) {
  const Certificate certificate = FirstCertificate(texts.certificate);
  if (certificate == nullptr) return Invalid("--tls-cert", options.tls_cert, "holds no certificate in PEM form");
  time_t moment = absl::ToTimeT(now);
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &moment) < 0) return Invalid("--tls-cert", options.tls_cert, "has expired: renew it");
  const Bio bio(BIO_new_mem_buf(texts.key.data(), static_cast<int>(texts.key.size())));
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) return Invalid("--tls-key", options.tls_key, "holds no private key in PEM form without a passphrase");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Invalid("--tls-key", options.tls_key, absl::StrCat("is not the key of the certificate in ", options.tls_cert));
  }
  return absl::OkStatus();
}

absl::Status CheckAuthority(absl::string_view option, const std::string& file, const std::string& text) {
  if (file.empty() || FirstCertificate(text) != nullptr) return absl::OkStatus();
  return Invalid(option, file, "holds no certificate in PEM form");
}

}  // namespace

absl::StatusOr<TlsTexts> ReadTlsFiles(const Options& options, absl::Time now) {
  TlsTexts texts;
  const struct {
    absl::string_view option;
    const std::string& file;
    std::string* text;
  } files[] = {{"--tls-cert", options.tls_cert, &texts.certificate},
               {"--tls-key", options.tls_key, &texts.key},
               {"--tls-client-ca", options.tls_client_ca, &texts.client_ca},
               {"--peer-ca", options.peer_ca, &texts.peer_ca}};
  for (const auto& [option, file, text] : files) {
    absl::StatusOr<std::string> read = ReadFile(option, file);
    if (!read.ok()) return read.status();
    *text = *std::move(read);
  }
  if (!options.tls_cert.empty()) {
    if (absl::Status status = CheckPair(options, texts, now); !status.ok()) return status;
  }
  if (absl::Status status = CheckAuthority("--tls-client-ca", options.tls_client_ca, texts.client_ca); !status.ok()) return status;
  if (absl::Status status = CheckAuthority("--peer-ca", options.peer_ca, texts.peer_ca); !status.ok()) return status;
  ERR_clear_error();
  return texts;
}

}  // namespace frontline::server
