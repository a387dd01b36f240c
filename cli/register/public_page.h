// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// The record as one HTML page that stands by itself: no script, nothing fetched from elsewhere,
/// and a content security policy that says so. Every text is escaped. Tables have captions and
/// header cells with a scope.
std::string RenderPublicPage(const v1::PublicRecord& record);

/// The record as CSV, one line for what happened: columns query, title, purpose, legal_basis,
/// asked_by, event, organisation, role, interest, at, run, release_digest, cells, suppressed,
/// withheld, mode. Quoting and the guard against formulas are disclosure/csv_text.h's.
std::string RenderPublicCsv(const v1::PublicRecord& record);

/// `text` with & < > " ' as character references.
std::string EscapeHtml(std::string_view text);

/// "approved", "refused", "took back"; "none declared" …, for people.
std::string KindInEnglish(v1::PublicWord::Kind kind);
/// An approval, given for the query or ahead of it: it declares an interest.
bool SaysYes(const v1::PublicWord& word);

}  // namespace ginnel::cli
