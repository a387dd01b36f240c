// SPDX-License-Identifier: Apache-2.0
#include "query/expression.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>

#include "documents.h"
#include "query/expression_text.h"
#include "query/row_evaluator.h"

namespace ginnel::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Error(std::string_view text) {
  return ErrorOf(ParseExpression(text, CoreDictionary()));
}

// Evaluates for a person with these values; all others are missing.
std::optional<int64_t> Evaluate(std::string_view text,
                                const std::map<std::string, int64_t>& known = {}) {
  const absl::StatusOr<Expression> expression = ParseExpression(text, CoreDictionary());
  EXPECT_TRUE(expression.ok()) << text << ": " << expression.status();
  if (!expression.ok()) return std::nullopt;
  std::vector<std::optional<int64_t>> row(static_cast<size_t>(CoreDictionary().size()));
  for (const auto& [name, value] : known) {
    row[static_cast<size_t>(*CoreDictionary().Find(name))] = value;
  }
  return EvaluateRow(*expression, row);
}

TEST(Expression, ComparesNumbersExactly) {
  EXPECT_EQ(Evaluate("age >= 75", {{"age", 75}}), 1);
  EXPECT_EQ(Evaluate("age > 75", {{"age", 75}}), 0);
  EXPECT_EQ(Evaluate("risk_score == 12.5", {{"risk_score", 125}}), 1);
  EXPECT_EQ(Evaluate("risk_score < 12.51", {{"risk_score", 125}}), 1);
  EXPECT_EQ(Evaluate("cost_gp == 0.1 + 0.2", {{"cost_gp", 30}}), 1);
  EXPECT_EQ(Evaluate("cost_gp * 0.5 >= 10", {{"cost_gp", 2000}}), 1);
  EXPECT_EQ(Evaluate("-age < -74", {{"age", 75}}), 1);
  EXPECT_EQ(Evaluate("age - 5 - 3 == 2", {{"age", 10}}), 1);
  EXPECT_EQ(Evaluate("2 + age * 3 == 32", {{"age", 10}}), 1);
}

TEST(Expression, BindsAsCelDoes) {
  EXPECT_EQ(Evaluate("true || false && false"), 1);
  EXPECT_EQ(Evaluate("!false && false"), 0);
  EXPECT_EQ(Evaluate("true ? false : true ? true : true"), 0);
  EXPECT_EQ(Evaluate("(1 < 2) == (2 < 3)"), 1);
}

TEST(Expression, AbsorbsMissingValuesAsCelDoes) {
  EXPECT_EQ(Evaluate("age >= 75"), std::nullopt);
  EXPECT_EQ(Evaluate("age >= 75 && false"), 0);
  EXPECT_EQ(Evaluate("false && age >= 75"), 0);
  EXPECT_EQ(Evaluate("age >= 75 && true"), std::nullopt);
  EXPECT_EQ(Evaluate("age >= 75 || true"), 1);
  EXPECT_EQ(Evaluate("true || age >= 75"), 1);
  EXPECT_EQ(Evaluate("age >= 75 || false"), std::nullopt);
  EXPECT_EQ(Evaluate("!diabetes"), std::nullopt);
  EXPECT_EQ(Evaluate("age != 5"), std::nullopt);
  EXPECT_EQ(Evaluate("age in [5]"), std::nullopt);
  EXPECT_EQ(Evaluate("age + 1 > 0"), std::nullopt);
  EXPECT_EQ(Evaluate("diabetes ? true : true"), std::nullopt);
  EXPECT_EQ(Evaluate("true ? true : diabetes"), 1);
}

TEST(Expression, AsksWhetherAValueIsKnown) {
  EXPECT_EQ(Evaluate("has(age)"), 0);
  EXPECT_EQ(Evaluate("has(age) && age > 5", {{"age", 6}}), 1);
  EXPECT_EQ(Evaluate("has(age) ? age > 5 : false"), 0);
}

TEST(Expression, ResolvesCodes) {
  EXPECT_EQ(Evaluate("sex == '2'", {{"sex", 1}}), 1);
  EXPECT_EQ(Evaluate("\"2\" != sex", {{"sex", 1}}), 0);
  EXPECT_EQ(Evaluate("efi_category in ['moderate', 'severe']", {{"efi_category", 3}}), 1);
  EXPECT_EQ(Evaluate("efi_category in ['moderate', 'severe']", {{"efi_category", 0}}), 0);
  EXPECT_EQ(Evaluate("age in [1, 2.0, -3]", {{"age", 2}}), 1);
}

