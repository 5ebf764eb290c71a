// For tests: a certificate authority, and the certificates that it signs.
#ifndef FRONTLINE_SERVICES_RPC_CERTIFICATES_FOR_TEST_H_
#define FRONTLINE_SERVICES_RPC_CERTIFICATES_FOR_TEST_H_

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace frontline::rpc::testing {

// PEM texts.
struct Certificate {
  std::string certificate;
  std::string key;
};

class Authority {
 public:
  explicit Authority(const std::string& name) : key_(NewKey()), certificate_(Sign(name, key_, /*issuer=*/nullptr, key_)) {}
  ~Authority() {
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  std::string certificate() const { return Pem(certificate_); }
  // For whoever holds the key that comes with it: `common_name`, which is its DNS name too.
  Certificate Issue(const std::string& common_name) const {
    EVP_PKEY* key = NewKey();
    X509* signed_one = Sign(common_name, key, certificate_, key_);
    const Certificate issued{Pem(signed_one), Pem(key)};
    X509_free(signed_one);
    EVP_PKEY_free(key);
    return issued;
  }

 private:
  template <typename T>
  static T* Must(T* made) {
    if (made == nullptr) std::abort();
    return made;
  }
  static EVP_PKEY* NewKey() { return Must(EVP_EC_gen("P-256")); }

  static void Extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = Must(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  static X509* Sign(const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* signer) {
    static long serial = 1;
    X509* made = Must(X509_new());
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), serial++);
    X509_gmtime_adj(X509_getm_notBefore(made), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made), 24 * 3600);
    X509_set_pubkey(made, key);
    X509_NAME* subject = X509_get_subject_name(made);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made, issuer == nullptr ? subject : X509_get_subject_name(issuer));
    if (issuer == nullptr) {
      Extend(made, made, NID_basic_constraints, "critical,CA:TRUE");
    } else {
      Extend(made, issuer, NID_subject_alt_name, "DNS:" + name);
    }
    if (X509_sign(made, signer, EVP_sha256()) == 0) std::abort();
    return made;
  }

  template <typename Thing>
  static std::string Pem(Thing* thing) {
    BIO* out = Must(BIO_new(BIO_s_mem()));
    if constexpr (std::is_same_v<Thing, X509>) {
      PEM_write_bio_X509(out, thing);
    } else {
      PEM_write_bio_PrivateKey(out, thing, nullptr, nullptr, 0, nullptr, nullptr);
    }
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string text(data, static_cast<size_t>(size));
    BIO_free(out);
    return text;
  }

  EVP_PKEY* const key_;
  X509* const certificate_;
};

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_CERTIFICATES_FOR_TEST_H_
