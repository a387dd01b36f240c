// SPDX-License-Identifier: Apache-2.0
#include "cli/register/listing.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "cli/register/speaker.h"
#include "disclosure/text_grid.h"
#include "governance/statement.h"

namespace ginnel::cli {

using disclosure::Printable;  // titles may not steer this terminal

absl::StatusOr<v1::RegisterListing> ListRegister(const VerifiedRegister& verified) {
  v1::RegisterListing listing;
  std::map<std::string, std::string> titles;  // of queries, by digest
  RETURN_IF_ERROR(verified.ForEach([&](const VerifiedRegister::Entry& entry) -> absl::Status {
    ASSIGN_OR_RETURN(v1::RegisterLine line, DescribeEntry(entry));
    if (governance::IsStatement<v1::Query>(entry.envelope)) {
      ASSIGN_OR_RETURN(const v1::Query query,
                       governance::ReadUnverifiedStatement<v1::Query>(entry.envelope));
      titles[line.query()] = query.title();
    }
    if (!line.query().empty()) line.set_title(titles[line.query()]);
    *listing.add_entries() = std::move(line);
    return absl::OkStatus();
  }));
  return listing;
}

void PrintListing(const v1::RegisterListing& listing, std::ostream& out) {
  for (const v1::RegisterLine& line : listing.entries()) {
    const std::string who = line.role().empty()
                                ? line.organisation()
                                : absl::StrCat(line.role(), ", ", line.organisation());
    out << absl::StrFormat("%6u  %-12s  %s", line.index(), line.type(), Printable(who));
    if (!line.query().empty()) {
      out << "  " << line.query().substr(0, 8) << " " << Printable(line.title());
    }
    if (line.query().empty() && !line.title().empty()) out << "  " << Printable(line.title());
    if (!line.at().empty()) out << "  " << Printable(line.at());
    out << "\n";
  }
}

void PrintVerification(const v1::RegisterVerification& report, std::ostream& out) {
  out << "The register holds " << report.entries() << " entries, and every one was judged here.\n"
      << "  root         " << report.root() << "\n"
      << "  co-signed    by both other trustees, " << report.cosigned_first();
  if (report.cosigned_last() != report.cosigned_first()) {
    out << " and " << report.cosigned_last();
  }
  out << "\n  begins with  the constitution " << report.first_constitution_digest()
      << "\n  in force     the constitution " << report.constitution_digest() << "\n";
  for (const v1::TypeCount& each : report.types()) {
    out << absl::StrFormat("  %-12s %6u\n", each.type(), each.count());
  }
}

}  // namespace ginnel::cli
