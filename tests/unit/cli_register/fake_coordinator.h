// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "cli/service/coordinator_client.h"
#include "crypto/dsse.h"
#include "crypto/merkle.h"
#include "governance/register/checkpoint_rules.h"
#include "governance/register/register.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::cli {

/// A coordinator in memory, over a real register; a test can have it show other entries and another
/// checkpoint than it holds.
struct FakeCoordinator {
  governance::Register* on = nullptr;
  std::string checkpoint;
  std::optional<std::vector<std::string>> shown;  // in place of what `on` holds
  std::vector<v1::Remark> remarks;
  v1::ListQueriesResponse queries;
  std::map<std::string, v1::Envelope> releases;  // by query digest

  std::vector<std::string> Held() const {
    std::vector<std::string> entries;
    for (;;) {
      const v1::ListEntriesResponse page = *on->Page(entries.size());
      if (page.entries().empty()) return entries;
      entries.insert(entries.end(), page.entries().begin(), page.entries().end());
    }
  }

  /// A checkpoint over `entries` that all three trustees sign, whatever the entries are.
  static std::string Sign(const std::vector<std::string>& entries, absl::Time now,
                          const std::vector<std::string>& cosigners = {"hospital-trustee",
                                                                       "university"}) {
    crypto::MerkleFrontier tree;
    for (const std::string& entry : entries) tree.Append(crypto::MerkleLeafHash(entry));
    const std::string origin = governance::RegisterOrigin(
        crypto::PayloadDigest(*crypto::EnvelopeFromJson(entries.front())));
    crypto::SignedNote note = *governance::MakeCheckpoint(
        origin, tree.size(), tree.Root(), governance::SampleAgreement::Key("office"));
    for (const std::string& trustee : cosigners) {
      EXPECT_TRUE(
          governance::Cosign(note, origin, trustee, governance::SampleAgreement::Key(trustee), now)
              .ok());
    }
    return note.ToText();
  }
};

class FakeClient final : public CoordinatorClient {
 public:
  explicit FakeClient(FakeCoordinator& at) : at_(at) {}

  absl::StatusOr<uint64_t> AddStatement(const v1::Envelope& statement,
                                        const v1::Remark& remark) override {
    uint64_t index = 0;
    const absl::Status status = at_.on->Commit(
        "add",
        [&](store::Transaction&, governance::StatementLog::Entries& entries) -> absl::Status {
          const absl::StatusOr<uint64_t> at = entries.Append(statement);
          if (at.ok()) index = *at;
          return at.status();
        });
    if (!status.ok()) return status;
    at_.remarks.push_back(remark);
    return index;
  }
  absl::StatusOr<std::string> GetCheckpoint() override { return at_.checkpoint; }
  absl::StatusOr<v1::ListEntriesResponse> ListEntries(uint64_t first) override {
    if (!at_.shown) return at_.on->Page(first);
    v1::ListEntriesResponse page;
    if (first < at_.shown->size()) page.add_entries((*at_.shown)[first]);
    return page;
  }
  absl::StatusOr<v1::ListQueriesResponse> List() override { return at_.queries; }
  absl::StatusOr<v1::Envelope> GetRelease(const std::string& digest, uint32_t) override {
    for (const auto& [query, release] : at_.releases) {
      if (query.rfind(digest, 0) == 0) return release;
    }
    return absl::NotFoundError("no such release");
  }

  absl::StatusOr<v1::QueryStatus> Submit(const v1::Envelope&) override { return None(); }
  absl::StatusOr<v1::GetQueryResponse> Get(const std::string&) override { return None(); }
  absl::StatusOr<v1::QueryStatus> Decide(const v1::Envelope&, const v1::Remark&) override {
    return None();
  }
  absl::StatusOr<v1::QueryStatus> StartRun(const std::string&) override { return None(); }
  absl::Status Watch(const std::string&,
                     const std::function<bool(const v1::QueryStatus&)>&) override {
    return None();
  }
  absl::StatusOr<v1::ListSuppliesResponse> ListSupplies() override { return None(); }

 private:
  static absl::Status None() { return absl::UnimplementedError("not asked for here"); }
  FakeCoordinator& at_;
};

}  // namespace ginnel::cli
