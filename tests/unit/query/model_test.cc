// SPDX-License-Identifier: Apache-2.0
#include "query/model.h"

#include <gmock/gmock.h>

#include <optional>

#include "documents.h"
#include "query/row_evaluator.h"

namespace ginnel::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A model of one axis with these rules; the segments are called a, b, c …
v1::SegmentationModel Model(const std::vector<std::string>& rules) {
  v1::SegmentationModel model;
  model.set_model("test");
  model.set_version(1);
  model.set_title("A test");
  char name = 'a';
  for (const std::string& rule : rules) {
    v1::Segment& segment = *model.add_segments();
    segment.set_name(std::string(1, name++));
    segment.set_when(rule);
  }
  return model;
}

std::string ErrorOfRules(const std::vector<std::string>& rules) {
  return ErrorOf(CheckModel(Model(rules), CoreDictionary()));
}

TEST(Model, ThatShipsIsSound) {
  const auto axes = AxesOfModel(AgeComplexity(), CoreDictionary());
  ASSERT_TRUE(axes.ok()) << axes.status();
  ASSERT_EQ(axes->size(), 2u);
  EXPECT_EQ((*axes)[0].name, "age_band");
  EXPECT_THAT((*axes)[0].labels, ElementsAre("0-17", "18-74", "75+"));
  EXPECT_THAT((*axes)[1].labels, ElementsAre("low", "middle", "high"));
}

TEST(Model, CutsAtTheLimitsOfThePublishedTable) {
  const auto axes = *AxesOfModel(AgeComplexity(), CoreDictionary());
  std::vector<std::optional<int64_t>> row(static_cast<size_t>(CoreDictionary().size()));
  const auto cell = [&](int64_t age, int64_t conditions) {
    row[static_cast<size_t>(*CoreDictionary().Find("age"))] = age;
    row[static_cast<size_t>(*CoreDictionary().Find("condition_count"))] = conditions;
    return CellOf(axes, row);
  };
  EXPECT_EQ(cell(17, 4), 0u);
  EXPECT_EQ(cell(17, 5), 1u);
  EXPECT_EQ(cell(18, 10), 4u);
  EXPECT_EQ(cell(74, 11), 5u);
  EXPECT_EQ(cell(75, 0), 6u);
  EXPECT_EQ(cell(120, 60), 8u);
}

TEST(Model, NeedsOtherwiseLastAndOnlyLast) {
  EXPECT_EQ(ErrorOfRules({"smi", "otherwise"}), "OK");
  EXPECT_THAT(ErrorOfRules({"smi", "copd"}),
              HasSubstr("model `test`: segment `b`: the last segment must say `when: otherwise`"));
  EXPECT_THAT(ErrorOfRules({"otherwise", "smi", "otherwise"}),
              HasSubstr("segment `a`: `otherwise` belongs to the last"));
}

TEST(Model, NamesTheSegmentLineAndColumnOfABadRule) {
  EXPECT_THAT(ErrorOfRules({"age > 5 && smii", "otherwise"}),
              HasSubstr("segment `a`: 1:12: unknown variable `smii`: did you mean `smi`?"));
  EXPECT_THAT(ErrorOfRules({"age", "otherwise"}), HasSubstr("is not a condition"));
}

TEST(Model, FindsRulesThatNobodyCanReach) {
  EXPECT_THAT(ErrorOfRules({"age < 18", "age < 10", "otherwise"}),
              HasSubstr("segment `b`: nobody can reach it"));
  EXPECT_THAT(ErrorOfRules({"smi", "smi && age > 5", "otherwise"}), HasSubstr("segment `b`"));
  EXPECT_THAT(ErrorOfRules({"age < 10 || smi", "copd", "smi && copd", "otherwise"}),
              HasSubstr("segment `c`"));
  EXPECT_THAT(ErrorOfRules({"age < 40", "age >= 40", "age == 7 && smi", "otherwise"}),
              HasSubstr("segment `c`"));
  EXPECT_THAT(ErrorOfRules({"age < 10", "age >= 10", "age > 5", "otherwise"}),
              HasSubstr("segment `c`"));
  EXPECT_THAT(
      ErrorOfRules({"efi_category in ['mild', 'severe']", "efi_category == 'mild'", "otherwise"}),
      HasSubstr("segment `b`"));
  EXPECT_THAT(ErrorOfRules({"true", "otherwise"}), HasSubstr("a segment before it takes everyone"));
  EXPECT_THAT(ErrorOfRules({"risk_score >= 12.5", "risk_score > 12.3", "otherwise"}), "OK");
  EXPECT_THAT(ErrorOfRules({"risk_score > 12.41", "risk_score >= 12.5", "otherwise"}),
              HasSubstr("segment `b`"));
  EXPECT_THAT(ErrorOfRules({"!(smi && copd)", "smi && copd", "!smi", "otherwise"}),
              HasSubstr("segment `c`"));
}

TEST(Model, FindsRulesThatNobodyCanMeet) {
  EXPECT_THAT(ErrorOfRules({"age > 120", "otherwise"}), HasSubstr("nobody can meet its condition"));
  EXPECT_THAT(ErrorOfRules({"age < 5 && age > 7", "otherwise"}), HasSubstr("nobody can meet"));
  EXPECT_THAT(ErrorOfRules({"smi && !smi", "otherwise"}), HasSubstr("nobody can meet"));
  EXPECT_THAT(ErrorOfRules({"risk_score == 12.55", "otherwise"}), HasSubstr("nobody can meet"));
}

TEST(Model, DoesNotAccuseRulesThatPeopleCanReach) {
  EXPECT_EQ(ErrorOfRules({"age < 18", "age < 75", "smi", "otherwise"}), "OK");
  EXPECT_EQ(ErrorOfRules({"smi", "!smi", "otherwise"}), "OK");  // the flag may be missing
  EXPECT_EQ(ErrorOfRules({"has(age)", "age < 10", "otherwise"}), "OK");
  EXPECT_EQ(ErrorOfRules({"age + ltc_count > 5", "age + ltc_count > 6", "otherwise"}), "OK");
  EXPECT_EQ(ErrorOfRules({"smi && age > 5", "copd && age > 5", "age > 5", "otherwise"}), "OK");
}

TEST(Model, RefusesRepeatedNamesAndIncompleteHeads) {
  v1::SegmentationModel model = Model({"smi", "otherwise"});
  model.mutable_segments(1)->set_name("a");
  EXPECT_THAT(ErrorOf(CheckModel(model, CoreDictionary())), HasSubstr("the name is there twice"));
  model = Model({"smi", "otherwise"});
  model.set_version(0);
  EXPECT_THAT(ErrorOf(CheckModel(model, CoreDictionary())), HasSubstr("no `version`"));
  model.set_version(1);
  model.clear_title();
  EXPECT_THAT(ErrorOf(CheckModel(model, CoreDictionary())), HasSubstr("no `title`"));
  EXPECT_THAT(ErrorOf(CheckModel(Model({}), CoreDictionary())),
              HasSubstr("either `segments` or `axes`"));
  model = AgeComplexity();
  model.mutable_axes(1)->set_name("age_band");
  EXPECT_THAT(ErrorOf(CheckModel(model, CoreDictionary())),
              HasSubstr("axis `age_band` is there twice"));
  model.mutable_axes()->RemoveLast();
  EXPECT_THAT(ErrorOf(CheckModel(model, CoreDictionary())), HasSubstr("has two"));
}

}  // namespace
}  // namespace ginnel::query
