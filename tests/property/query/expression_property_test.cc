// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "../../unit/query/documents.h"
#include "query/decimal.h"
#include "query/expression_text.h"
#include "query/regions.h"
#include "query/row_evaluator.h"
#include "random_expression.h"

namespace ginnel::query {
namespace {

using Value = std::optional<int64_t>;

Expression Parsed(const std::string& text) {
  absl::StatusOr<Expression> expression = ParseExpression(text, CoreDictionary());
  EXPECT_TRUE(expression.ok()) << text << ": " << expression.status();
  return expression.ok() ? *std::move(expression) : Expression();
}

Value Evaluate(const std::string& text, Row row) { return EvaluateRow(Parsed(text), row); }

TEST(ExpressionProperty, ParsingWhatIsPrintedYieldsTheSame) {
  RandomExpression random(CoreDictionary(), 1);
  for (int i = 0; i < 3000; ++i) {
    const Expression once = Parsed(random.Condition(4));
    const std::string printed = ToText(once, CoreDictionary());
    const Expression twice = Parsed(printed);
    ASSERT_EQ(ToText(twice, CoreDictionary()), printed);
    for (int person = 0; person < 5; ++person) {
      const auto row = random.Person();
      ASSERT_EQ(EvaluateRow(once, row), EvaluateRow(twice, row)) << printed;
    }
    ASSERT_EQ(VariablesOf(once), VariablesOf(twice));
    ASSERT_FALSE(SayInEnglish(once, CoreDictionary()).empty());
  }
}

TEST(ExpressionProperty, TheLawsOfCelsLogicHold) {
  RandomExpression random(CoreDictionary(), 2);
  for (int i = 0; i < 1000; ++i) {
    const std::string a = "(" + random.Condition(2) + ")";
    const std::string b = "(" + random.Condition(2) + ")";
    const std::string c = "(" + random.Condition(2) + ")";
    const auto row = random.Person();
    EXPECT_EQ(Evaluate(a + "&&" + b, row), Evaluate(b + "&&" + a, row)) << a << b;
    EXPECT_EQ(Evaluate(a + "||" + b, row), Evaluate(b + "||" + a, row)) << a << b;
    EXPECT_EQ(Evaluate("!(" + a + "&&" + b + ")", row), Evaluate("!" + a + "|| !" + b, row));
    EXPECT_EQ(Evaluate("(" + a + "&&" + b + ") &&" + c, row),
              Evaluate(a + "&& (" + b + "&&" + c + ")", row));
    EXPECT_EQ(Evaluate("!!" + a, row), Evaluate(a, row));
    EXPECT_EQ(Evaluate(a + "&& false", row), Value(0));
    EXPECT_EQ(Evaluate(a + "|| true", row), Value(1));
    EXPECT_EQ(Evaluate(a + "&& true", row), Evaluate(a, row));
  }
}

// The largest magnitude that any node of `e` reaches for `row`.
WideInt Largest(const Expression& e, Row row) {
  const Value value = EvaluateRow(e, row);
  WideInt largest = value ? (*value < 0 ? -WideInt{*value} : WideInt{*value}) : WideInt{0};
  for (const Expression& arg : e.args) largest = std::max(largest, Largest(arg, row));
  return largest;
}

TEST(ExpressionProperty, AcceptedArithmeticNeverComesNearTheLimit) {
  RandomExpression random(CoreDictionary(), 3);
  std::mt19937_64 bits(4);
  int accepted = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string product = "1";
    for (uint64_t factors = bits() % 6; factors > 0; --factors) {
      const char* names[] = {"cost_mh", "cost_gp", "age", "risk_score", "999999", "0.000001"};
      product += std::string(bits() % 3 == 0 ? " - " : " * ") + names[bits() % 6];
    }
    const absl::StatusOr<Expression> e = ParseExpression(product + " > 0", CoreDictionary());
    if (!e.ok()) continue;
    ++accepted;
    auto row = random.Person();
    for (int v = 0; v < CoreDictionary().size(); ++v) {
      row[static_cast<size_t>(v)] = CoreDictionary().upper(v);
    }
    ASSERT_LT(Largest(*e, row), WideInt{kNumberLimit}) << product;
  }
  EXPECT_GT(accepted, 500);
}

TEST(ExpressionProperty, RandomTextNeverCrashesTheParser) {
  const std::vector<std::string> pieces = {
      "age",      "smi", "sex",  "(",        ")",         "[",
      "]",        ",",   "&&",   "||",       "!",         "-",
      "+",        "*",   "<",    "<=",       "==",        "in",
      "has",      "?",   ":",    "'",        "\"",        "'1'",
      "5",        "0.5", "1e9",  ".",        "\\",        "\xc3\xa9",
      " ",        "\n",  "true", "null",     "otherwise", "999999999999999999",
      "has(age)", "=",   "/",    "ltc_count"};
  std::mt19937_64 random(5);
  size_t valid = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    const size_t length = random() % 24;
    for (size_t k = 0; k < length; ++k) {
      if (random() % 10 == 0) {
        text += static_cast<char>(random() % 256);
      } else {
        text += pieces[random() % pieces.size()];
      }
      if (random() % 2 == 0) text += ' ';
    }
    const absl::StatusOr<Expression> e = ParseExpression(text, CoreDictionary());
    if (e.ok()) {
      ++valid;
      continue;
    }
    ASSERT_TRUE(absl::IsInvalidArgument(e.status())) << e.status();
    ASSERT_NE(e.status().message().find(':'), absl::string_view::npos) << text;
  }
  EXPECT_GT(valid, 10u);
}

TEST(ExpressionProperty, BracketsOfAnyDepthAreRefusedNotCrashedOn) {
  for (const char* open :
       {"(", "!", "-", "has(", "age in [", "smi ? ", "smi ? smi : ", "[", "age + ("}) {
    for (size_t depth : {50u, 63u, 64u, 65u, 100u, 1000u, 20000u}) {
      std::string text;
      for (size_t i = 0; i < depth; ++i) text += open;
      ParseExpression(text, CoreDictionary()).IgnoreError();
      ParseExpression(text + "smi" + std::string(depth, ')'), CoreDictionary()).IgnoreError();
    }
  }
}

bool Lies(const std::vector<Region>& regions, Row row) {
  for (const Region& region : regions) {
    bool inside = true;
    for (const auto& [variable, set] : region) {
      const Value value = row[static_cast<size_t>(variable)];
      inside = inside && value && ValueSet::Range(*value, *value).IsWithin(set);
    }
    if (inside) return true;
  }
  return false;
}

TEST(RegionsProperty, EncloseWhatAConditionSelects) {
  RandomExpression random(CoreDictionary(), 6);
  int selected = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = random.Condition(3);
    const Expression e = Parsed(text);
    const std::optional<Selection> selection = SelectionOf(e, CoreDictionary());
    if (!selection) continue;
    for (int person = 0; person < 10; ++person) {
      const auto row = random.Person();
      const bool is_selected = IsSelected(e, row);
      selected += is_selected ? 1 : 0;
      if (is_selected) {
        ASSERT_TRUE(Lies(selection->outer, row)) << text;
      }
      if (Lies(selection->inner, row)) {
        ASSERT_TRUE(is_selected) << text;
      }
    }
  }
  EXPECT_GT(selected, 1000);
}

}  // namespace
}  // namespace ginnel::query
