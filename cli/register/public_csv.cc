// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/interest.h"
#include "cli/register/public_page.h"
#include "disclosure/csv_text.h"

namespace ginnel::cli {
namespace {

void AddLine(const std::vector<std::string>& fields, std::string& csv) {
  for (size_t i = 0; i < fields.size(); ++i) {
    absl::StrAppend(&csv, i == 0 ? "" : ",", disclosure::CsvText(fields[i]));
  }
  csv += '\n';
}

void AddEvent(const v1::PublicQuery& query, const std::vector<std::string>& event,
              std::string& csv) {
  std::vector<std::string> fields = {query.digest(), query.title(), query.purpose(),
                                     query.legal_basis(),
                                     absl::StrCat(query.organisation(), ", ", query.role())};
  fields.insert(fields.end(), event.begin(), event.end());
  AddLine(fields, csv);
}

}  // namespace

std::string RenderPublicCsv(const v1::PublicRecord& record) {
  std::string csv;
  AddLine({"query", "title", "purpose", "legal_basis", "asked_by", "event", "organisation", "role",
           "interest", "at", "run", "release_digest", "cells", "suppressed", "withheld", "mode"},
          csv);
  for (const v1::PublicQuery& query : record.queries()) {
    AddEvent(query,
             {"asked", query.organisation(), query.role(), "", query.submitted_at(), "", "", "", "",
              "", ""},
             csv);
    for (const v1::PublicWord& word : query.words()) {
      const bool approved = SaysYes(word);
      AddEvent(
          query,
          {KindInEnglish(word.kind()), word.organisation(), word.role(),
           approved ? InterestInEnglish(word.interest()) : "", word.at(), "", "", "", "", "", ""},
          csv);
    }
    for (const v1::PublicRelease& each : query.releases()) {
      AddEvent(query,
               {"released", "", "", "", each.released_at(), absl::StrCat(each.n()),
                each.release_digest(), absl::StrCat(each.cells()), absl::StrCat(each.suppressed()),
                absl::StrCat(each.withheld()), each.shadow() ? "shadow" : "live"},
               csv);
    }
  }
  return csv;
}

}  // namespace ginnel::cli
