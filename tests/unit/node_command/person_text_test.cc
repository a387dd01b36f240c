// SPDX-License-Identifier: Apache-2.0
#include "node/command/person_text.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/escaping.h"
#include "base/calendar.h"
#include "base/document.h"

namespace ginnel::node {
namespace {

using testing::HasSubstr;
using testing::Not;

int32_t On(const char* day) { return ParseDay(day)->value; }
int32_t In(const char* month) { return ParseMonth(month)->value; }

class PersonTextTest : public testing::Test {
 protected:
  PersonTextTest() : dictionary_(LoadDictionary()) {
    DataSetInfo& data = held_.data_set.emplace();
    data.generation = 4;
    data.member = "harness";
    data.data_from = "2023-04-01";
    data.data_to = "2026-03-31";
    data.loaded_at = "2026-04-02T09:00:00Z";
    Records& records = held_.records.emplace();
    records.ids.push_back({0xde, 0xad, 0xbe, 0xef, 0xde, 0xad, 0xbe, 0xef});
    records.birth_month = {In("1950-01")};
    records.death_month = {kMissing};
    records.attributes["sex"] = {.values = {1}, .codes = {"1", "2"}};
    records.attributes["imd_decile_2019"] = {.values = {3}, .codes = {}};
    records.attributes["deprived_area"] = {.values = {kMissing}, .codes = {}};
    records.registrations = {.row = {0, 0},
                             .practice = {1, 0},
                             .from = {On("2019-05-01"), On("2021-01-01")},
                             .to = {On("2021-01-01"), kOpen},
                             .practices = {"P1", "P2"}};
    records.conditions["care_home_resident"] = {
        .row = {0}, .from = {On("2020-03-01")}, .to = {kOpen}};
    records.conditions["gone_from_the_dictionary"] = {
        .row = {0}, .from = {On("2010-03-01")}, .to = {On("2011-01-01")}};
    records.observations["smoking_status"] = {
        .row = {0}, .date = {On("2024-02-01")}, .value = {1}, .codes = {"never", "ex"}};
    records.events["gp_appointment"] = {.row = {0, 0},
                                        .date = {On("2025-06-01"), On("2025-07-01")},
                                        .quantity = {1, 2},
                                        .cost = {3950, 0},
                                        .code = {1, 0},
                                        .provider = {1, 0},
                                        .portfolio = {1, 0},
                                        .codes = {"", "A12"},
                                        .providers = {"", "nurse"},
                                        .portfolios = {"", "general_practice"}};
  }

  static query::Dictionary LoadDictionary() {
    auto proto =
        LoadYamlFile<v1::Dictionary>(std::string(GINNEL_SOURCE_DIR) + "/models/dictionary.yaml");
    EXPECT_TRUE(proto.ok()) << proto.status();
    auto dictionary = query::Dictionary::Create(*std::move(proto));
    EXPECT_TRUE(dictionary.ok()) << dictionary.status();
    return *std::move(dictionary);
  }

  const query::Dictionary dictionary_;
  HeldPerson held_;
};

TEST_F(PersonTextTest, SaysInWordsWhatIsHeld) {
  EXPECT_EQ(
      HeldAsText(held_, dictionary_),
      R"(Held of this person in data set 4 of harness, 2023-04-01 to 2026-03-31, loaded 2026-04-02T09:00:00Z
Birth month: 1950-01
Death month: none
Registrations
  2019-05-01 to 2021-01-01, practice P2
  2021-01-01 to now, practice P1
About the person
  residence in a deprived area: not known
  deprivation decile (IMD 2019): 3 decile
  sex: female (2)
Conditions
  2010-03-01  gone from the dictionary, resolved 2011-01-01
  2020-03-01  residence in a care home, not resolved
Observations
  2024-02-01  smoking status: ex-smoker (ex)
Events
  2025-06-01  gp appointment, code A12, provider nurse, portfolio general_practice, quantity 1, £39.50
  2025-07-01  gp appointment, quantity 2
No objection stands.
)");
}

TEST_F(PersonTextTest, SaysTheSameAsJson) {
  held_.objected = "2026-05-01";
  google::protobuf::Struct json;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(HeldAsJson(held_, dictionary_), &json).ok())
      << HeldAsJson(held_, dictionary_);
  const auto& fields = json.fields();
  EXPECT_TRUE(fields.at("held").bool_value());
  EXPECT_EQ(fields.at("objection").string_value(), "2026-05-01");
  EXPECT_EQ(fields.at("data_set").struct_value().fields().at("data_to").string_value(),
            "2026-03-31");
  EXPECT_EQ(fields.at("birth_month").string_value(), "1950-01");
  EXPECT_TRUE(fields.at("death_month").has_null_value());
  EXPECT_EQ(fields.at("registrations").list_value().values_size(), 2);
  EXPECT_EQ(fields.at("attributes").list_value().values_size(), 3);
  EXPECT_EQ(fields.at("conditions").list_value().values_size(), 2);
  const auto& observation = fields.at("observations").list_value().values(0).struct_value();
  EXPECT_EQ(observation.fields().at("value").string_value(), "ex-smoker (ex)");
  const auto& event = fields.at("events").list_value().values(0).struct_value();
  EXPECT_EQ(event.fields().at("cost").string_value(), "39.50");
  EXPECT_EQ(event.fields().at("provider").string_value(), "nurse");
}

TEST_F(PersonTextTest, NeverSaysTheLinkageId) {
  const LinkageId& id = held_.records->ids[0];
  const std::string bytes(id.begin(), id.end());
  for (const std::string& said : {HeldAsText(held_, dictionary_), HeldAsJson(held_, dictionary_)}) {
    EXPECT_THAT(said, Not(HasSubstr("deadbeef")));
    EXPECT_THAT(said, Not(HasSubstr("DEADBEEF")));
    EXPECT_EQ(said.find(bytes.substr(0, 4)), std::string::npos);
    EXPECT_THAT(said, Not(HasSubstr(absl::Base64Escape(bytes).substr(0, 6))));
  }
}

TEST_F(PersonTextTest, SaysThatNothingIsHeldAndWhetherAnObjectionStands) {
  held_.records.reset();
  held_.objected = "2026-05-01";
  EXPECT_EQ(HeldAsText(held_, dictionary_),
            "Nothing is held of this person in data set 4 of harness, 2023-04-01 to 2026-03-31, "
            "loaded 2026-04-02T09:00:00Z\nAn objection stands since 2026-05-01.\n");
  EXPECT_THAT(HeldAsJson(held_, dictionary_),
              HasSubstr("{\"held\":false,\"objection\":\"2026-05-01\",\"data_set\":{"));
  held_.data_set.reset();
  held_.objected.reset();
  EXPECT_EQ(HeldAsText(held_, dictionary_),
            "Nothing is held of this person: this node holds no data yet.\nNo objection stands.\n");
}

}  // namespace
}  // namespace ginnel::node
