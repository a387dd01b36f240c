// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "node/engine/block.h"
#include "node/engine/derived_columns.h"
#include "query/expression.h"

namespace ginnel::node {

/// Registers of one thread, sized once for the programs that it runs: no memory is taken while
/// blocks are evaluated.
struct Scratch {
  struct Truth {
    BlockBits truth, known;  // truth is clear where not known
  };
  struct Number {
    alignas(64) std::array<int64_t, kBlockRows> value;
    BlockBits known;
  };
  std::vector<Truth> truths;
  std::vector<Number> numbers;
};

/// An expression as a list of steps over registers, each step over one whole block of rows. What is
/// not known is CEL's error: it follows the rules of query/expression.h bit by bit. Refers to the
/// columns it was compiled against. Immutable, thread-safe.
class Program {
 public:
  /// InvalidArgument for a tree that no type-checker makes; Internal for a variable that `columns`
  /// lacks.
  static absl::StatusOr<Program> Compile(const query::Expression& expression,
                                         const ColumnSet& columns);

  /// Grows `scratch` to what Run needs.
  void Reserve(Scratch& scratch) const;
  /// The truth of the expression for each row of `block`; rows where it is an error are not known.
  /// The answer is in `scratch` until the next run.
  const Scratch::Truth& Run(size_t block, Scratch& scratch) const;

  struct Range {
    int64_t lower, upper;  // both inside
  };
  enum class Code {
    kLiteralTruth,  // into: literal
    kLoadFlag,      // into: column
    kLoadKnown,     // into: whether column is known
    kNot,
    kAnd,
    kOr,
    kTruthLess,
    kTruthEqual,  // a, b: truths
    kTruthIn,     // a in {false where literal has bit 0, true where it has bit 1}
    kColumnInRanges,
    kNumberInRanges,
    kNumberLess,
    kNumberEqual,  // a, b: numbers
    kChooseTruth,  // a ? b : into
    kLiteralNumber,
    kLoadNumber,
    kAdd,
    kSubtract,
    kMultiply,
    kScale,         // a × literal
    kChooseNumber,  // truth a ? b : into
  };
  struct Step {
    Code code = Code::kLiteralTruth;
    size_t into = 0, a = 0, b = 0;  // registers
    bool inverted = false;          // comparisons: the opposite, where known
    int64_t literal = 0;
    const DerivedColumn* column = nullptr;
    std::vector<Range> ranges = {};
  };

 private:
  std::vector<Step> steps_;
  size_t truths_ = 1;
  size_t numbers_ = 0;
  friend class ProgramCompiler;
};

/// Whether `expression` is the literal `true`.
bool IsLiterallyTrue(const query::Expression& expression);

}  // namespace ginnel::node
