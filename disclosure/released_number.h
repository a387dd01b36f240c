// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "disclosure/decimal.h"

namespace ginnel::disclosure {

// Statistics are computed in binary fractions from figures that are released already, and shown as
// decimals again: no rounding that protects anything is done in between.

double ToDouble(Decimal number);
/// The nearest; numbers beyond ±10^18 and what is no number become that end, or 0.
Decimal FromDouble(double number);

}  // namespace ginnel::disclosure
