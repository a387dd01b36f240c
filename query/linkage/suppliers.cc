// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/suppliers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/dictionary_english.h"
#include "query/linkage/conditions.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

std::set<int> SectorsOf(const std::string& member, const std::vector<v1::Sector>& sectors,
                        const v1::Constitution& constitution) {
  std::set<int> of;
  for (const v1::Member& known : constitution.members()) {
    if (known.id() != member) continue;
    for (int sector : known.sectors()) {
      if (std::find(sectors.begin(), sectors.end(), sector) != sectors.end()) of.insert(sector);
    }
  }
  return of;
}

}  // namespace

absl::StatusOr<Suppliers> Suppliers::Create(const std::vector<v1::Sector>& sectors,
                                            const std::vector<std::string>& roster,
                                            const v1::Constitution& constitution,
                                            const Dictionary& dictionary) {
  Suppliers suppliers(roster, constitution, dictionary);
  LinkedSource practices;
  practices.name = SectorName(v1::SECTOR_GENERAL_PRACTICE);
  practices.sector = v1::SECTOR_GENERAL_PRACTICE;
  practices.counts_registered = true;
  suppliers.sources_.push_back(std::move(practices));
  suppliers.sectors_.push_back({v1::SECTOR_GENERAL_PRACTICE});
  for (size_t i = 0; i < roster.size(); ++i) {
    std::set<int> of = SectorsOf(roster[i], sectors, constitution);
    if (of.empty()) return absl::InternalError("a member of the roster supplies no sector");
    const int index = static_cast<int>(i);
    if (of.count(v1::SECTOR_GENERAL_PRACTICE) != 0) {
      if (of.size() > 1) {
        return Wrong(absl::StrCat(
            "across: `", roster[i], "` supplies general_practice and ",
            SectorName(static_cast<v1::Sector>(*of.rbegin())),
            ": as general practice it answers for its own patients alone, so a linked query may "
            "ask it for one of them: leave the other out of `across`"));
      }
      suppliers.sources_[0].members.push_back(index);
      continue;
    }
    LinkedSource source;
    source.name = roster[i];
    source.sector = static_cast<v1::Sector>(*of.begin());
    source.members = {index};
    suppliers.sources_.push_back(std::move(source));
    suppliers.sectors_.push_back(std::move(of));
  }
  if (suppliers.sources_[0].members.empty()) {
    return Wrong(
        "across: a linked query counts people registered with a practice, and only "
        "general_practice knows who is: name it in `across`");
  }
  return suppliers;
}

std::vector<int> Suppliers::AllOf(int variable) const {
  std::vector<int> all;
  for (size_t s = 0; s < sources_.size(); ++s) {
    const auto& supplied_by = dictionary_->variable(variable).sectors();
    if (std::any_of(supplied_by.begin(), supplied_by.end(),
                    [&](int sector) { return sectors_[s].count(sector) != 0; })) {
      all.push_back(static_cast<int>(s));
    }
  }
  return all;
}

absl::StatusOr<std::vector<int>> Suppliers::Of(int variable) const {
  const v1::Variable& asked = dictionary_->variable(variable);
  std::vector<int> all = AllOf(variable);
  if (all.empty()) {
    return Wrong(absl::StrCat("across: nobody who is asked supplies `", asked.name(), "`"));
  }
  if (all.size() == 1) return all;
  const v1::Combine combine = asked.combine();
  if (combine == v1::COMBINE_UNSPECIFIED) {
    return Wrong(absl::StrCat(
        "across: ", NamesOf(all), " all supply `", asked.name(),
        "`, and the agreement's dictionary does not say what it is then: leave out a sector from "
        "`across` or a member, or let the agreement set its `combine`"));
  }
  const bool first_knows =
      combine == v1::COMBINE_FIRST_KNOWN && IsNeverMissing(variable, *dictionary_);
  if (combine == v1::COMBINE_FIRST_SUPPLIER || first_knows || alone_.count(variable) != 0) {
    all.resize(1);
  }
  return all;
}

std::string Suppliers::NamesOf(const std::vector<int>& sources) const {
  std::vector<std::string> names;
  for (int source : sources) names.push_back(sources_[static_cast<size_t>(source)].name);
  return JoinWords(names);
}

}  // namespace ginnel::query
