// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "ginnel/v1/release.pb.h"

namespace ginnel::disclosure {

inline constexpr size_t kTableWidth = 120;

/// A text table for a terminal of `width` characters: what the release is of, by whose figures and
/// under which rules; the figures, with measures as rows and cells as columns (or the other way
/// about in a table of more than 12 cells); a legend of the marks that occur; the notes. Numbers
/// have thousands separators. With `intervals`, figures are followed by their 95 % interval.
std::string RenderTable(const v1::Release& release, size_t width = kTableWidth,
                        bool intervals = false);

}  // namespace ginnel::disclosure
