// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace ginnel::synth {

/// Ten digits whose last is the check digit of the NHS Data Dictionary (modulus 11).
bool IsValidNhsNumber(std::string_view text);

/// Deals distinct, valid NHS numbers that belong to nobody, in an order that depends on the seed.
///
/// The first 909,000 or so are of the test range 999 000 0000 to 999 999 9999, which the NHS never
/// issues. More people take the blocks below it, 998 to 900 in turn: numbers from 900 up lie
/// outside every range that is issued (England 400-499 and 600-799, Scotland 001-319, Northern
/// Ireland 320-399), so that some 90 million people have a number of their own.
class NhsNumbers {
 public:
  explicit NhsNumbers(uint64_t seed);
  /// The next number, as an integer of ten digits; 0 when all are dealt.
  uint64_t Next();

 private:
  void StartBlock();

  uint64_t seed_;
  uint64_t block_ = 999;  // first three digits
  uint64_t dealt_ = 0;    // places of the block that were tried
  uint64_t place_ = 0;    // the next six digits
  uint64_t stride_ = 0;   // coprime to 10^6, so that every place comes once
};

}  // namespace ginnel::synth