TEST(Expression, NamesTheVariablesItReads) {
  const Expression e = *ParseExpression("age > 1 && (has(sex) || age < 5)", CoreDictionary());
  EXPECT_THAT(VariablesOf(e),
              ElementsAre(*CoreDictionary().Find("age"), *CoreDictionary().Find("sex")));
}

TEST(Expression, PrintsWhatParsesToTheSame) {
  for (const char* text :
       {"age >= 75 && ltc_count >= 1", "-(age) < -5 || !(diabetes)",
        "(risk_score + 0.25) * 2 > cost_gp", "sex in ['1', 'X'] ? has(age) : smi"}) {
    const Expression once = *ParseExpression(text, CoreDictionary());
    const std::string printed = ToText(once, CoreDictionary());
    const absl::StatusOr<Expression> twice = ParseExpression(printed, CoreDictionary());
    ASSERT_TRUE(twice.ok()) << printed << twice.status();
    EXPECT_EQ(ToText(*twice, CoreDictionary()), printed);
  }
}

TEST(ExpressionError, NamesLineAndColumnAndTheNearestName) {
  EXPECT_EQ(Error("diabetis"), "1:1: unknown variable `diabetis`: did you mean `diabetes`?");
  EXPECT_THAT(Error("age > 5 &&\n  has(agee)"), StartsWith("2:7: unknown variable `agee`"));
  EXPECT_THAT(Error("sex == 'é' && x"), StartsWith("1:8: `sex` has no code 'é'"));
  EXPECT_THAT(Error("sex in ['1', 'é'] && x"), StartsWith("1:14: "));
}

TEST(ExpressionError, SaysWhatToUseInstead) {
  EXPECT_THAT(Error("age = 5"), HasSubstr("1:5: `=` is not an operator: use `==`"));
  EXPECT_THAT(Error("smi & copd"), HasSubstr("use `&&`"));
  EXPECT_THAT(Error("smi | copd"), HasSubstr("use `||`"));
  EXPECT_THAT(Error("smi and copd"), HasSubstr("unexpected `and`"));
  EXPECT_THAT(Error("not smi"), HasSubstr("use `!`"));
  EXPECT_THAT(Error("age / 2 > 5"), HasSubstr("multiply the other side"));
  EXPECT_THAT(Error("age == null"), HasSubstr("use has(x)"));
  EXPECT_THAT(Error("person.age > 5"), HasSubstr("names have no parts"));
  EXPECT_THAT(Error("“age” > 5"), HasSubstr("only plain ASCII"));
  EXPECT_THAT(Error("otherwise"), HasSubstr("last segment of a model"));
  EXPECT_THAT(Error("size(age) > 5"), HasSubstr("`size` is not a function"));
  EXPECT_THAT(Error("has(5)"), HasSubstr("name of one variable"));
  EXPECT_THAT(Error("has age"), HasSubstr("has(age)"));
}

TEST(ExpressionError, CoversBrokenSyntax) {
  EXPECT_THAT(Error(""), HasSubstr("1:1: the expression is empty"));
  EXPECT_THAT(Error("  "), HasSubstr("empty"));
  EXPECT_THAT(Error("(age > 5"), HasSubstr("expected `)`, found the end"));
  EXPECT_THAT(Error("age > 5)"), HasSubstr("1:8: unexpected `)`"));
  EXPECT_THAT(Error("age >"), HasSubstr("unexpected the end"));
  EXPECT_THAT(Error("age > 5 true"), HasSubstr("unexpected `true`"));
  EXPECT_THAT(Error("smi ? copd"), HasSubstr("expected `:`"));
  EXPECT_THAT(Error("sex == 'x"), HasSubstr("no closing '"));
  EXPECT_THAT(Error("sex == 'a\\n'"), HasSubstr("unknown escape"));
  EXPECT_THAT(Error("[1] == age"), HasSubstr("only stand after `in`"));
  EXPECT_THAT(Error("age in 5"), HasSubstr("`in` takes a list"));
  EXPECT_THAT(Error("age in []"), HasSubstr("the list is empty"));
  EXPECT_THAT(Error("age in [1 2]"), HasSubstr("expected `,` or `]`"));
  EXPECT_THAT(Error("age in [age]"), HasSubstr("numbers or codes in quotes only"));
  EXPECT_THAT(Error(std::string("age\0", 4)), HasSubstr("control character"));
}

TEST(ExpressionError, CoversNumbers) {
  EXPECT_THAT(Error("age > 007"), HasSubstr("leading zeros"));
  EXPECT_THAT(Error("age > 1e5"), HasSubstr("not a number"));
  EXPECT_THAT(Error("age > 5."), HasSubstr("not a number"));
  EXPECT_THAT(Error("age > 1.2.3"), HasSubstr("not a number"));
  EXPECT_THAT(Error("age > 0.1234567"), HasSubstr("more than 6 decimals"));
  EXPECT_THAT(Error("age > 1234567890123456789"), HasSubstr("at most 18 digits"));
}

