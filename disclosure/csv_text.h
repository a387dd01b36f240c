// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace ginnel::disclosure {

/// `text`, which people wrote, as one field of CSV (RFC 4180 quoting). What a spreadsheet would run
/// as a formula (=, +, -, @, tab or carriage return first) gets an apostrophe in front.
std::string CsvText(const std::string& text);

}  // namespace ginnel::disclosure
