// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <variant>

#include "node/engine/kernels.h"
#include "node/engine/program.h"

namespace ginnel::node {
namespace {

using Truth = Scratch::Truth;
using Number = Scratch::Number;
using Range = Program::Range;
using Step = Program::Step;

// One word of a truth: false is known and not true.
struct Word {
  uint64_t truth, known;
  uint64_t falsehood() const { return known & ~truth; }
};

template <typename Operation>
void Combine(const Truth& a, const Truth& b, Truth& out, Operation operation) {
  for (size_t i = 0; i < kBlockWords; ++i) {
    const Word word = operation(Word{a.truth[i], a.known[i]}, Word{b.truth[i], b.known[i]});
    out.truth[i] = word.truth & word.known;
    out.known[i] = word.known;
  }
}

Word And(Word a, Word b) {
  const uint64_t truth = a.truth & b.truth;
  return {truth, truth | a.falsehood() | b.falsehood()};
}
Word Or(Word a, Word b) {
  const uint64_t truth = a.truth | b.truth;
  return {truth, truth | (a.falsehood() & b.falsehood())};
}

// Of an answer that is only meaningful where it is known: turns it over if need be.
void Settle(BlockBits known, bool inverted, Truth& out) {
  const uint64_t flip = inverted ? ~uint64_t{0} : 0;
  for (size_t i = 0; i < kBlockWords; ++i) {
    out.truth[i] = (out.truth[i] ^ flip) & known[i];
    out.known[i] = known[i];
  }
}

BlockBits Both(const BlockBits& a, const BlockBits& b) {
  BlockBits both;
  for (size_t i = 0; i < kBlockWords; ++i) both[i] = a[i] & b[i];
  return both;
}

template <typename T>
void InRanges(const T* values, const std::vector<Range>& ranges, BlockBits& out) {
  bool first = true;
  for (const Range& range : ranges) {
    const int64_t lower = std::max<int64_t>(range.lower, std::numeric_limits<T>::min());
    const int64_t upper = std::min<int64_t>(range.upper, std::numeric_limits<T>::max());
    if (lower > upper) continue;
    if (first) {
      RangeBits(values, static_cast<T>(lower), static_cast<T>(upper), out);
      first = false;
      continue;
    }
    BlockBits more;
    RangeBits(values, static_cast<T>(lower), static_cast<T>(upper), more);
    for (size_t i = 0; i < kBlockWords; ++i) out[i] |= more[i];
  }
  if (first) out = kNoBits;
}

void ColumnInRanges(const Step& step, size_t block, Truth& out) {
  std::visit(
      [&](const auto& values) {
        InRanges(values.data() + block * kBlockRows, step.ranges, out.truth);
      },
      step.column->numbers());
  Settle(step.column->known(block), step.inverted, out);
}

// `into` holds the branch taken where the condition is false.
void ChooseTruth(const Truth& condition, const Truth& yes, Truth& into) {
  for (size_t i = 0; i < kBlockWords; ++i) {
    const uint64_t take = condition.truth[i];
    into.truth[i] = ((yes.truth[i] & take) | (into.truth[i] & ~take)) & condition.known[i];
    into.known[i] = ((yes.known[i] & take) | (into.known[i] & ~take)) & condition.known[i];
  }
}

void ChooseNumber(const Truth& condition, const Number& yes, Number& into) {
  ForEachRow(condition.truth, [&](size_t row) { into.value[row] = yes.value[row]; });
  for (size_t i = 0; i < kBlockWords; ++i) {
    const uint64_t take = condition.truth[i];
    into.known[i] = ((yes.known[i] & take) | (into.known[i] & ~take)) & condition.known[i];
  }
}

void LoadNumber(const DerivedColumn& column, size_t block, Number& out) {
  std::visit(
      [&](const auto& values) { Widen(values.data() + block * kBlockRows, out.value.data()); },
      column.numbers());
  out.known = column.known(block);
}

void RunTruthStep(const Step& step, size_t block, Scratch& scratch) {
  std::vector<Truth>& truths = scratch.truths;
  Truth& into = truths[step.into];
  switch (step.code) {
    case Program::Code::kLiteralTruth:
      into.truth = step.literal != 0 ? kAllBits : kNoBits;
      into.known = kAllBits;
      return;
    case Program::Code::kLoadFlag:
      into.truth = step.column->truth(block);
      into.known = step.column->known(block);
      return;
    case Program::Code::kLoadKnown:
      into.truth = step.column->known(block);
      into.known = kAllBits;
      return;
    case Program::Code::kNot:
      into.truth = truths[step.a].truth;
      return Settle(truths[step.a].known, /*inverted=*/true, into);
    case Program::Code::kAnd:
      return Combine(truths[step.a], truths[step.b], into, And);
    case Program::Code::kOr:
      return Combine(truths[step.a], truths[step.b], into, Or);
    case Program::Code::kTruthLess:
      return Combine(truths[step.a], truths[step.b], into, [&](Word a, Word b) {
        const uint64_t less = ~a.truth & b.truth;
        return Word{step.inverted ? ~less : less, a.known & b.known};
      });
    case Program::Code::kTruthEqual:
      return Combine(truths[step.a], truths[step.b], into, [&](Word a, Word b) {
        const uint64_t differ = a.truth ^ b.truth;
        return Word{step.inverted ? differ : ~differ, a.known & b.known};
      });
    case Program::Code::kTruthIn:
      return Combine(truths[step.a], truths[step.a], into, [&](Word a, Word) {
        const uint64_t when_false = (step.literal & 1) != 0 ? ~a.truth : 0;
        const uint64_t when_true = (step.literal & 2) != 0 ? a.truth : 0;
        return Word{when_false | when_true, a.known};
      });
    default:
      return ChooseTruth(truths[step.a], truths[step.b], into);
  }
}

void RunComparison(const Step& step, size_t block, Scratch& scratch) {
  Truth& into = scratch.truths[step.into];
  if (step.code == Program::Code::kColumnInRanges) return ColumnInRanges(step, block, into);
  const Number& a = scratch.numbers[step.a];
  if (step.code == Program::Code::kNumberInRanges) {
    InRanges(a.value.data(), step.ranges, into.truth);
    return Settle(a.known, step.inverted, into);
  }
  const Number& b = scratch.numbers[step.b];
  if (step.code == Program::Code::kNumberLess) {
    LessBits(a.value.data(), b.value.data(), into.truth);
  } else {
    EqualBits(a.value.data(), b.value.data(), into.truth);
  }
  Settle(Both(a.known, b.known), step.inverted, into);
}

void RunNumberStep(const Step& step, size_t block, Scratch& scratch) {
  Number& into = scratch.numbers[step.into];
  const auto binary = [&](void (*kernel)(const int64_t*, const int64_t*, int64_t*)) {
    const Number& a = scratch.numbers[step.a];
    const Number& b = scratch.numbers[step.b];
    kernel(a.value.data(), b.value.data(), into.value.data());
    into.known = Both(a.known, b.known);
  };
  switch (step.code) {
    case Program::Code::kLiteralNumber:
      into.value.fill(step.literal);
      into.known = kAllBits;
      return;
    case Program::Code::kLoadNumber:
      return LoadNumber(*step.column, block, into);
    case Program::Code::kAdd:
      return binary(Add);
    case Program::Code::kSubtract:
      return binary(Subtract);
    case Program::Code::kMultiply:
      return binary(Multiply);
    case Program::Code::kChooseNumber:
      return ChooseNumber(scratch.truths[step.a], scratch.numbers[step.b], into);
    default:  // kScale; negation scales by −1
      Scale(scratch.numbers[step.a].value.data(), step.literal, into.value.data());
      into.known = scratch.numbers[step.a].known;
  }
}

}  // namespace

void Program::Reserve(Scratch& scratch) const {
  if (scratch.truths.size() < truths_) scratch.truths.resize(truths_);
  if (scratch.numbers.size() < numbers_) scratch.numbers.resize(numbers_);
}

const Scratch::Truth& Program::Run(size_t block, Scratch& scratch) const {
  for (const Step& step : steps_) {
    if (step.code >= Code::kLiteralNumber) {
      RunNumberStep(step, block, scratch);
    } else if (step.code >= Code::kColumnInRanges && step.code <= Code::kNumberEqual) {
      RunComparison(step, block, scratch);
    } else {
      RunTruthStep(step, block, scratch);
    }
  }
  return scratch.truths[0];
}

}  // namespace ginnel::node
