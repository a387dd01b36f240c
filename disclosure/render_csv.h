// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ginnel/v1/release.pb.h"

namespace ginnel::disclosure {

/// Tidy CSV (RFC 4180 quoting, UTF-8, lines end in a line feed): one line for each cell and
/// measure, columns <axis names>…, measure, value, state, low, high. States as StateName says. A
/// shadow or synthetic release opens with a row whose measure says so; linkage quality follows the
/// cells, without labels. Text that a spreadsheet
/// would run as a formula (=, +, -, @ first) gets an apostrophe in front. With `intervals`, two
/// more columns: interval_low, interval_high.
std::string RenderCsv(const v1::Release& release, bool intervals = false);

/// "true_zero" for CELL_STATE_TRUE_ZERO.
std::string StateName(v1::CellState state);

/// What marks a rehearsal on made-up people in every format.
inline constexpr char kSyntheticMark[] = "SYNTHETIC: made-up people, not a result";

/// What marks a shadow release in every format.
inline constexpr char kShadowMark[] = "SHADOW RELEASE: on trial, not for decisions";

}  // namespace ginnel::disclosure
