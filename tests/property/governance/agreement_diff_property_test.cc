// SPDX-License-Identifier: Apache-2.0
// Nothing that changes in a constitution is left out of what people are told: walks every field of
// a constitution in which every field is set, and changes each of them in turn.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "governance/agreement_diff.h"
#include "gtest/gtest.h"
#include "tests/property/governance/every_change.h"

namespace ginnel::governance {
namespace {

std::vector<std::string> Lines(const v1::Constitution& older, const v1::Constitution& newer) {
  std::vector<std::string> lines;
  for (const AgreementChange& each : CompareConstitutions(older, newer))
    lines.push_back(absl::StrCat(each.group, ": ", each.text, each.looser ? " LOOSER" : ""));
  return lines;
}

class EveryChange : public testing::Test {
 protected:
  EveryChange() {
    Fill(filled_, 0);
    changes_ = ChangesOf(filled_);
  }

  v1::Constitution filled_;
  std::vector<Change> changes_;
};

TEST_F(EveryChange, OfAnyFieldIsTold) {
  ASSERT_GT(changes_.size(), 300u);
  for (const Change& change : changes_) {
    v1::Constitution other = filled_;
    change.apply(other);
    ASSERT_NE(other.SerializeAsString(), filled_.SerializeAsString()) << change.name;
    EXPECT_FALSE(Lines(filled_, other).empty()) << change.name;
    EXPECT_FALSE(Lines(other, filled_).empty()) << change.name << ", the other way";
  }
}

// One change does not hide another: where something has changed in every part already, each further
// change still says more.
TEST_F(EveryChange, IsToldBesideOthers) {
  v1::Constitution changed = filled_;
  changed.set_title("another");
  changed.mutable_members(0)->set_title("another");
  changed.mutable_trustees(0)->set_host("another");
  changed.mutable_purposes(0)->set_title("another");
  changed.mutable_floors()->set_max_runs(1);
  changed.mutable_dictionary()->mutable_variables(0)->set_title("another");
  changed.mutable_dictionary()->mutable_bandings(0)->set_axis("another");
  changed.mutable_dictionary()->mutable_geographies()->mutable_areas(0)->set_title("another");
  changed.mutable_models(0)->set_source("another");
  changed.mutable_escalation()->set_days(1);
  const std::vector<std::string> already = Lines(filled_, changed);
  for (const Change& change : changes_) {
    v1::Constitution other = changed;
    change.apply(other);
    EXPECT_NE(Lines(filled_, other), already) << change.name;
  }
}

}  // namespace
}  // namespace ginnel::governance
