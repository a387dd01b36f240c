// SPDX-License-Identifier: Apache-2.0
#include "query/dictionary.h"

#include <gmock/gmock.h>

#include <functional>

#include "documents.h"

namespace ginnel::query {
namespace {

using ::testing::HasSubstr;

constexpr char kSmall[] = R"(
name: small
version: 1
variables:
  - {name: age, type: integer, unit: years, lower: 0, upper: 120, sectors: [general_practice], from: {age: {}}}
  - {name: has_flu, type: flag, absent: false, sectors: [general_practice], from: {condition: {code: flu}}}
  - name: sex
    type: category
    codes: [{code: "1", title: male}, {code: "2", title: female}]
    sectors: [general_practice, acute]
    from: {attribute: {}}
  - {name: cost_gp, type: amount, unit: GBP, scale: "0.01", lower: 0, upper: 15000, absent: zero, sectors: [general_practice], from: {events: {kinds: [visit], sum: cost}}}
  - {name: practice, type: category, sectors: [general_practice], from: {geography: {level: practice}}}
bandings:
  - {name: age-bands, variable: age, bands: [0-17, 18+]}
geographies:
  levels: [place, practice]
  areas:
    - {level: place, code: P, title: The place}
    - {level: practice, code: Y00001, title: Beck Lane, within: P}
    - {level: practice, code: Y00002, title: Moor Road, within: P}
)";

v1::Dictionary Small() { return FromYaml<v1::Dictionary>(kSmall); }

std::string ErrorAfter(const std::function<void(v1::Dictionary&)>& change) {
  v1::Dictionary dictionary = Small();
  change(dictionary);
  return ErrorOf(Dictionary::Create(dictionary));
}

TEST(CoreDictionary, IsValidAndKnowsItsUnits) {
  const Dictionary& core = CoreDictionary();
  EXPECT_GE(core.size(), 70);
  const int cost = *core.Find("cost_gp");
  EXPECT_EQ(core.decimals(cost), 2);
  EXPECT_EQ(core.upper(cost), 1'500'000);
  EXPECT_EQ(core.upper(*core.Find("risk_score")), 1000);
  EXPECT_EQ(core.lower(*core.Find("imd_decile_2019")), 1);
  EXPECT_EQ(core.upper(*core.Find("diabetes")), 1);
  EXPECT_EQ(*core.CodeIndex(*core.Find("sex"), "2"), 1);
  EXPECT_NE(core.FindBanding("age-bands"), nullptr);
  EXPECT_EQ(core.FindBanding("age-band"), nullptr);
}

TEST(Dictionary, FillsInWhatMayBeLeftOut) {
  const absl::StatusOr<Dictionary> made = Dictionary::Create(Small());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->variable(*made->Find("has_flu")).title(), "has flu");
  EXPECT_EQ(made->variable(*made->Find("sex")).from().attribute().name(), "sex");
  EXPECT_EQ(made->FindBanding("age-bands")->axis(), "age_band");
}

TEST(Dictionary, GivesGeographyVariablesTheAgreementsAreasAsCodes) {
  const absl::StatusOr<Dictionary> made = Dictionary::Create(Small());
  ASSERT_TRUE(made.ok()) << made.status();
  const int practice = *made->Find("practice");
  EXPECT_EQ(made->upper(practice), 1);
  EXPECT_EQ(*made->CodeIndex(practice, "Y00002"), 1);
  EXPECT_EQ(made->variable(practice).codes(1).title(), "Moor Road");
}

TEST(Dictionary, SuggestsTheNearestName) {
  EXPECT_EQ(CoreDictionary().Find("diabetis").status().message(),
            "unknown variable `diabetis`: did you mean `diabetes`?");
  EXPECT_TRUE(absl::IsNotFound(CoreDictionary().Find("zzz").status()));
}

TEST(Dictionary, ListsTheCodesOfACategory) {
  const int sex = *CoreDictionary().Find("sex");
  EXPECT_THAT(ErrorOf(CoreDictionary().CodeIndex(sex, "F")), HasSubstr("`sex` has no code 'F'"));
  EXPECT_THAT(ErrorOf(CoreDictionary().CodeIndex(sex, "F")), HasSubstr("'1', '2', '9', 'X'"));
  const int practice = *CoreDictionary().Find("practice");
  EXPECT_THAT(ErrorOf(CoreDictionary().CodeIndex(practice, "Y1")), HasSubstr("lists no areas"));
}

TEST(Dictionary, RefusesUnusableNames) {
  for (const char* name : {"", "Age", "2nd", "a-b", "in", "otherwise", "a b"}) {
    EXPECT_THAT(ErrorAfter([&](auto& d) { d.mutable_variables(0)->set_name(name); }),
                HasSubstr("name that is not usable"))
        << name;
  }
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(1)->set_name("age"); }),
              HasSubstr("variable `age` is there twice"));
}

TEST(Dictionary, RefusesANumberWithoutUsableBounds) {
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->clear_upper(); }),
              HasSubstr("variable `age` needs `lower` and `upper`"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->set_lower(121); }),
              HasSubstr("`lower` above its `upper`"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(3)->set_upper(21'474'837); }),
              HasSubstr("beyond 21474836"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(1)->set_upper(1); }),
              HasSubstr("has bounds, which only"));
}

TEST(Dictionary, RefusesAScaleThatDoesNotFit) {
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(3)->set_scale("0.05"); }),
              HasSubstr("use 1, 0.1, 0.01 or 0.001"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->set_scale("0.1"); }),
              HasSubstr("only an amount or a score"));
}

TEST(Dictionary, RefusesCodesThatDoNotFit) {
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(2)->clear_codes(); }),
              HasSubstr("category without `codes`"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(2)->mutable_codes(1)->set_code("1"); }),
              HasSubstr("code `1` twice"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->add_codes()->set_code("1"); }),
              HasSubstr("only a category may have"));
}

TEST(Dictionary, RefusesAMissingTypeSectorOrDerivation) {
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->clear_type(); }),
              HasSubstr("has no `type`"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->clear_sectors(); }),
              HasSubstr("has no `sectors`"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->clear_from(); }),
              HasSubstr("has no derivation"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.clear_variables(); }), HasSubstr("no `variables`"));
}

TEST(Dictionary, RefusesADerivationOfAnotherType) {
  EXPECT_THAT(
      ErrorAfter([](auto& d) { *d.mutable_variables(1)->mutable_from() = d.variables(0).from(); }),
      HasSubstr("yields a integer"));
  EXPECT_THAT(
      ErrorAfter([](auto& d) { d.mutable_variables(0)->mutable_from()->mutable_condition(); }),
      HasSubstr("yields a flag"));
  EXPECT_THAT(ErrorAfter([](auto& d) {
                d.mutable_variables(3)->mutable_from()->mutable_events()->set_sum(
                    v1::Derivation::Events::SUM_ROWS);
              }),
              HasSubstr("its type must be count"));
  EXPECT_THAT(ErrorAfter([](auto& d) {
                d.mutable_variables(3)->mutable_from()->mutable_events()->clear_kinds();
              }),
              HasSubstr("without `kinds`"));
  EXPECT_THAT(ErrorAfter([](auto& d) {
                d.mutable_variables(4)->mutable_from()->mutable_geography()->set_level("moon");
              }),
              HasSubstr("level `moon`"));
}

TEST(Dictionary, RefusesAnAbsenceThatDoesNotFit) {
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_variables(0)->set_absent(v1::ABSENT_FALSE); }),
              HasSubstr("`absent` that does not fit"));
  EXPECT_THAT(ErrorAfter([](auto& d) {
                d.mutable_variables(3)->set_absent(v1::ABSENT_ZERO);
                d.mutable_variables(3)->set_lower(1);
              }),
              HasSubstr("zero is outside its bounds"));
}

TEST(Dictionary, RefusesTwoReadingsOfOneSource) {
  EXPECT_THAT(ErrorAfter([](auto& d) {
                v1::Variable& twin = *d.add_variables();
                twin = d.variables(1);
                twin.set_name("sex_flag");
                twin.mutable_from()->mutable_attribute()->set_name("sex");
              }),
              HasSubstr("`sex` and `sex_flag` read attribute `sex`"));
}

TEST(Dictionary, RefusesBandingsWithGapsOverlapsOrUnknownVariables) {
  const auto with_bands = [](std::vector<std::string> bands) {
    return ErrorAfter([&](auto& d) {
      d.mutable_bandings(0)->mutable_bands()->Assign(bands.begin(), bands.end());
    });
  };
  EXPECT_THAT(with_bands({"0-17", "19+"}), HasSubstr("leave a gap: the second must start at 18"));
  EXPECT_THAT(with_bands({"0-17", "17+"}), HasSubstr("overlap"));
  EXPECT_THAT(with_bands({"0+", "18-20"}), HasSubstr("only the last band may be open"));
  EXPECT_THAT(with_bands({"17-0"}), HasSubstr("end comes before its start"));
  EXPECT_THAT(with_bands({"young"}), HasSubstr("is not a number"));
  EXPECT_THAT(with_bands({"0-17", "18-130", "131+"}), HasSubstr("outside the bounds of `age`"));
  EXPECT_THAT(with_bands({}), HasSubstr("there are no bands"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_bandings(0)->set_variable("agee"); }),
              HasSubstr("unknown variable `agee`: did you mean `age`?"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_bandings(0)->set_variable("sex"); }),
              HasSubstr("which is not a number"));
  EXPECT_THAT(ErrorAfter([](auto& d) { *d.add_bandings() = d.bandings(0); }),
              HasSubstr("is there twice"));
}

TEST(Dictionary, RefusesABrokenGeography) {
  EXPECT_THAT(
      ErrorAfter([](auto& d) { d.mutable_geographies()->mutable_areas(1)->set_within("Q"); }),
      HasSubstr("practice `Y00001` lies within `Q`, which is not the code of a place"));
  EXPECT_THAT(
      ErrorAfter([](auto& d) { d.mutable_geographies()->mutable_areas(0)->set_within("X"); }),
      HasSubstr("leave `within` out"));
  EXPECT_THAT(
      ErrorAfter([](auto& d) { d.mutable_geographies()->mutable_areas(2)->set_code("Y00001"); }),
      HasSubstr("practice `Y00001` is there twice"));
  EXPECT_THAT(
      ErrorAfter([](auto& d) { d.mutable_geographies()->mutable_areas(2)->set_level("moon"); }),
      HasSubstr("which `levels` does not list"));
  EXPECT_THAT(ErrorAfter([](auto& d) { d.mutable_geographies()->add_levels("place"); }),
              HasSubstr("level `place` is there twice"));
}

}  // namespace
}  // namespace ginnel::query
