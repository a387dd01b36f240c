// SPDX-License-Identifier: Apache-2.0
#include "node/review/query_difference.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ginnel::node {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Query Before() {
  v1::Query query;
  query.set_title("By age");
  query.set_purpose("planning");
  query.set_author("analyst@office");
  query.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED);
  query.mutable_population()->set_where("age >= 65");
  query.add_by("banding age-bands");
  query.add_measures("people");
  query.add_members("north");
  query.add_members("south");
  query.set_profile("nhs-1-7-round-5");
  query.set_runs(1);
  return query;
}

std::vector<std::string> Words(const v1::Query& older, const v1::Query& newer) {
  std::vector<std::string> words;
  for (const auto& change : CompareQueries(older, newer)) {
    words.push_back((change.looser ? "* " : "- ") + change.text);
  }
  return words;
}

// Sets a field to what it is not in Before().
void Bend(Message& message, const FieldDescriptor* field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      field->is_repeated() ? reflection.AddString(&message, field, "bent")
                           : reflection.SetString(&message, field, "bent");
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection.SetUInt32(&message, field, 7);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      field->is_repeated() ? reflection.AddEnumValue(&message, field, 2)
                           : reflection.SetEnumValue(&message, field, 2);
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Message& inner = field->is_repeated() ? *reflection.AddMessage(&message, field)
                                            : *reflection.MutableMessage(&message, field);
      Bend(inner, inner.GetDescriptor()->field(0));
      break;
    }
    default:
      FAIL() << "a query has a field of a new kind: " << field->full_name();
  }
}

TEST(QueryDifference, IsEmptyForEqualQueries) { EXPECT_THAT(Words(Before(), Before()), IsEmpty()); }

TEST(QueryDifference, PassesNoFieldOver) {
  const google::protobuf::Descriptor& type = *v1::Query::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    v1::Query after = Before();
    Bend(after, type.field(i));
    EXPECT_FALSE(CompareQueries(Before(), after).empty()) << type.field(i)->full_name();
    EXPECT_FALSE(CompareQueries(after, Before()).empty()) << type.field(i)->full_name();
  }
}

TEST(QueryDifference, MarksWhatAsksForMore) {
  v1::Query after = Before();
  after.add_by("variable sex");
  after.add_measures("mean age");
  after.set_runs(4);
  EXPECT_THAT(Words(Before(), after),
              ElementsAre("* now also split by: variable sex", "* now also shows: mean age",
                          "* how often it may run goes from 1 to 4"));
  EXPECT_THAT(Words(after, Before()),
              ElementsAre("- no longer split by: variable sex", "- no longer shows: mean age",
                          "- how often it may run goes from 4 to 1 (stricter)"));
}

TEST(QueryDifference, KnowsThatAllMembersAreMoreThanAnyNumberOfThem) {
  v1::Query few = Before();
  few.set_coverage(1);
  EXPECT_THAT(Words(Before(), few),
              ElementsAre("* now runs with as few as 1 members, where all had to take part"));
  EXPECT_THAT(Words(few, Before()),
              ElementsAre("- now all members must take part, where 1 were enough"));
}

TEST(QueryDifference, RanksNoConditionAndNoMembers) {
  v1::Query after = Before();
  after.mutable_population()->set_where("age >= 66");
  after.mutable_members()->RemoveLast();
  EXPECT_THAT(Words(Before(), after),
              ElementsAre("* the condition goes from \"age >= 65\" to \"age >= 66\"",
                          "* no longer asks: south"));
}

TEST(QueryDifference, KnowsWhichRuleForSmallNumbersIsStricter) {
  v1::Query after = Before();
  after.set_profile("ons-10-5");
  EXPECT_THAT(
      Words(Before(), after),
      ElementsAre("- the rule for small numbers goes from \"nhs-1-7-round-5\" to \"ons-10-5\" "
                  "(stricter)"));
  EXPECT_THAT(Words(after, Before()),
              ElementsAre("* the rule for small numbers goes from \"ons-10-5\" to "
                          "\"nhs-1-7-round-5\""));
}

}  // namespace
}  // namespace ginnel::node
