// SPDX-License-Identifier: Apache-2.0
#include "query/expression.h"

#include <set>

#include "base/status.h"
#include "query/checker.h"
#include "query/syntax.h"

namespace ginnel::query {
namespace {

void Collect(const Expression& expression, std::set<int>& variables) {
  if (expression.op == Expression::Op::kVariable || expression.op == Expression::Op::kHas) {
    variables.insert(expression.variable);
  }
  for (const Expression& arg : expression.args) Collect(arg, variables);
}

}  // namespace

absl::StatusOr<Expression> ParseExpression(std::string_view text, const Dictionary& dictionary) {
  ASSIGN_OR_RETURN(const Syntax syntax, ParseSyntax(text));
  return CheckSyntax(syntax, text, dictionary);
}

std::vector<int> VariablesOf(const Expression& expression) {
  std::set<int> variables;
  Collect(expression, variables);
  return {variables.begin(), variables.end()};
}

}  // namespace ginnel::query
