// SPDX-License-Identifier: Apache-2.0
#include "node/store/column_codec.h"

#include <gtest/gtest.h>

#include <random>

namespace ginnel::node {
namespace {

std::span<const uint8_t> Bytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

void ExpectRoundTrip(const std::vector<int32_t>& values, size_t encoded_size) {
  const std::string encoded = EncodeIntegers(values);
  EXPECT_EQ(encoded.size(), encoded_size);
  std::vector<int32_t> decoded(values.size());
  ASSERT_TRUE(DecodeIntegers(Bytes(encoded), decoded).ok());
  EXPECT_EQ(decoded, values);
}

TEST(ColumnCodec, StoresIntegersInTheNarrowestWidthThatHoldsThem) {
  ExpectRoundTrip({}, 5);
  ExpectRoundTrip({7, 7, 7}, 5);
  ExpectRoundTrip({kMissing, kMissing}, 5);
  ExpectRoundTrip({kOpen, kMissing, kOpen}, 5 + 3);
  ExpectRoundTrip({1000, 1253, kMissing, kOpen}, 5 + 4);
  ExpectRoundTrip({1000, 1254, kMissing, kOpen}, 5 + 8);
  ExpectRoundTrip({-30'000, 35'533, kOpen}, 5 + 6);
  ExpectRoundTrip({-30'000, 35'534, kMissing}, 5 + 12);
  ExpectRoundTrip({kMissing + 1, kOpen - 1, 0, kMissing, kOpen}, 5 + 20);
}

TEST(ColumnCodec, RandomColumnsComeBackAsTheyWere) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<int32_t> values(random() % 300);
    const auto shift = random() % 32;
    for (int32_t& value : values) {
      const auto pick = random() % 20;
      value = pick == 0 ? kMissing : pick == 1 ? kOpen : static_cast<int32_t>(random()) >> shift;
    }
    std::vector<int32_t> decoded(values.size());
    ASSERT_TRUE(DecodeIntegers(Bytes(EncodeIntegers(values)), decoded).ok());
    EXPECT_EQ(decoded, values);
  }
}

TEST(ColumnCodec, StoresRowsAsSteps) {
  const std::vector<uint32_t> rows = {4'000'000'000u, 4'000'000'000u, 4'000'000'003u,
                                      4'000'000'200u};
  const std::string encoded = EncodeRows(rows);
  EXPECT_EQ(encoded.size(), 4u + 5 + 4);
  std::vector<uint32_t> decoded(rows.size());
  ASSERT_TRUE(DecodeRows(Bytes(encoded), decoded).ok());
  EXPECT_EQ(decoded, rows);
}

TEST(ColumnCodec, StoresCodesOfAnyText) {
  const CodeTable codes = {"", "A", std::string("\0é", 3), std::string(70'000, 'x')};
  EXPECT_EQ(DecodeCodes(Bytes(EncodeCodes(codes))).value(), codes);
  EXPECT_TRUE(DecodeCodes({}).value().empty());
}

TEST(ColumnCodec, RefusesBytesOfAnotherLength) {
  const std::string encoded = EncodeIntegers(std::vector<int32_t>{1, 2, 3});
  std::vector<int32_t> decoded(2);
  EXPECT_TRUE(absl::IsDataLoss(DecodeIntegers(Bytes(encoded), decoded)));
  EXPECT_TRUE(absl::IsDataLoss(DecodeIntegers(Bytes(encoded.substr(0, 4)), decoded)));
  EXPECT_TRUE(
      absl::IsDataLoss(DecodeIntegers(Bytes(std::string("\3\0\0\0\0abcdef", 11)), decoded)));
  const std::string rows = EncodeRows(std::vector<uint32_t>{1, 2});
  std::vector<uint32_t> three(3);
  EXPECT_TRUE(absl::IsDataLoss(DecodeRows(Bytes(rows), three)));
  const std::string codes = EncodeCodes({"abc"});
  EXPECT_TRUE(absl::IsDataLoss(DecodeCodes(Bytes(codes.substr(0, 5))).status()));
}

}  // namespace
}  // namespace ginnel::node
