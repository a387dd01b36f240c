// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.h"

namespace ginnel {
namespace {

using ::testing::HasSubstr;

// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=harness
constexpr char kPem[] = R"(-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUTHquPZdv7BJVq4kNCk9omK8CGtQwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHaGFybmVzczAeFw0yNjExMjIwNDA5MDlaFw0zNjExMTkwNDA5
MDlaMBIxEDAOBgNVBAMMB2hhcm5lc3MwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AASn0h8jCdKoq6ydfS1AJwVE2+hmfP6ku74WRLeyvU5RdYvsIQw4/YJWmpBP0mrI
S1x8xDAaVWOvFoo/isyEXoTLo1MwUTAdBgNVHQ4EFgQUvH8ImZOCeLpb2eU7q+GH
EQ0Ii28wHwYDVR0jBBgwFoAUvH8ImZOCeLpb2eU7q+GHEQ0Ii28wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA6pTLw2m464muuEo1XVGIrUi6zLnf
N6j7uhS4pQ+vkqYCIGAsbL1GbmAD5YGgfgeTRFtvY+9hnF0KRR5eQlUyh4D9
-----END CERTIFICATE-----
)";
// openssl x509 -fingerprint -sha256
constexpr char kSha256[] = "5f8c35702caca0994f025f488955cedd6c64fbdaea4cd72915e0aeadfb15aa86";

TEST(Certificate, ThePinIsTheSha256OfTheDer) {
  EXPECT_EQ(CertificateSha256(kPem).value(), kSha256);
  EXPECT_EQ(PinOfReadCertificate(kPem).value(), kSha256);
}

TEST(Certificate, ReadsItsDates) {
  const CertificateFacts facts = InspectCertificate(kPem).value();
  EXPECT_EQ(ToRfc3339(facts.not_before), "2026-11-22T04:09:09Z");
  EXPECT_EQ(ToRfc3339(facts.not_after), "2036-11-19T04:09:09Z");
}

TEST(Certificate, IsValidFromItsFirstSecondToItsLast) {
  const CertificateFacts facts = InspectCertificate(kPem).value();
  EXPECT_TRUE(CheckValidity(facts, facts.not_before).ok());
  EXPECT_TRUE(CheckValidity(facts, facts.not_after).ok());
  const absl::Status early = CheckValidity(facts, facts.not_before - absl::Seconds(1));
  EXPECT_EQ(early.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(early.message()), HasSubstr("valid only from 2026-11-22T04:09:09Z"));
  const absl::Status late = CheckValidity(facts, facts.not_after + absl::Seconds(1));
  EXPECT_THAT(std::string(late.message()), HasSubstr("expired at 2036-11-19T04:09:09Z"));
}

TEST(Certificate, RefusesNoneTwoAndDamagedOnes) {
  const std::string pem = kPem;
  EXPECT_FALSE(CertificateSha256("").ok());
  EXPECT_FALSE(CertificateSha256("harness").ok());
  EXPECT_FALSE(CertificateSha256(pem + pem).ok());
  std::string damaged = pem;
  damaged[60] = damaged[60] == 'A' ? 'B' : 'A';
  const absl::StatusOr<std::string> pin = CertificateSha256(damaged);
  EXPECT_TRUE(!pin.ok() || *pin != kSha256);
  EXPECT_FALSE(CertificateSha256(pem.substr(0, pem.size() / 2)).ok());
  EXPECT_FALSE(PinOfReadCertificate("").ok());
  EXPECT_FALSE(PinOfReadCertificate("harness").ok());
  EXPECT_FALSE(PinOfReadCertificate(pem + pem).ok());
  const absl::StatusOr<std::string> unread = PinOfReadCertificate(damaged);
  EXPECT_TRUE(!unread.ok() || *unread != kSha256);
}

}  // namespace
}  // namespace ginnel
