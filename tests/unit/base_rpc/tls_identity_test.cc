// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/tls_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/rpc/certificate.h"
#include "base/rpc/openssl.h"

namespace ginnel {
namespace {

using ::testing::HasSubstr;

class Noon final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixSeconds(1'800'000'000); }
};

class TlsIdentities : public testing::Test {
 protected:
  TlsIdentities() {
    std::string name = testing::TempDir() + "tls-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~TlsIdentities() override { std::filesystem::remove_all(folder_); }

  TlsIdentity Make(const std::string& name) {
    return CreateTlsIdentity(name, random_, clock_, absl::Hours(24)).value();
  }

  SystemRandom random_;
  Noon clock_;
  std::string folder_;
};

TEST_F(TlsIdentities, AreP256KeysThatSignNobodyElse) {
  const TlsPtr<X509> certificate = ReadCertificate(Make("harness").certificate_pem());
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
  EXPECT_EQ(X509_get_key_usage(certificate.get()), static_cast<uint32_t>(KU_DIGITAL_SIGNATURE));
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  EXPECT_EQ(EVP_PKEY_get_bits(key), 256);
  EXPECT_EQ(X509_verify(certificate.get(), key), 1);
}

TEST_F(TlsIdentities, StateTheirDatesByTheClockGiven) {
  const CertificateFacts facts = InspectCertificate(Make("harness").certificate_pem()).value();
  EXPECT_EQ(facts.not_before, clock_.Now() - absl::Hours(1));
  EXPECT_EQ(facts.not_after, clock_.Now() + absl::Hours(24));
}

TEST_F(TlsIdentities, DifferEachTime) { EXPECT_NE(Make("harness").pin(), Make("harness").pin()); }

TEST_F(TlsIdentities, LoadAsTheyWereSaved) {
  const TlsIdentity made = Make("harness");
  ASSERT_TRUE(made.Save(folder_).ok());
  struct stat info {};
  ASSERT_EQ(stat((folder_ + "/tls.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
  const absl::StatusOr<TlsIdentity> read = TlsIdentity::Load(folder_);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->pin(), made.pin());
  EXPECT_EQ(read->certificate_pem(), made.certificate_pem());
  EXPECT_TRUE(EqualInConstantTime(read->key_pem().view(), made.key_pem().view()));
}

TEST_F(TlsIdentities, AreNeverOverwritten) {
  const TlsIdentity made = Make("harness");
  ASSERT_TRUE(made.Save(folder_).ok());
  EXPECT_EQ(Make("other").Save(folder_).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(TlsIdentity::Load(folder_)->pin(), made.pin());
}

TEST_F(TlsIdentities, RefuseACertificateOfAnotherKey) {
  ASSERT_TRUE(Make("harness").Save(folder_).ok());
  const std::string other = folder_ + "/other";
  std::filesystem::create_directory(other);
  ASSERT_TRUE(Make("harness").Save(other).ok());
  std::filesystem::copy_file(other + "/tls.crt", folder_ + "/tls.crt",
                             std::filesystem::copy_options::overwrite_existing);
  const absl::Status status = TlsIdentity::Load(folder_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("is not the private key of"));
}

TEST_F(TlsIdentities, RefuseAKeyThatOthersCanRead) {
  ASSERT_TRUE(Make("harness").Save(folder_).ok());
  ASSERT_EQ(chmod((folder_ + "/tls.key").c_str(), 0644), 0);
  EXPECT_EQ(TlsIdentity::Load(folder_).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(TlsIdentities, RefuseNamesThatACertificateCannotHold) {
  EXPECT_FALSE(CreateTlsIdentity("", random_, clock_, absl::Hours(1)).ok());
  EXPECT_FALSE(CreateTlsIdentity(std::string(65, 'a'), random_, clock_, absl::Hours(1)).ok());
}

}  // namespace
}  // namespace ginnel
