// SPDX-License-Identifier: Apache-2.0
#include "rehearsal/synthetic_members.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/progress.h"
#include "base/status.h"
#include "crypto/hash.h"
#include "crypto/keys.h"
#include "ginnel/config/mapping.pb.h"
#include "node/engine/snapshot.h"
#include "node/ingest/ingest.h"
#include "node/store/node_schema.h"
#include "node/store/objections.h"
#include "node/store/record_store.h"
#include "synth/generate_city.h"
#include "synth/places.h"

namespace ginnel::rehearsal {
namespace {

namespace fs = std::filesystem;

// Nobody is behind these numbers, so that no trustee need be asked.
class StandIns : public node::Pseudonymiser {
 public:
  explicit StandIns(const SecretBytes& key) : key_(key) {}

  absl::StatusOr<std::vector<node::LinkageId>> Pseudonymise(
      const node::PersonNumbers& people, const node::PseudonymProgress& progress) override {
    std::vector<node::LinkageId> ids(people.size());
    for (size_t person = 0; person < people.size(); ++person) {
      const crypto::Mac mac = crypto::HmacSha256(key_, people.at(person).digits());
      std::copy_n(mac.begin(), ids[person].size(), ids[person].begin());
    }
    progress(people.size(), people.size());
    return ids;
  }

 private:
  const SecretBytes& key_;
};

// The neighbourhoods of its practices.
void AddAreas(v1::Member& member) {
  std::set<std::string> codes;
  for (const synth::Practice& practice : synth::Practices()) {
    if (synth::IdOf(practice.network) == member.id()) codes.emplace(practice.neighbourhood);
  }
  member.mutable_areas()->set_level("neighbourhood");
  member.mutable_areas()->mutable_codes()->Assign(codes.begin(), codes.end());
}

// What a node tells of its files would be noise here: the rehearsal counts organisations.
const ProgressSink kUnseen = [](std::string_view, uint64_t, uint64_t) {};

}  // namespace

absl::StatusOr<std::unique_ptr<SyntheticMembers>> SyntheticMembers::Create(
    const std::string& folder, int64_t people, uint64_t seed, const Clock& clock,
    RandomSource& random) {
  std::unique_ptr<SyntheticMembers> members(new SyntheticMembers(folder, clock, random));
  RETURN_IF_ERROR(members->Generate(people, seed));
  RETURN_IF_ERROR(members->ReadMappings());
  return members;
}

absl::Status SyntheticMembers::Generate(int64_t people, uint64_t seed) {
  synth::CityOptions options;
  options.people = people;
  options.seed = seed;
  options.out_dir = absl::StrCat(folder_, "/city");
  synth::CitySummary summary;
  RETURN_IF_ERROR(synth::GenerateCity(options, &summary));
  return LoadYamlFile(options.out_dir + "/geography.yaml", geographies_);
}

absl::Status SyntheticMembers::ReadMappings() {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_ + "/city", error)) {
    const std::string path = (entry.path() / "mapping.yaml").string();
    if (!FileExists(path)) continue;
    ASSIGN_OR_RETURN(const config::Mapping mapping, LoadYamlFile<config::Mapping>(path));
    v1::Member member;
    member.set_id(mapping.member());
    member.set_title(absl::StrCat(mapping.member(), " (synthetic)"));
    member.set_kind(v1::MEMBER_KIND_FULL);
    member.add_sectors(mapping.sector());
    if (mapping.sector() == v1::SECTOR_GENERAL_PRACTICE) AddAreas(member);
    members_.push_back(std::move(member));
  }
  if (members_.empty()) return absl::InternalError("the synthetic city has no organisations");
  std::sort(members_.begin(), members_.end(),
            [](const v1::Member& a, const v1::Member& b) { return a.id() < b.id(); });
  return absl::OkStatus();
}

v1::Constitution SyntheticMembers::Settle(v1::Constitution constitution) const {
  const auto& real = constitution.members();
  const bool by_area = std::any_of(real.begin(), real.end(),
                                   [](const v1::Member& member) { return member.has_areas(); });
  constitution.mutable_members()->Assign(members_.begin(), members_.end());
  if (!by_area) {
    for (v1::Member& member : *constitution.mutable_members()) member.clear_areas();
  }
  v1::Dictionary& dictionary = *constitution.mutable_dictionary();
  *dictionary.mutable_geographies() = geographies_;
  for (v1::Variable& variable : *dictionary.mutable_variables()) {
    if (variable.from().has_geography()) variable.clear_codes();  // they follow the areas
  }
  return constitution;
}

absl::StatusOr<node::Engine*> SyntheticMembers::EngineOf(const std::string& member,
                                                         const query::Dictionary& dictionary) {
  std::unique_ptr<node::Engine>& engine = engines_[member];
  if (engine == nullptr) {
    ASSIGN_OR_RETURN(engine, Load(member, dictionary));
  }
  return engine.get();
}

absl::StatusOr<std::unique_ptr<node::Engine>> SyntheticMembers::Load(
    const std::string& member, const query::Dictionary& dictionary) {
  const crypto::StoreKey key = crypto::StoreKey::Generate(random_);
  ASSIGN_OR_RETURN(const std::unique_ptr<store::Database> database,
                   node::OpenNodeStore(absl::StrCat(folder_, "/", member, ".db"), key));
  ASSIGN_OR_RETURN(const node::ObjectionMarker marker, node::ObjectionMarker::Create(key));
  node::RecordStore store(*database, marker);
  StandIns pseudonymiser(number_key_);
  RETURN_IF_ERROR(node::Ingest(absl::StrCat(folder_, "/city/", member, "/mapping.yaml"), dictionary,
                               store, pseudonymiser, clock_, kUnseen)
                      .status());
  ASSIGN_OR_RETURN(node::DataSet loaded, store.Load());
  std::vector<node::LinkageId> ids = loaded.records.ids;
  ASSIGN_OR_RETURN(std::shared_ptr<const node::Snapshot> snapshot,
                   node::Snapshot::Create(std::move(loaded.records), std::move(loaded.info)));
  return std::make_unique<node::Engine>(std::move(snapshot), node::Engine::Options{},
                                        std::move(ids));
}

}  // namespace ginnel::rehearsal
