// SPDX-License-Identifier: Apache-2.0
#include "cli/rehearsal/survival_text.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ginnel::cli {
namespace {

std::string Percent(const config::Survival& survival) {
  const uint32_t all = std::max(survival.figures(), 1u);
  return absl::StrCat(100 * survival.shown() / all, " %");
}

std::string SayCut(const config::Survival& survival) {
  return survival.by().empty() ? "no split at all" : absl::StrJoin(survival.by(), " × ");
}

}  // namespace

void PrintSurvival(const config::RehearsalReport& report, std::ostream& out) {
  const config::Survival& asked = report.asked();
  out << "Of " << asked.figures() << " figures in " << asked.cells() << " cells " << asked.shown()
      << " would be shown here (" << Percent(asked) << ").\n";
  if (report.coarser().empty()) return;
  out << "Coarser cuts that mostly survive, the finest first:\n";
  for (const config::Survival& survival : report.coarser()) {
    out << "  by " << SayCut(survival) << ": " << survival.cells() << " cells, "
        << Percent(survival) << "\n";
  }
}

}  // namespace ginnel::cli
