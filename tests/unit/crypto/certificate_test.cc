// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "base/files.h"
#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;

const absl::Time kNow = absl::FromUnixSeconds(1'780'000'000);

TlsCertificate Make() {
  auto made = CreateTlsCertificate("gp-north", kNow, absl::Hours(24));
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

X509Ptr Read(const std::string& pem) {
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509Ptr certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr), &X509_free);
  BIO_free(bio);
  return certificate;
}

TEST(TlsCertificate, IsNotACertificationAuthoritys) {
  const X509Ptr certificate = Read(Make().certificate_pem);
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
}

TEST(TlsCertificate, SignsItselfWithItsKey) {
  const TlsCertificate made = Make();
  const X509Ptr certificate = Read(made.certificate_pem);
  BIO* const bio =
      BIO_new_mem_buf(made.key_pem.view().data(), static_cast<int>(made.key_pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(X509_check_private_key(certificate.get(), key), 1);
  EXPECT_EQ(X509_verify(certificate.get(), key), 1);
  EVP_PKEY_free(key);
  BIO_free(bio);
}

TEST(TlsCertificate, IsValidFromAnHourBeforeNowForItsLifetime) {
  const X509Ptr certificate = Read(Make().certificate_pem);
  EXPECT_EQ(ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate.get()),
                                 absl::ToTimeT(kNow - absl::Hours(1))),
            0);
  EXPECT_EQ(ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate.get()),
                                 absl::ToTimeT(kNow + absl::Hours(24))),
            0);
}

TEST(TlsCertificate, PinIsTheDigestOfItsDer) {
  const TlsCertificate made = Make();
  const size_t begin = made.certificate_pem.find('\n') + 1;
  const size_t end = made.certificate_pem.find("-----END");
  std::string der;
  ASSERT_TRUE(absl::Base64Unescape(made.certificate_pem.substr(begin, end - begin), &der));
  EXPECT_EQ(made.fingerprint, Sha256(std::string_view(der)));
  const auto read = CertificateFingerprint(made.certificate_pem);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, made.fingerprint);
}

TEST(TlsCertificate, IsAnotherEveryTime) { EXPECT_NE(Make().fingerprint, Make().fingerprint); }

TEST(TlsCertificate, RefusesNamesThatCouldBeReadAsMoreThanAName) {
  for (const std::string& name :
       {std::string(), std::string(65, 'a'), std::string("a/CN=b"), std::string("a,b"),
        std::string("a\0b", 3), std::string("a b"), std::string("\xc3\xa9")}) {
    EXPECT_FALSE(CreateTlsCertificate(name, kNow, absl::Hours(1)).ok());
  }
  EXPECT_FALSE(CreateTlsCertificate("a", kNow, absl::ZeroDuration()).ok());
}

TEST(TlsCertificate, SavesItsKeyForItsOwnerAloneAndNeverOverOne) {
  const std::string key = testing::TempDir() + "ginnel-" + std::to_string(getpid()) + "-tls.key";
  const std::string certificate = key + ".crt";
  const TlsCertificate made = Make();
  ASSERT_TRUE(made.Save(key, certificate).ok());
  struct stat info {};
  ASSERT_EQ(stat(key.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto read = ReadFile(certificate);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, made.certificate_pem);
  EXPECT_EQ(Make().Save(key, certificate).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(*ReadFile(certificate), made.certificate_pem);
  unlink(key.c_str());
  unlink(certificate.c_str());
}

TEST(CertificateFingerprint, RefusesNothingAndChains) {
  EXPECT_FALSE(CertificateFingerprint("").ok());
  EXPECT_FALSE(CertificateFingerprint("no certificate").ok());
  EXPECT_FALSE(CertificateFingerprint(Make().certificate_pem + Make().certificate_pem).ok());
}

}  // namespace
}  // namespace ginnel::crypto