TEST(ExpressionError, CoversTypes) {
  EXPECT_THAT(Error("age"), HasSubstr("`age` (a number) is not a condition"));
  EXPECT_THAT(Error("sex"), HasSubstr("`sex` (a category) is not a condition"));
  EXPECT_THAT(Error("age && smi"), HasSubstr("1:1: `age` (a number) is not a condition"));
  EXPECT_THAT(Error("!age"), HasSubstr("is not a condition"));
  EXPECT_THAT(Error("age == smi"), HasSubstr("both sides must be of one type"));
  EXPECT_THAT(Error("smi < copd"), HasSubstr("have no order"));
  EXPECT_THAT(Error("smi + 1 > 0"), HasSubstr("`+` takes numbers"));
  EXPECT_THAT(Error("'a' + 1 > 0"), HasSubstr("not strings"));
  EXPECT_THAT(Error("-sex > 0"), HasSubstr("`-` takes numbers"));
  EXPECT_THAT(Error("18 <= age <= 74"), HasSubstr("1:11: comparisons do not chain"));
  EXPECT_THAT(Error("sex < '2'"), HasSubstr("which have no order"));
  EXPECT_THAT(Error("age == '5'"), HasSubstr("only a category has codes"));
  EXPECT_THAT(Error("'1' == '1'"), HasSubstr("two strings"));
  EXPECT_THAT(Error("sex == sex"), HasSubstr("compares two categories"));
  EXPECT_THAT(Error("'1'"), HasSubstr("only be compared with a category"));
  EXPECT_THAT(Error("smi in [1]"), HasSubstr("use it bare"));
  EXPECT_THAT(Error("age in ['1']"), HasSubstr("write numbers"));
  EXPECT_THAT(Error("sex in [1]"), HasSubstr("write codes in quotes"));
  EXPECT_THAT(Error("(smi ? 1 : copd) == 1"), HasSubstr("`?` chooses between"));
  EXPECT_THAT(Error("age ? smi : copd"), HasSubstr("is not a condition"));
}

TEST(ExpressionError, ProvesThatNothingOverflows) {
  EXPECT_EQ(Error("cost_mh * cost_mh > 5"), "OK");
  EXPECT_THAT(Error("cost_mh * cost_mh * cost_mh > 5"),
              HasSubstr("1:19: the result could exceed 2^62"));
  EXPECT_THAT(Error("age * 999999999999999999 > 5"), HasSubstr("could exceed 2^62"));
  EXPECT_THAT(Error("999999999999999999 == 0.000001"), HasSubstr("could exceed 2^62"));
  EXPECT_THAT(Error("0.000001 * 0.000001 * 0.000001 == 0"), HasSubstr("more than 12 decimals"));
}

TEST(ExpressionError, LimitsNestingWithoutOverflowingTheStack) {
  const auto nested = [](size_t depth, const char* open, const char* close) {
    std::string text;
    for (size_t i = 0; i < depth; ++i) text += open;
    text += "true";
    for (size_t i = 0; i < depth; ++i) text += close;
    return text;
  };
  EXPECT_EQ(Error(nested(60, "(", ")")), "OK");
  EXPECT_THAT(Error(nested(65, "(", ")")), HasSubstr("nested more than 64 deep"));
  EXPECT_THAT(Error(nested(8000, "(", ")")), HasSubstr("nested more than 64 deep"));
  EXPECT_THAT(Error(nested(16000, "!", "")), HasSubstr("nested more than 64 deep"));
  EXPECT_THAT(Error(nested(1500, "true?", ":true")), HasSubstr("expected `:`"));
  EXPECT_THAT(Error(nested(1500, "true?true:", "")), HasSubstr("nested more than 64 deep"));
  EXPECT_THAT(Error(nested(100'000, "(", ")")), HasSubstr("longer than 16384"));
  std::string sum = "0";
  for (int i = 0; i < 100; ++i) sum += "+1";
  EXPECT_THAT(Error(sum + " > 0"), HasSubstr("nested more than 64 deep"));
}

TEST(Expression, TakesLongListsOfAlternatives) {
  std::string text = "age == 0";
  for (int i = 1; i <= 500; ++i) text += " || age == " + std::to_string(i);
  EXPECT_EQ(Evaluate(text, {{"age", 77}}), 1);
  EXPECT_EQ(Evaluate(text, {{"age", 501}}), 0);
}

}  // namespace
}  // namespace ginnel::query
