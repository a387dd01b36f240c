// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/document.h"
#include "base/files.h"
#include "every_kind.pb.h"
#include "ginnel/v1/dictionary.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace ginnel {
namespace {

using testing::EveryKind;
using ::testing::HasSubstr;
using ::testing::StartsWith;

EveryKind Load(const std::string& text) {
  EveryKind message;
  const absl::Status status = LoadYaml(text, "a.yaml", message);
  EXPECT_TRUE(status.ok()) << status;
  return message;
}

std::string ErrorOf(const std::string& text) {
  EveryKind message;
  const absl::Status status = LoadYaml(text, "a.yaml", message);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(Yaml, FillsEveryKindOfField) {
  const EveryKind message = Load(
      "text: some words\n"
      "data: +/8AAQ==\n"
      "flag: true\n"
      "small: -7\n"
      "large: -9223372036854775808\n"
      "count: 4294967295\n"
      "big_count: 18446744073709551615\n"
      "colour: dark_blue\n"
      "bound: 0\n"
      "inner: {name: n, value: 1}\n"
      "texts: [a, 'b']\n"
      "numbers:\n  - 1\n  - -2\n"
      "colours: [red, dark_blue]\n"
      "inners:\n  - {name: x}\n  - name: y\n    value: 2\n"
      "second: chosen\n");
  EXPECT_EQ(message.text(), "some words");
  EXPECT_EQ(message.data(), std::string("\xFB\xFF\x00\x01", 4));
  EXPECT_TRUE(message.flag());
  EXPECT_EQ(message.small(), -7);
  EXPECT_EQ(message.large(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(message.count(), 4'294'967'295u);
  EXPECT_EQ(message.big_count(), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(message.colour(), testing::COLOUR_DARK_BLUE);
  EXPECT_TRUE(message.has_bound());
  EXPECT_EQ(message.inner().value(), 1u);
  EXPECT_THAT(message.texts(), ::testing::ElementsAre("a", "b"));
  EXPECT_THAT(message.numbers(), ::testing::ElementsAre(1, -2));
  EXPECT_THAT(message.colours(),
              ::testing::ElementsAre(testing::COLOUR_RED, testing::COLOUR_DARK_BLUE));
  EXPECT_EQ(message.inners(1).value(), 2u);
  EXPECT_EQ(message.second(), "chosen");
}

TEST(Yaml, ReadsAVariableAsPeopleWriteIt) {
  v1::Variable variable;
  const absl::Status status = LoadYaml(
      "name: deprivation\n"
      "type: category\n"
      "codes:\n"
      "  - {code: \"1\", title: most deprived}\n"
      "  - {code: 2, title: next}\n"
      "sectors: [general_practice]\n"
      "lower: 0\n"
      "from: {age: {}}\n",
      "v.yaml", variable);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(variable.codes(1).code(), "2");
  EXPECT_EQ(variable.sectors(0), v1::SECTOR_GENERAL_PRACTICE);
  EXPECT_TRUE(variable.from().has_age());
}

TEST(Yaml, TextTakesAnyScalarAsItIsWritten) {
  EXPECT_EQ(Load("text: 1").text(), "1");
  EXPECT_EQ(Load("text: 007").text(), "007");
  EXPECT_EQ(Load("text: true").text(), "true");
  EXPECT_EQ(Load("text: \"null\"").text(), "null");
  EXPECT_EQ(Load("text: \"\"").text(), "");
  EXPECT_EQ(Load("text: 2026-04-01").text(), "2026-04-01");
  EXPECT_EQ(Load("text: |\n  two\n  lines\n").text(), "two\nlines\n");
}

TEST(Yaml, AMessageWithoutFieldsMayBeLeftEmpty) {
  EXPECT_TRUE(Load("first: {}").has_first());
  EXPECT_TRUE(Load("first: ").has_first());
  EXPECT_TRUE(Load("inner: {}").has_inner());
}

TEST(Yaml, NamesPlaceAndNearestNameOfAnUnknownField) {
  EXPECT_EQ(ErrorOf("text: a\ninner:\n  nmae: x\n"),
            "a.yaml:3:3: unknown field `nmae` in Inner: did you mean `name`?");
  EXPECT_EQ(ErrorOf("inner: {whatsoever: 1}"),
            "a.yaml:1:9: unknown field `whatsoever` in Inner: use one of name, value");
}

TEST(Yaml, NamesPlaceAndNearestNameOfAnUnknownEnumValue) {
  EXPECT_EQ(ErrorOf("colour: darkblue"),
            "a.yaml:1:9: unknown value `darkblue` for `colour`: did you mean `dark_blue`?");
  EXPECT_EQ(ErrorOf("colours: [red, mauve]"),
            "a.yaml:1:16: unknown value `mauve` for `colours`: use one of red, dark_blue");
}

TEST(Yaml, EnumValuesHaveOneSpelling) {
  for (const char* value : {"COLOUR_RED", "colour_red", "Red", "1", "unspecified", "\"\""}) {
    EXPECT_THAT(ErrorOf(std::string("colour: ") + value), StartsWith("a.yaml:1:9: unknown value"));
  }
}

TEST(Yaml, RefusesDuplicateKeys) {
  EXPECT_EQ(ErrorOf("text: a\nflag: true\ntext: a\n"), "a.yaml:3:1: field `text` is given twice");
  EXPECT_THAT(ErrorOf("inner: {value: 1, value: 1}"), HasSubstr("`value` is given twice"));
  EXPECT_THAT(ErrorOf("text: a\n\"text\": b\n"), HasSubstr("given twice"));
}

TEST(Yaml, RefusesTwoOfAOneof) {
  EXPECT_EQ(ErrorOf("first: {}\nsecond: b\n"),
            "a.yaml:2:1: only one of `first` and `second` can be given");
}

TEST(Yaml, RefusesNumbersThatReadersOfYamlDisagreeAbout) {
  EXPECT_THAT(ErrorOf("count: 007"),
              HasSubstr("a.yaml:1:8: expected a plain non-negative whole number"));
  EXPECT_THAT(ErrorOf("count: 007"), HasSubstr("leading zeros"));
  for (const char* value : {"0x10", "0o7", "1_000", "1e3", "1.0", "+1", "-0", "-1", "", "12a", "~",
                            "4294967296", "\"1\"", "[1]", "{}", "true"}) {
    EXPECT_THAT(ErrorOf(std::string("count: ") + value), StartsWith("a.yaml:1:")) << value;
  }
  EXPECT_THAT(ErrorOf("small: 2147483648"), HasSubstr("smaller"));
  EXPECT_THAT(ErrorOf("large: 9223372036854775808"), HasSubstr("smaller"));
}

TEST(Yaml, OnlyTrueAndFalseAreTruthValues) {
  EXPECT_FALSE(Load("flag: false").flag());
  for (const char* value : {"yes", "no", "on", "True", "1", "\"true\"", "", "[]"}) {
    EXPECT_THAT(ErrorOf(std::string("flag: ") + value), StartsWith("a.yaml:1:")) << value;
  }
}

TEST(Yaml, RefusesValuesOfAnotherShape) {
  EXPECT_THAT(ErrorOf("texts: a"), HasSubstr("a.yaml:1:8: `texts` is a list"));
  EXPECT_THAT(ErrorOf("texts: "), HasSubstr("`texts` is a list"));
  EXPECT_THAT(ErrorOf("text: [a]"), HasSubstr("expected a single value for `text`, found a list"));
  EXPECT_THAT(ErrorOf("text: {a: b}"), HasSubstr("found a group of fields"));
  EXPECT_THAT(ErrorOf("text: "), HasSubstr("`text` has no value"));
  EXPECT_THAT(ErrorOf("text: null"), HasSubstr("`text` has no value"));
  EXPECT_THAT(ErrorOf("texts: [a, ~]"), HasSubstr("`texts` has no value"));
  EXPECT_THAT(ErrorOf("inner: x"), HasSubstr("expected the fields of Inner, found a single value"));
  EXPECT_THAT(ErrorOf("inner: [x]"), HasSubstr("expected the fields of Inner, found a list"));
  EXPECT_THAT(ErrorOf("- a"), HasSubstr("expected the fields of EveryKind, found a list"));
  EXPECT_THAT(ErrorOf("[a]: b"), HasSubstr("expected the name of a field"));
  EXPECT_THAT(ErrorOf("data: +/8AAQ"), HasSubstr("padded base64"));
  EXPECT_THAT(ErrorOf("real: 0.5"), HasSubstr("of a type that documents do not hold"));
}

TEST(Yaml, ReadsExactlyOneDocument) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("expected one YAML document, found none"));
  EXPECT_THAT(ErrorOf("text: a\n---\ntext: b\n"),
              HasSubstr("expected one YAML document, found more"));
  // A stray comma: yaml-cpp finds empty documents before it for ever.
  EXPECT_THAT(ErrorOf(",\ntext: a\n"), HasSubstr("expected one YAML document, found more"));
}

TEST(Yaml, SaysWhereTheSyntaxIsBroken) {
  EXPECT_THAT(ErrorOf("text: a\ninner: {name: x\n"), StartsWith("a.yaml:3:1: "));
  EXPECT_THAT(ErrorOf("text: a\n\tflag: true\n"), StartsWith("a.yaml:2:"));
}

TEST(Yaml, RefusesAliasesThatMultiply) {
  EXPECT_EQ(Load("many: [&a {count: 1}, *a]").many(1).count(), 1u) << "an alias as such is fine";
  std::string bomb = "many:\n- &a0 {texts: [x, x, x, x, x, x, x, x, x, x]}\n";
  for (int i = 1; i < 9; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    bomb += "- &a" + std::to_string(i) + " {many: [" + alias;
    for (int j = 1; j < 10; ++j) bomb += ", " + alias;
    bomb += "]}\n";
  }
  EXPECT_THAT(ErrorOf(bomb), HasSubstr("too many values"));
}

TEST(Yaml, RefusesAnAliasToWhatItIsPartOf) {
  EXPECT_THAT(ErrorOf("deeper: &d\n  deeper: *d\n"), HasSubstr("nested too deeply"));
}

TEST(Yaml, RefusesDeepNesting) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{deeper: ";
  EXPECT_THAT(ErrorOf(deep), StartsWith("a.yaml:"));
  EXPECT_THAT(ErrorOf(std::string(100'000, '[')), StartsWith("a.yaml:"));
}

TEST(Yaml, RefusesBytesThatTheParserWouldChangeInSilence) {
  EXPECT_EQ(ErrorOf("text: caf\xE9\n"), "a.yaml:1:10: not valid UTF-8: save the file as UTF-8");
  EXPECT_EQ(ErrorOf("flag: true\ntext: a\x04\nwrong: 1\n"),
            "a.yaml:2:8: control character 0x04 is not allowed");
  EXPECT_EQ(Load("text: caf\xC3\xA9").text(), "caf\xC3\xA9");
}

TEST(Yaml, RefusesTags) {
  EXPECT_THAT(ErrorOf("text: !!binary aGk="), HasSubstr("is not supported"));
  EXPECT_THAT(ErrorOf("inner: !thing {}"), HasSubstr("is not supported"));
}

TEST(Yaml, KeepsErrorsPrintable) {
  const std::string error = ErrorOf("\"a\\e[2Jb\": 1");
  EXPECT_EQ(error.find('\x1B'), std::string::npos);
  EXPECT_LT(ErrorOf(std::string(5000, 'x') + ": 1").size(), 500u);
}

TEST(Yaml, NamesTheFileThatItCannotRead) {
  const absl::StatusOr<EveryKind> read = LoadYamlFile<EveryKind>("/nowhere/a.yaml");
  EXPECT_EQ(read.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(read.status().message()), HasSubstr("/nowhere/a.yaml"));
}

}  // namespace
}  // namespace ginnel
