// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "query/dictionary_check.h"
#include "query/names.h"

namespace ginnel::query {
namespace {

using CodesByLevel = absl::flat_hash_map<std::string, absl::flat_hash_set<std::string>>;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

// The next wider level that has areas, or "" where `level` is the widest that has any.
std::string WiderLevel(const v1::Geographies& geographies, const CodesByLevel& codes,
                       const std::string& level) {
  std::string wider;
  for (const std::string& candidate : geographies.levels()) {
    if (candidate == level) break;
    if (codes.contains(candidate)) wider = candidate;
  }
  return wider;
}

absl::Status CheckPlaceInTree(const v1::Area& area, const v1::Geographies& geographies,
                              const CodesByLevel& codes) {
  const std::string wider = WiderLevel(geographies, codes, area.level());
  const std::string name = absl::StrCat(area.level(), " `", area.code(), "`");
  if (wider.empty()) {
    return area.within().empty()
               ? absl::OkStatus()
               : Wrong(absl::StrCat(name,
                                    " is of the widest level that has areas: leave `within` out"));
  }
  if (codes.at(wider).contains(area.within())) return absl::OkStatus();
  return Wrong(absl::StrCat(name, " lies within `", area.within().substr(0, 80),
                            "`, which is not the code of a ", wider));
}

}  // namespace

absl::Status CheckGeographies(const v1::Geographies& geographies) {
  absl::flat_hash_set<std::string> levels;
  for (const std::string& level : geographies.levels()) {
    if (!IsVariableName(level)) {
      return Wrong(
          absl::StrCat("geography level `", level.substr(0, 80), "` is not a lower_snake name"));
    }
    if (!levels.insert(level).second) {
      return Wrong(absl::StrCat("geography level `", level, "` is there twice"));
    }
  }
  CodesByLevel codes;
  for (const v1::Area& area : geographies.areas()) {
    if (!levels.contains(area.level())) {
      return Wrong(absl::StrCat("area `", area.code().substr(0, 80), "` is of level `",
                                area.level().substr(0, 80), "`, which `levels` does not list"));
    }
    if (!IsLine(area.code())) return Wrong("an area has no usable code");
    if (!codes[area.level()].insert(area.code()).second) {
      return Wrong(absl::StrCat(area.level(), " `", area.code(), "` is there twice"));
    }
  }
  for (const v1::Area& area : geographies.areas()) {
    if (absl::Status status = CheckPlaceInTree(area, geographies, codes); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace ginnel::query
