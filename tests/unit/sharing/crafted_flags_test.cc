// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sharing/linked/join_uploads.h"
#include "tests/unit/sharing/linked_city.h"

namespace ginnel::sharing {
namespace {

using testing::HasSubstr;

// Flags of a source with codes: a column for every code, checked together. Of the other member, who
// has three codes and two flags; slot p is of code p modulo 4.
class CraftedFlags : public testing::Test {
 protected:
  static constexpr uint32_t kCodes = 4;
  static constexpr uint64_t kSlots = 16;

  CraftedFlags() {
    crypto::SeededRandom dice(24);
    city_ = LinkedCity::Random(dice, 1, 1, kSlots);
    query::LinkedSource& source = city_.plan.sources[1];
    source.codes = kCodes;
    source.figures.clear();
    source.sums.clear();
    city_.sums[1].clear();
    std::vector<std::vector<int64_t>>& columns = city_.rows[1];
    columns.assign(kCodes, std::vector<int64_t>(kSlots, 0));
    for (uint64_t p = 0; p < kSlots; ++p) columns[p % kCodes][p] = 1;
    for (int flag = 0; flag < 2; ++flag) {
      for (uint32_t code = 1; code < kCodes; ++code) {
        query::LinkedColumn figure;
        figure.aggregate = flag;
        figure.code = code;
        figure.flag = true;
        source.figures.push_back(figure);
        columns.push_back(std::vector<int64_t>(columns[code]));  // true of all of them
      }
    }
    query::LinkedTerm term;
    term.factors = {{0, 1, 1}, {1, kCodes, 6}};
    term.to.assign(6, 0);
    city_.plan.terms = {term};
  }
  // What the first trustee says where the flags in the first slots of code 1 are these.
  absl::Status With(const std::vector<std::vector<int64_t>>& rows) {
    LinkedTrustees trustees(city_, 4096);
    trustees.bend_upload = [&](int member, std::vector<int64_t>& upload) {
      if (member != 1) return;
      for (size_t row = 0; row < rows.size(); ++row) {
        for (size_t k = 0; k < rows[row].size(); ++k) {
          upload[(kCodes + k) * kSlots + 1 + kCodes * row] = rows[row][k];
        }
      }
    };
    return trustees.Run()[0].status;
  }

  LinkedCity city_;
};

TEST_F(CraftedFlags, PassWhereTheyAreZeroOrOneOfTheirOwnCode) {
  EXPECT_TRUE(With({}).ok());
  EXPECT_TRUE(With({{0, 0, 0, 1, 0, 0}, {1, 0, 0, 0, 0, 0}}).ok());
}

TEST_F(CraftedFlags, NameTheMemberWhateverCancels) {
  const std::vector<std::vector<std::vector<int64_t>>> lies = {
      {{2, 0, 0, 1, 0, 0}},                        // above 1
      {{-1, 0, 0, 1, 0, 0}},                       // below 0
      {{2, -1, 0, 1, 0, 0}},                       // adds up to 1 over the codes
      {{1, 1, 0, 1, 0, 0}},                        // of another code too
      {{1, 5, -5, 1, 0, 0}},                       // of two others, which add up to 0
      {{1, 5, -5, 1, 0, 0}, {1, -5, 5, 1, 0, 0}},  // and over the rows
      {{1, 5, 0, 1, -5, 0}},                       // and over the flags
  };
  for (size_t i = 0; i < lies.size(); ++i) {
    const absl::Status status = With(lies[i]);
    EXPECT_THAT(std::string(status.message()), HasSubstr("the rows that member-1 uploaded")) << i;
  }
}

}  // namespace
}  // namespace ginnel::sharing
