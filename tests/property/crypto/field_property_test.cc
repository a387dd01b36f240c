// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "crypto/field.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

__extension__ using Wide = __int128;
constexpr Wide kP = FieldElement::kModulus;
constexpr int kRounds = 200'000;

uint64_t Modulo(Wide value) { return static_cast<uint64_t>((value % kP + kP) % kP); }

TEST(FieldProperty, AgreesWithWideArithmetic) {
  SeededRandom random(301);
  for (int round = 0; round < kRounds; ++round) {
    const uint64_t raw_a = random.Next();
    const uint64_t raw_b = random.Next();
    const FieldElement a = FieldElement::FromUint64(raw_a);
    const FieldElement b = FieldElement::FromUint64(raw_b);
    ASSERT_EQ(a.value(), Modulo(raw_a));
    ASSERT_EQ((a + b).value(), Modulo(Wide{a.value()} + b.value()));
    ASSERT_EQ((a - b).value(), Modulo(Wide{a.value()} - b.value()));
    ASSERT_EQ((a * b).value(), Modulo(Wide{a.value()} * b.value()));
    ASSERT_EQ((-a).value(), Modulo(-Wide{a.value()}));
    const auto as_signed = static_cast<int64_t>(raw_a);
    ASSERT_EQ(FieldElement::FromInt64(as_signed).value(), Modulo(as_signed));
  }
}

TEST(FieldProperty, IsAField) {
  SeededRandom random(302);
  const auto draw = [&] { return FieldElement::FromUint64(random.Next()); };
  for (int round = 0; round < 20'000; ++round) {
    const FieldElement a = draw();
    const FieldElement b = draw();
    const FieldElement c = draw();
    ASSERT_EQ(a * (b + c), a * b + a * c);
    ASSERT_EQ((a * b) * c, a * (b * c));
    ASSERT_EQ((a + b) + c, a + (b + c));
    ASSERT_EQ(a - a, FieldElement());
    ASSERT_EQ(a * Inverse(a), FieldElement::FromUint64(1));
  }
}

TEST(FieldProperty, SignedValuesRoundTrip) {
  SeededRandom random(303);
  for (int round = 0; round < kRounds; ++round) {
    const int64_t value = static_cast<int64_t>(random.Next()) >> 4;  // |value| < 2^60
    ASSERT_EQ(FieldElement::FromInt64(value).ToInt64(), value);
  }
}

}  // namespace
}  // namespace ginnel::crypto
