// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz_words.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "base/document.h"

namespace ginnel::fuzz {
namespace {

template <typename T>
T Require(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::cerr << value.status() << "\n";
    std::abort();
  }
  return *std::move(value);
}

v1::Constitution MakePartnership() {
  v1::Constitution constitution;
  *constitution.mutable_dictionary() = Words().proto();
  *constitution.add_models() = Require(LoadYamlFile<v1::SegmentationModel>(
      std::string(GINNEL_SOURCE_DIR) + "/models/age-complexity.yaml"));
  const std::pair<const char*, v1::Sector> members[] = {{"north", v1::SECTOR_GENERAL_PRACTICE},
                                                        {"south", v1::SECTOR_GENERAL_PRACTICE},
                                                        {"trust", v1::SECTOR_ACUTE}};
  for (const auto& [id, sector] : members) {
    v1::Member& member = *constitution.add_members();
    member.set_id(id);
    member.set_kind(v1::MEMBER_KIND_FULL);
    member.add_sectors(sector);
  }
  v1::Purpose& purpose = *constitution.add_purposes();
  purpose.set_id("population-health-planning");
  purpose.set_opt_out_rule(v1::OPT_OUT_RULE_NOT_APPLICABLE);
  constitution.mutable_floors()->set_max_runs(12);
  return constitution;
}

}  // namespace

const query::Dictionary& Words() {
  static const auto* const words = new query::Dictionary(Require(query::Dictionary::Create(Require(
      LoadYamlFile<v1::Dictionary>(std::string(GINNEL_SOURCE_DIR) + "/models/dictionary.yaml")))));
  return *words;
}

const v1::Constitution& Partnership() {
  static const auto* const partnership = new v1::Constitution(MakePartnership());
  return *partnership;
}

}  // namespace ginnel::fuzz
