// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "base/files.h"
#include "base/status.h"
#include "crypto/openssl.h"

namespace ginnel::crypto {
namespace {

bool IsName(std::string_view name) {
  constexpr std::string_view kMarks = "-_.@";
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool SetRandomSerial(X509* certificate) {
  std::array<uint8_t, 16> serial;
  if (RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) return false;
  serial[0] &= 0x7f;  // positive
  const OpensslPtr<BIGNUM> number(
      BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  return number != nullptr &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetName(X509* certificate, std::string_view name) {
  X509_NAME* const subject = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                    reinterpret_cast<const unsigned char*>(name.data()),
                                    static_cast<int>(name.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool SetTimes(X509* certificate, absl::Time now, absl::Duration lifetime) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(now - absl::Hours(1))) !=
             nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(now + lifetime)) != nullptr;
}

bool AddExtension(X509* certificate, int id, const char* value) {
  const OpensslPtr<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool FillAndSign(X509* certificate, EVP_PKEY* key, std::string_view name, absl::Time now,
                 absl::Duration lifetime) {
  return X509_set_version(certificate, X509_VERSION_3) == 1 && SetRandomSerial(certificate) &&
         SetName(certificate, name) && SetTimes(certificate, now, lifetime) &&
         X509_set_pubkey(certificate, key) == 1 &&
         AddExtension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         AddExtension(certificate, NID_key_usage, "critical,digitalSignature") &&
         AddExtension(certificate, NID_ext_key_usage, "serverAuth,clientAuth") &&
         X509_sign(certificate, key, FetchedSha256()) > 0;
}

std::span<const uint8_t> Content(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {reinterpret_cast<const uint8_t*>(data), static_cast<size_t>(std::max(size, 0L))};
}

absl::StatusOr<Digest> FingerprintOf(const X509* certificate) {
  Digest fingerprint;
  unsigned size = 0;
  if (X509_digest(certificate, FetchedSha256(), fingerprint.bytes.data(), &size) != 1) {
    return absl::InternalError("the cryptographic library could not hash a certificate");
  }
  return fingerprint;
}

}  // namespace

absl::StatusOr<TlsCertificate> CreateTlsCertificate(std::string_view name, absl::Time now,
                                                    absl::Duration lifetime) {
  if (!IsName(name)) {
    return absl::InvalidArgumentError(
        "a certificate's name has 1 to 64 letters, digits, '-', '_', '.' or '@'");
  }
  if (lifetime <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError("a certificate must be valid for longer than no time");
  }
  const OpensslPtr<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const OpensslPtr<X509> certificate(X509_new());
  // Secure memory: the PEM text of the key is wiped when the BIO goes.
  const OpensslPtr<BIO> key_pem(BIO_new(BIO_s_secmem()));
  const OpensslPtr<BIO> certificate_pem(BIO_new(BIO_s_mem()));
  if (key == nullptr || certificate == nullptr || key_pem == nullptr ||
      certificate_pem == nullptr ||
      !FillAndSign(certificate.get(), key.get(), name, now, lifetime) ||
      PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1 ||
      PEM_write_bio_X509(certificate_pem.get(), certificate.get()) != 1) {
    return absl::InternalError("the cryptographic library could not make a certificate");
  }
  TlsCertificate made;
  const std::span<const uint8_t> text = Content(certificate_pem.get());
  made.certificate_pem.assign(text.begin(), text.end());
  made.key_pem = SecretBytes::CopyOf(Content(key_pem.get()));
  ASSIGN_OR_RETURN(made.fingerprint, FingerprintOf(certificate.get()));
  return made;
}

absl::Status TlsCertificate::Save(const std::string& key_path,
                                  const std::string& certificate_path) const {
  RETURN_IF_ERROR(CreateSecretFile(key_path, key_pem.view()));
  return WriteFileAtomically(certificate_path, certificate_pem);
}

absl::StatusOr<Digest> CertificateFingerprint(std::string_view pem) {
  const OpensslPtr<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  RequireCrypto(bio != nullptr, "reading a certificate");
  const OpensslPtr<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) return absl::InvalidArgumentError("there is no PEM certificate here");
  const OpensslPtr<X509> second(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (second != nullptr) {
    return absl::InvalidArgumentError(
        "there is more than one certificate here: a pin is of exactly one, without a chain");
  }
  return FingerprintOf(certificate.get());
}

}  // namespace ginnel::crypto
