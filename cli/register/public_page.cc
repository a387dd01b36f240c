// SPDX-License-Identifier: Apache-2.0
#include "cli/register/public_page.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/interest.h"

namespace ginnel::cli {
namespace {

constexpr char kHead[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<style>\n"
    "body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;"
    "background:#fff}\n"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}\n"
    "caption{text-align:left;font-weight:bold}\n"
    "th,td{border:1px solid #666;padding:.3rem "
    ".5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\n"
    "code{overflow-wrap:anywhere}\n"
    "</style>\n";

std::string Row(std::string_view head, std::string_view text) {
  return absl::StrCat("<tr><th scope=\"row\">", EscapeHtml(head), "</th><td>", EscapeHtml(text),
                      "</td></tr>\n");
}

std::string Cells(const std::vector<std::string>& texts) {
  std::string row = "<tr>";
  for (const std::string& text : texts) absl::StrAppend(&row, "<td>", EscapeHtml(text), "</td>");
  return row + "</tr>\n";
}

std::string Heads(std::string_view caption, const std::vector<std::string>& texts) {
  std::string row = absl::StrCat("<table>\n<caption>", EscapeHtml(caption), "</caption>\n<tr>");
  for (const std::string& text : texts) {
    absl::StrAppend(&row, "<th scope=\"col\">", EscapeHtml(text), "</th>");
  }
  return row + "</tr>\n";
}

std::string Words(const v1::PublicQuery& query) {
  if (query.words().empty()) return "<p>Nobody has decided yet.</p>\n";
  std::string html =
      Heads("Who decided", {"Decision", "Organisation", "Role", "Declared interest", "When"});
  for (const v1::PublicWord& word : query.words()) {
    html += Cells({KindInEnglish(word.kind()), word.organisation(), word.role(),
                   SaysYes(word) ? InterestInEnglish(word.interest()) : "", word.at()});
  }
  return html + "</table>\n";
}

std::string Releases(const v1::PublicQuery& query) {
  if (query.releases().empty()) return "<p>Nothing has left.</p>\n";
  std::string html = Heads("What left", {"Run", "When", "Figures", "Suppressed", "Withheld", "Mode",
                                         "Digest of the release"});
  for (const v1::PublicRelease& release : query.releases()) {
    html += Cells({absl::StrCat(release.n()), release.released_at(), absl::StrCat(release.cells()),
                   absl::StrCat(release.suppressed()), absl::StrCat(release.withheld()),
                   release.shadow() ? "shadow" : "live", release.release_digest()});
  }
  return html + "</table>\n";
}

std::string Question(const v1::PublicQuery& query) {
  std::string html = absl::StrCat("<section>\n<h2>", EscapeHtml(query.title()), "</h2>\n");
  html += "<table>\n<caption>What was asked</caption>\n";
  html += Row("Purpose", query.purpose());
  html += Row("Legal basis", query.legal_basis());
  html += Row("Asked by", absl::StrCat(query.organisation(), ", ", query.role()));
  html += Row("Asked", query.submitted_at().empty()
                           ? absl::StrCat("entry ", query.index(), " of the register")
                           : absl::StrCat(query.submitted_at(), ", entry ", query.index(),
                                          " of the register"));
  html += Row("Open until", query.not_after());
  html += Row("Runs", query.voided_attempts() == 0
                          ? absl::StrCat(query.runs())
                          : absl::StrCat(query.runs(), ", and ", query.voided_attempts(),
                                         " attempts that were voided"));
  html += Row("Digest of the query", query.digest());
  return html + "</table>\n" + Words(query) + Releases(query) + "</section>\n";
}

std::string Epochs(const v1::PublicRecord& record) {
  if (record.epochs().empty()) return "";
  std::string html = Heads("Lists of registered people that nodes hold, as pseudonyms, to link by",
                           {"Epoch", "Started", "By", "Lists", "Nodes that stated the same",
                            "People", "Digest of the spine"});
  for (const v1::PublicEpoch& each : record.epochs()) {
    std::vector<std::string> lists;
    for (const v1::PublicEpoch::List& list : each.lists()) {
      lists.push_back(absl::StrCat(list.organisation(), ": ", list.people()));
    }
    const bool agreed = !each.spine_digest().empty();
    html += Cells(
        {absl::StrCat(each.epoch()), each.started_at(),
         absl::StrCat(each.organisation(), ", ", each.role()), absl::StrJoin(lists, "; "),
         agreed ? absl::StrCat("all ", each.asked())
                : absl::StrCat("not all: ", each.stated(), " of ", each.asked(), " have spoken"),
         agreed ? absl::StrCat(each.slots()) : "", each.spine_digest()});
  }
  return html + "</table>\n";
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

bool SaysYes(const v1::PublicWord& word) {
  return word.kind() == v1::PublicWord::KIND_APPROVED ||
         word.kind() == v1::PublicWord::KIND_APPROVED_AHEAD;
}

std::string KindInEnglish(v1::PublicWord::Kind kind) {
  switch (kind) {
    case v1::PublicWord::KIND_APPROVED:
      return "approved";
    case v1::PublicWord::KIND_REFUSED:
      return "refused";
    case v1::PublicWord::KIND_TOOK_BACK:
      return "took back";
    case v1::PublicWord::KIND_APPROVED_AHEAD:
      return "approved ahead";
    default:
      return "unknown";
  }
}

std::string RenderPublicPage(const v1::PublicRecord& record) {
  const std::string title = absl::StrCat("Register of ", EscapeHtml(record.agreement()));
  std::string html = absl::StrCat(kHead, "<title>", title, "</title>\n</head>\n<body>\n<main>\n",
                                  "<h1>", title, "</h1>\n");
  absl::StrAppend(
      &html, "<p>", record.queries_size(), record.queries_size() == 1 ? " question" : " questions",
      ". Every entry was verified before this page ", "was written. The register holds ",
      record.entries(), " entries, co-signed by both other ", "trustees at ",
      EscapeHtml(record.cosigned_at()), ".</p>\n<p>Root <code>", EscapeHtml(record.root()),
      "</code><br>Constitution <code>", EscapeHtml(record.constitution_digest()), "</code></p>\n");
  for (const v1::PublicQuery& query : record.queries()) html += Question(query);
  if (!record.suspensions().empty()) {
    html += Heads("Suspensions", {"What", "Organisation", "Role", "When"});
    for (const v1::PublicSuspension& each : record.suspensions()) {
      html += Cells({each.lifted() ? "takes part again" : "suspended its part", each.organisation(),
                     each.role(), each.at()});
    }
    html += "</table>\n";
  }
  html += Epochs(record);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace ginnel::cli
