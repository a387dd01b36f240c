// SPDX-License-Identifier: Apache-2.0
#include "random_expression.h"

namespace ginnel::query {
namespace {

constexpr const char* kNumbers[] = {"age", "ltc_count", "risk_score", "cost_gp"};
constexpr const char* kFlags[] = {"smi", "copd", "diabetes"};
constexpr const char* kComparisons[] = {"<", "<=", ">", ">=", "==", "!="};

}  // namespace

std::string RandomExpression::Literal() {
  const std::string whole = std::to_string(Below(130));
  const std::string sign = Below(6) == 0 ? "-" : "";
  return Below(3) == 0 ? sign + whole + "." + std::to_string(Below(100)) : sign + whole;
}

std::string RandomExpression::Number(int depth) {
  if (depth <= 0) return Below(2) == 0 ? Literal() : kNumbers[Below(4)];
  switch (Below(6)) {
    case 0:
      return "(" + Number(depth - 1) + " + " + Number(depth - 1) + ")";
    case 1:
      return "(" + Number(depth - 1) + " - " + Number(depth - 1) + ")";
    case 2:
      return std::to_string(Below(5)) + " * " + Number(0);
    case 3:
      return "-(" + Number(depth - 1) + ")";
    case 4:
      return "(" + Condition(depth - 1) + " ? " + Number(depth - 1) + " : " + Number(depth - 1) +
             ")";
    default:
      return Number(0);
  }
}

std::string RandomExpression::Relation(int depth) {
  switch (Below(6)) {
    case 0:
      return kFlags[Below(3)];
    case 1:
      return std::string("has(") + (Below(2) == 0 ? kFlags[Below(3)] : kNumbers[Below(4)]) + ")";
    case 2:
      return Below(2) == 0 ? "sex in ['1', 'X']" : "efi_category != 'mild'";
    case 3:
      return Number(1) + " in [" + Literal() + ", " + Literal() + "]";
    default:
      return Number(depth) + " " + kComparisons[Below(6)] + " " + Number(depth);
  }
}

std::string RandomExpression::Condition(int depth) {
  if (depth <= 0) return Below(12) == 0 ? (Below(2) == 0 ? "true" : "false") : Relation(1);
  switch (Below(6)) {
    case 0:
      return "!(" + Condition(depth - 1) + ")";
    case 1:
      return "(" + Condition(depth - 1) + " ? " + Condition(depth - 1) + " : " +
             Condition(depth - 1) + ")";
    case 2:
      return "(" + Condition(depth - 1) + ") == (" + Condition(depth - 1) + ")";
    case 3:
      return "(" + Condition(depth - 1) + ") && (" + Condition(depth - 1) + ")";
    default:
      return "(" + Condition(depth - 1) + " || " + Condition(depth - 1) + ")";
  }
}

std::vector<std::optional<int64_t>> RandomExpression::Person() {
  std::vector<std::optional<int64_t>> row;
  for (int v = 0; v < dictionary_.size(); ++v) {
    const uint64_t range = static_cast<uint64_t>(dictionary_.upper(v) - dictionary_.lower(v)) + 1;
    const int64_t value = dictionary_.lower(v) + static_cast<int64_t>(random_() % range);
    row.push_back(Below(4) == 0 ? std::nullopt : std::optional<int64_t>(value));
  }
  return row;
}

}  // namespace ginnel::query
