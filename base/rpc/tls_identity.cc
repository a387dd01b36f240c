// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/tls_identity.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <climits>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/rpc/certificate.h"
#include "base/rpc/openssl.h"
#include "base/status.h"

namespace ginnel {
namespace {

absl::Status Failure(const char* what) {
  ERR_clear_error();
  return absl::InternalError(absl::StrCat("OpenSSL cannot ", what));
}

absl::Status AddExtension(X509* certificate, int id, const char* value) {
  const TlsPtr<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
  if (extension == nullptr || X509_add_ext(certificate, extension.get(), -1) != 1) {
    return Failure("add an extension to the certificate");
  }
  return absl::OkStatus();
}

bool SetSerial(X509* certificate, RandomSource& random) {
  std::array<uint8_t, 16> serial{};
  random.Fill(serial);
  serial[0] = static_cast<uint8_t>((serial[0] & 0x7F) | 0x40);  // positive, and never zero
  BIGNUM* number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
  const bool ok = number != nullptr &&
                  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return ok;
}

absl::Status Describe(X509* certificate, std::string_view common_name, absl::Time from,
                      absl::Time until) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
  if (X509_set_version(certificate, X509_VERSION_3) != 1 ||
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text,
                                 static_cast<int>(common_name.size()), -1, 0) != 1 ||
      X509_set_issuer_name(certificate, name) != 1 ||
      ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(from)) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(until)) == nullptr) {
    return Failure("fill in a certificate");
  }
  RETURN_IF_ERROR(AddExtension(certificate, NID_basic_constraints, "critical,CA:FALSE"));
  RETURN_IF_ERROR(AddExtension(certificate, NID_key_usage, "critical,digitalSignature"));
  return AddExtension(certificate, NID_ext_key_usage, "serverAuth,clientAuth");
}

// The content of a memory BIO, which wipes its own copy when it is freed.
std::span<const uint8_t> ContentOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {reinterpret_cast<const uint8_t*>(data), static_cast<size_t>(size)};
}

}  // namespace

absl::StatusOr<TlsIdentity> CreateTlsIdentity(std::string_view common_name, RandomSource& random,
                                              const Clock& clock, absl::Duration validity) {
  if (common_name.empty() || common_name.size() > 64) {
    return absl::InvalidArgumentError("the name in a certificate has 1 to 64 bytes");
  }
  const TlsPtr<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const TlsPtr<X509> certificate(X509_new());
  if (key == nullptr || certificate == nullptr) return Failure("make a key");
  const absl::Time now = clock.Now();
  RETURN_IF_ERROR(Describe(certificate.get(), common_name, now - absl::Hours(1), now + validity));
  if (!SetSerial(certificate.get(), random) || X509_set_pubkey(certificate.get(), key.get()) != 1 ||
      X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) {
    return Failure("sign a certificate");
  }
  const TlsPtr<BIO> certificate_pem(BIO_new(BIO_s_mem()));
  const TlsPtr<BIO> key_pem(BIO_new(BIO_s_mem()));
  if (certificate_pem == nullptr || key_pem == nullptr ||
      PEM_write_bio_X509(certificate_pem.get(), certificate.get()) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1) {
    return Failure("write a certificate");
  }
  const std::span<const uint8_t> pem = ContentOf(certificate_pem.get());
  std::string text(reinterpret_cast<const char*>(pem.data()), pem.size());
  ASSIGN_OR_RETURN(std::string pin, CertificateSha256(text));
  return TlsIdentity(std::move(text), SecretBytes::CopyOf(ContentOf(key_pem.get())),
                     std::move(pin));
}

absl::StatusOr<TlsIdentity> TlsIdentity::Load(const std::string& folder) {
  const std::string key_path = absl::StrCat(folder, "/tls.key");
  const std::string certificate_path = absl::StrCat(folder, "/tls.crt");
  ASSIGN_OR_RETURN(SecretBytes key_pem, ReadSecretFile(key_path));
  ASSIGN_OR_RETURN(std::string certificate_pem, ReadFile(certificate_path, 1u << 16));
  const TlsPtr<X509> certificate = ReadCertificate(certificate_pem);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(certificate_path, " is not one PEM certificate"));
  }
  // At most 1 MiB, so that the cast cannot overflow: see ReadSecretFile.
  const TlsPtr<BIO> bio(BIO_new_mem_buf(key_pem.view().data(), static_cast<int>(key_pem.size())));
  const TlsPtr<EVP_PKEY> key(
      bio == nullptr ? nullptr : PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (key == nullptr || X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        absl::StrCat(key_path, " is not the private key of ", certificate_path));
  }
  ASSIGN_OR_RETURN(std::string pin, CertificateSha256(certificate_pem));
  return TlsIdentity(std::move(certificate_pem), std::move(key_pem), std::move(pin));
}

absl::Status TlsIdentity::Save(const std::string& folder) const {
  RETURN_IF_ERROR(CreateSecretFile(absl::StrCat(folder, "/tls.key"), key_pem_.view()));
  return WriteFileAtomically(absl::StrCat(folder, "/tls.crt"), certificate_pem_);
}

}  // namespace ginnel
