// SPDX-License-Identifier: Apache-2.0
#include "governance/remark.h"

#include <gtest/gtest.h>

#include "base/reason.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::governance {
namespace {

TEST(Remark, IsTheOneOfWhichAStatementHoldsTheDigest) {
  crypto::SeededRandom random(1);
  const v1::Remark remark = *MakeRemark("Within the plan", random);
  EXPECT_TRUE(CheckRemark(remark, RemarkDigest(remark)).ok());
  v1::Remark other = remark;
  other.set_text("Within the Plan");
  EXPECT_EQ(ReasonOf(CheckRemark(other, RemarkDigest(remark))), v1::REASON_STATEMENT_MALFORMED);
}

TEST(Remark, ItsDigestDoesNotTellTheText) {
  crypto::SeededRandom random(1);
  EXPECT_NE(RemarkDigest(*MakeRemark("yes", random)), RemarkDigest(*MakeRemark("yes", random)));
  v1::Remark unsalted;
  unsalted.set_text("yes");
  EXPECT_FALSE(CheckRemark(unsalted, RemarkDigest(unsalted)).ok());
}

TEST(Remark, IsSomethingAndNotTooMuch) {
  crypto::SeededRandom random(1);
  EXPECT_FALSE(MakeRemark("", random).ok());
  EXPECT_TRUE(MakeRemark(std::string(kLongestRemark, 'a'), random).ok());
  EXPECT_FALSE(MakeRemark(std::string(kLongestRemark + 1, 'a'), random).ok());
  EXPECT_FALSE(MakeRemark("\xff", random).ok());
}

TEST(Remark, NamesNobody) {
  // Of the 999 test range, which is never issued.
  for (const char* text :
       {"9990016526", "about 999 001 6526, please", "999-001-6526", "x9990016526x",
        "room 12 9990016526", "ward 7 999 001 6526", "999  001  6526", "999\u00a0001\u00a06526",
        "999\u2013001\u20136526", "999.001.6526"}) {
    const absl::Status status = CheckNamesNobody(text, "the reason");
    EXPECT_EQ(ReasonOf(status), v1::REASON_STATEMENT_MALFORMED) << text;
    EXPECT_EQ(status.message().find("6526"), std::string::npos);
  }
  for (const char* text :
       {"", "9990016527", "12345678901", "in 2026, 229323 people", "0113 496 0"}) {
    EXPECT_TRUE(CheckNamesNobody(text, "the reason").ok()) << text;
  }
}

}  // namespace
}  // namespace ginnel::governance
