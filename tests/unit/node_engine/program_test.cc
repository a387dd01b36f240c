// SPDX-License-Identifier: Apache-2.0
#include "node/engine/program.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

constexpr size_t kKnown = 0;    // person of whom everything is known
constexpr size_t kUnknown = 1;  // person of whom nothing is

// The first person is 80, smokes (code 'current'), is housebound and has a score of 2.5.
class ProgramTest : public ::testing::Test {
 protected:
  static Records People() {
    Records records = PeopleOf(2);
    records.attributes["years"].values = {80, kMissing};
    records.attributes["smoking"].values = {2, kMissing};
    records.attributes["smoking"].codes = {"never", "ex", "current"};
    records.attributes["housebound"].values = {1, kMissing};
    records.attributes["score"].values = {25, kMissing};
    return records;
  }

  // 'T', 'F', or '!' for an error, of the two people.
  std::string Eval(const std::string& text) {
    const auto expression = query::ParseExpression(text, dictionary_);
    EXPECT_TRUE(expression.ok()) << expression.status();
    const ColumnSet set =
        columns_.Get(dictionary_, query::VariablesOf(*expression), AsOf{On("2026-04-01"), {}}, 1)
            .value();
    const auto program = Program::Compile(*expression, set);
    EXPECT_TRUE(program.ok()) << program.status();
    Scratch scratch;
    program->Reserve(scratch);
    const Scratch::Truth& answer = program->Run(0, scratch);
    std::string out;
    for (size_t row : {kKnown, kUnknown}) {
      out += !TestBit(answer.known, row) ? '!' : TestBit(answer.truth, row) ? 'T' : 'F';
    }
    return out;
  }

  const query::Dictionary dictionary_ = DictionaryOf(
      {"name: 'years' type: VARIABLE_TYPE_INTEGER lower: 0 upper: 120 from {attribute {}}",
       "name: 'smoking' type: VARIABLE_TYPE_CATEGORY codes {code: 'never'} codes {code: 'ex'} "
       "codes {code: 'current'} from {attribute {}}",
       "name: 'housebound' type: VARIABLE_TYPE_FLAG from {attribute {}}",
       "name: 'score' type: VARIABLE_TYPE_SCORE scale: '0.1' lower: 0 upper: 100 "
       "from {attribute {}}"});
  DerivedColumns columns_{SnapshotOf(People()), 1 << 20};
};

TEST_F(ProgramTest, ComparesWithLiteralsAtTheirEdges) {
  EXPECT_EQ(Eval("years >= 80"), "T!");
  EXPECT_EQ(Eval("years > 80"), "F!");
  EXPECT_EQ(Eval("years <= 80"), "T!");
  EXPECT_EQ(Eval("years < 80"), "F!");
  EXPECT_EQ(Eval("years == 80"), "T!");
  EXPECT_EQ(Eval("years != 80"), "F!");
  EXPECT_EQ(Eval("80 > years"), "F!");
  EXPECT_EQ(Eval("81 > years"), "T!");
}

TEST_F(ProgramTest, ComparesWithLiteralsThatTheColumnCouldNotHold) {
  EXPECT_EQ(Eval("years < 1000"), "T!");
  EXPECT_EQ(Eval("years > 1000"), "F!");
  EXPECT_EQ(Eval("years > -1"), "T!");
  EXPECT_EQ(Eval("years == -80"), "F!");
  EXPECT_EQ(Eval("years != 1000"), "T!");
}

TEST_F(ProgramTest, ComparesScaledNumbersExactly) {
  EXPECT_EQ(Eval("score == 2.5"), "T!");
  EXPECT_EQ(Eval("score > 2.49"), "T!");
  EXPECT_EQ(Eval("score >= 2.51"), "F!");
  EXPECT_EQ(Eval("score < years"), "T!");
  EXPECT_EQ(Eval("score * 32 == years"), "T!");
}

TEST_F(ProgramTest, TreatsAnOperationOnAMissingValueAsAnError) {
  EXPECT_EQ(Eval("housebound"), "T!");
  EXPECT_EQ(Eval("!housebound"), "F!");
  EXPECT_EQ(Eval("years + 1 > 80"), "T!");
  EXPECT_EQ(Eval("smoking in ['ex', 'current']"), "T!");
  EXPECT_EQ(Eval("smoking == 'never'"), "F!");
  EXPECT_EQ(Eval("has(years)"), "TF");
  EXPECT_EQ(Eval("!has(years)"), "FT");
}

TEST_F(ProgramTest, AbsorbsErrorsInAndAndOr) {
  EXPECT_EQ(Eval("housebound && false"), "FF");
  EXPECT_EQ(Eval("false && housebound"), "FF");
  EXPECT_EQ(Eval("housebound && true"), "T!");
  EXPECT_EQ(Eval("housebound || true"), "TT");
  EXPECT_EQ(Eval("true || housebound"), "TT");
  EXPECT_EQ(Eval("housebound || false"), "T!");
  EXPECT_EQ(Eval("has(years) && years > 75"), "TF");
  EXPECT_EQ(Eval("!has(years) || years > 75"), "TT");
}

TEST_F(ProgramTest, TakesOneBranchOfAConditionAndItsErrorOnly) {
  EXPECT_EQ(Eval("has(years) ? years > 75 : true"), "TT");
  EXPECT_EQ(Eval("has(years) ? true : years > 75"), "T!");
  EXPECT_EQ(Eval("housebound ? true : true"), "T!");
  EXPECT_EQ(Eval("(has(years) ? years : 3) == 3"), "FT");
}

TEST_F(ProgramTest, RefusesTreesThatNoTypeCheckerMakes) {
  query::Expression broken;
  broken.op = query::Expression::Op::kNot;
  EXPECT_FALSE(Program::Compile(broken, ColumnSet()).ok());
  broken.op = query::Expression::Op::kAdd;
  EXPECT_FALSE(Program::Compile(broken, ColumnSet()).ok());
  broken.op = query::Expression::Op::kVariable;
  broken.variable = 0;
  EXPECT_EQ(Program::Compile(broken, ColumnSet()).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace ginnel::node
