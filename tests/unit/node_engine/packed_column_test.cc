// SPDX-License-Identifier: Apache-2.0
#include "node/engine/packed_column.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "node/engine/row_places.h"
#include "node/records.h"

namespace ginnel::node {
namespace {

using ::testing::Pair;

std::vector<int32_t> RoundTrip(const std::vector<int32_t>& values) {
  const PackedColumn column = PackedColumn::Pack(values);
  std::vector<int32_t> out(values.size());
  column.Unpack(0, values.size(), out.data());
  return out;
}

TEST(PackedColumn, GivesBackWhatWasPackedAtEveryWidth) {
  for (int32_t range : {0, 1, 2, 3, 4, 15, 16, 255, 256, 65535, 65536, 2'000'000'000}) {
    std::vector<int32_t> values;
    for (int32_t i = 0; i < 37; ++i)
      values.push_back(-1000 + (i % 2 == 0 ? range : i % (range + 1)));
    EXPECT_EQ(RoundTrip(values), values) << range;
    values[3] = kMissing;
    EXPECT_EQ(RoundTrip(values), values) << range;
    values[4] = kOpen;
    EXPECT_EQ(RoundTrip(values), values) << range;
  }
}

TEST(PackedColumn, HoldsTheWholeRangeBesideMissingAndOpen) {
  const std::vector<int32_t> values = {kMissing, kMissing + 1, 0, kOpen - 1, kOpen};
  EXPECT_EQ(RoundTrip(values), values);
  EXPECT_EQ(RoundTrip({kMissing, kMissing}), (std::vector<int32_t>{kMissing, kMissing}));
  EXPECT_EQ(RoundTrip({kOpen}), (std::vector<int32_t>{kOpen}));
  EXPECT_EQ(RoundTrip({}), std::vector<int32_t>());
}

TEST(PackedColumn, UnpacksFromTheMiddle) {
  std::vector<int32_t> values(100);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int32_t>(i % 3);
  const PackedColumn column = PackedColumn::Pack(values);
  int32_t out[5];
  column.Unpack(51, 5, out);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(out[i], values[51 + i]);
}

TEST(PackedColumn, TakesNoMoreBitsThanTheValuesNeed) {
  const auto bits = [](std::vector<int32_t> values) { return PackedColumn::Pack(values).bits(); };
  EXPECT_EQ(bits({7, 7, 7}), 0);
  EXPECT_EQ(bits({0, 1}), 1);
  EXPECT_EQ(bits({0, 1, kMissing}), 2);
  EXPECT_EQ(bits({20'000, 20'255}), 8);
  EXPECT_EQ(bits({20'000, 20'255, kOpen}), 16);
  EXPECT_EQ(bits({0, 65'536}), 32);
}

TEST(RowPlaces, FindsTheEntriesOfEachBlock) {
  const std::vector<uint32_t> rows = {0, 0, 4095, 4096, 9000};
  const RowPlaces places = RowPlaces::Pack(rows, 10'000).value();
  EXPECT_THAT(places.EntriesOf(0), Pair(0, 3));
  EXPECT_THAT(places.EntriesOf(1), Pair(3, 4));
  EXPECT_THAT(places.EntriesOf(2), Pair(4, 5));
  EXPECT_EQ(places.place(2), 4095);
  EXPECT_EQ(places.place(3), 0);
  EXPECT_EQ(places.place(4), 9000 - 8192);
}

TEST(RowPlaces, RefusesRowsOfNobodyAndRowsOutOfOrder) {
  EXPECT_FALSE(RowPlaces::Pack(std::vector<uint32_t>{3}, 3).ok());
  EXPECT_FALSE(RowPlaces::Pack(std::vector<uint32_t>{2, 1}, 3).ok());
}

}  // namespace
}  // namespace ginnel::node
