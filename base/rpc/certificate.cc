// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/certificate.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <climits>
#include <ctime>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/rpc/openssl.h"
#include "base/status.h"

namespace ginnel {
namespace {

std::optional<absl::Time> ToTime(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return absl::FromTimeT(timegm(&parts));
}

}  // namespace

TlsPtr<X509> ReadCertificate(std::string_view pem) {
  if (pem.size() > INT_MAX) return nullptr;
  const TlsPtr<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return nullptr;
  TlsPtr<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  const TlsPtr<X509> second(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return second == nullptr ? std::move(certificate) : nullptr;
}

absl::StatusOr<CertificateFacts> InspectCertificate(std::string_view pem) {
  const TlsPtr<X509> certificate = ReadCertificate(pem);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError("not one PEM certificate (-----BEGIN CERTIFICATE-----)");
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1) {
    return absl::InternalError("cannot hash a certificate");
  }
  const std::optional<absl::Time> from = ToTime(X509_get0_notBefore(certificate.get()));
  const std::optional<absl::Time> until = ToTime(X509_get0_notAfter(certificate.get()));
  if (!from || !until) return absl::InvalidArgumentError("the certificate states no valid dates");
  return CertificateFacts{
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest.data()), size)),
      *from, *until};
}

absl::StatusOr<std::string> CertificateSha256(std::string_view pem) {
  ASSIGN_OR_RETURN(CertificateFacts facts, InspectCertificate(pem));
  return std::move(facts.sha256);
}

absl::StatusOr<std::string> PinOfReadCertificate(std::string_view pem) {
  const absl::Status none = absl::InvalidArgumentError("not one PEM certificate");
  if (pem.size() > INT_MAX) return none;
  const TlsPtr<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return none;
  std::string der;  // of the one that there is
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  for (int blocks = 0; PEM_read_bio(bio.get(), &name, &header, &data, &size) == 1; ++blocks) {
    der.clear();
    if (blocks == 0 && std::string_view(name) == PEM_STRING_X509) {
      der.assign(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
    }
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    if (der.empty()) break;
  }
  ERR_clear_error();
  if (der.empty()) return none;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(der.data(), der.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    return absl::InternalError("cannot hash a certificate");
  }
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), length));
}

absl::Status CheckValidity(const CertificateFacts& facts, absl::Time now) {
  if (now < facts.not_before) {
    return absl::UnauthenticatedError(absl::StrCat("the certificate is valid only from ",
                                                   ToRfc3339(facts.not_before),
                                                   ": are the clocks of both sides right?"));
  }
  if (now > facts.not_after) {
    return absl::UnauthenticatedError(
        absl::StrCat("the certificate expired at ", ToRfc3339(facts.not_after),
                     ": make a new one and state it in the party's operations"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel
