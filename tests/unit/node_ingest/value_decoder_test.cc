// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/value_decoder.h"

#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using testing::HasSubstr;

const Day kToday = ParseDay("2026-06-30").value();

ValueDecoder DecoderOf(const std::string& variable) {
  static const query::Dictionary* dictionary = [] {
    v1::Dictionary proto =
        LoadYamlFile<v1::Dictionary>(std::string(GINNEL_SOURCE_DIR) + "/models/dictionary.yaml")
            .value();
    return new query::Dictionary(query::Dictionary::Create(std::move(proto)).value());
  }();
  return ValueDecoder(*dictionary, dictionary->Find(variable).value(), "", kToday);
}

TEST(DecodeCost, KeepsPenceAndRoundsBeyondThem) {
  EXPECT_EQ(*DecodeCost("12.34"), 1234);
  EXPECT_EQ(*DecodeCost("12"), 1200);
  EXPECT_EQ(*DecodeCost(".5"), 50);
  EXPECT_EQ(*DecodeCost("0.125"), 13);
  EXPECT_EQ(*DecodeCost("0.1249"), 12);
  EXPECT_EQ(*DecodeCost("21474836.46"), 2'147'483'646);
}

TEST(DecodeCost, RefusesWhatIsNoCost) {
  for (const char* bad : {"-1", "1e3", "£5", "1,000", "", ".", "1.2.3", "21474836.47",
                          "12345678901234567890", "nan", "0x1", "+1"}) {
    EXPECT_FALSE(DecodeCost(bad).ok()) << bad;
  }
  EXPECT_THAT(DecodeCost("-0.01").status().ToString(), HasSubstr("negative cost"));
}

TEST(DecodeQuantity, TakesWholeNumbers) {
  EXPECT_EQ(*DecodeQuantity("3"), 3);
  EXPECT_EQ(*DecodeQuantity("3.0"), 3);
  EXPECT_FALSE(DecodeQuantity("3.5").ok());
  EXPECT_FALSE(DecodeQuantity("-3").ok());
}

TEST(DecodeDay, RefusesTheFutureAndOtherForms) {
  EXPECT_EQ(*DecodeDay("30/06/2026", "dd/mm/yyyy", kToday), kToday.value);
  EXPECT_THAT(DecodeDay("2026-07-01", "", kToday).status().ToString(), HasSubstr("in the future"));
  EXPECT_THAT(DecodeDay("30/06/2026", "", kToday).status().ToString(),
              HasSubstr("not a date of the form yyyy-mm-dd"));
  EXPECT_FALSE(DecodeDay("2026-02-29", "", kToday).ok());
  EXPECT_EQ(*DecodeMonth("2026-06", "", kToday), MonthOf(kToday).value);
  EXPECT_FALSE(DecodeMonth("2026-07", "", kToday).ok());
}

TEST(ValueDecoder, ReadsFlagsInTheUsualSpellings) {
  const ValueDecoder flag = DecoderOf("resident_in_place");
  for (const char* yes : {"1", "Y", "yes", "TRUE", "t"})
    EXPECT_EQ(flag.Decode(yes)->value, 1) << yes;
  for (const char* no : {"0", "n", "No", "false", "F"}) EXPECT_EQ(flag.Decode(no)->value, 0) << no;
  EXPECT_FALSE(flag.Decode("2").ok());
}

TEST(ValueDecoder, CodesIndexTheDictionarysOwnList) {
  const ValueDecoder sex = DecoderOf("sex");
  EXPECT_EQ(sex.codes()[2], "9");
  EXPECT_EQ(sex.Decode("9")->value, 2);
  EXPECT_THAT(DecoderOf("smoking_status").Decode("curent").status().ToString(),
              HasSubstr("did you mean `current`?"));
}

TEST(ValueDecoder, CapsToTheBoundsAndSaysSo) {
  const ValueDecoder score = DecoderOf("risk_score");
  EXPECT_EQ(score.Decode("7.25")->value, 73);
  EXPECT_FALSE(score.Decode("100")->capped);
  EXPECT_EQ(score.Decode("100.1")->value, 1000);
  EXPECT_TRUE(score.Decode("100.1")->capped);
  EXPECT_EQ(score.Decode("-3")->value, 0);
  EXPECT_TRUE(score.Decode("-3")->capped);
}

TEST(ValueDecoder, AWholeNumberMustBeOne) {
  const ValueDecoder count = DecoderOf("ltc_count");
  EXPECT_EQ(count.Decode("4.0")->value, 4);
  EXPECT_THAT(count.Decode("4.5").status().ToString(), HasSubstr("not a whole number"));
}

TEST(ValueDecoder, NeverShowsWhatCouldBeAnNhsNumber) {
  for (const char* variable : {"sex", "ltc_count", "resident_in_place"}) {
    for (const char* text : {"999 000 0018x", "x999-000-0018", "999000001x"}) {
      const std::string message(DecoderOf(variable).Decode(text).status().message());
      EXPECT_THAT(message, testing::Not(HasSubstr("999"))) << message;
    }
  }
  EXPECT_THAT(DecodeDay("9990000018", "", kToday).status().ToString(),
              testing::Not(HasSubstr("999")));
  EXPECT_THAT(DecodeCost("9990000018x").status().ToString(), testing::Not(HasSubstr("999")));
}

}  // namespace
}  // namespace ginnel::node
