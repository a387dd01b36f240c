// SPDX-License-Identifier: Apache-2.0
//
// Coordinator: queries that a next constitution stops, after a crash. Its entry is kept in one step
// and their states in later ones (statements.cc); what is on the register says which they are.
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "coordinator/coordinator.h"
#include "crypto/dsse.h"
#include "governance/register/register_store.h"
#include "governance/statement.h"

namespace ginnel::coordinator {
namespace {

struct StoppingVersion {
  uint64_t index = 0;  // of the constitution on the register
  uint32_t version = 0;
};

// The newest constitution that lets nothing finish.
absl::StatusOr<std::optional<StoppingVersion>> NewestStop(store::Snapshot& tx) {
  constexpr std::string_view kType = governance::StatementType<v1::Constitution>::kName;
  std::optional<StoppingVersion> newest;
  RETURN_IF_ERROR(governance::RegisterStore::ReadTypes(
      tx, kType, kType, [&](uint64_t index, std::string_view entry) -> absl::Status {
        ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
        ASSIGN_OR_RETURN(const v1::Constitution constitution,
                         governance::ReadUnverifiedStatement<v1::Constitution>(envelope));
        if (constitution.in_flight() != v1::IN_FLIGHT_FINISH) {
          newest = StoppingVersion{index, constitution.version()};
        }
        return absl::OkStatus();
      }));
  return newest;
}

}  // namespace

absl::Status Coordinator::EndStoppedQueries() {
  std::optional<StoppingVersion> stop;
  RETURN_IF_ERROR(parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(stop, NewestStop(tx));
    return absl::OkStatus();
  }));
  if (!stop) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<std::string> digests, parts_.book->List());
  for (const std::string& hex : digests) {
    ASSIGN_OR_RETURN(const QueryBook::Entry entry, parts_.book->Get(hex));
    ASSIGN_OR_RETURN(const bool under_way, IsUnderWay(entry));
    if (!under_way) continue;
    ASSIGN_OR_RETURN(const crypto::Digest digest, crypto::Digest::FromHex(hex));
    std::optional<governance::RegisterStore::Found> asked;
    RETURN_IF_ERROR(parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
      ASSIGN_OR_RETURN(asked, governance::RegisterStore::Find(
                                  tx, governance::StatementType<v1::Query>::kName, digest));
      return absl::OkStatus();
    }));
    if (asked && asked->index > stop->index) continue;
    RETURN_IF_ERROR(parts_.book->SetState(
        hex, v1::QUERY_STATE_EXPIRED,
        absl::StrCat("version ", stop->version, " of the agreement ended it: submit it anew")));
  }
  return absl::OkStatus();
}

// Not one of which this trustee has opened its part: what is open is released.
absl::StatusOr<bool> Coordinator::IsUnderWay(const QueryBook::Entry& entry) const {
  const v1::QueryState state = entry.status.state();
  if (state != v1::QUERY_STATE_RUNNING) {
    return state == v1::QUERY_STATE_AWAITING_APPROVAL || state == v1::QUERY_STATE_APPROVED;
  }
  ASSIGN_OR_RETURN(const std::vector<Attempt> attempts,
                   parts_.book->Attempts(entry.status.query_digest()));
  if (attempts.empty() || attempts.back().state != AttemptState::kReady) return true;
  ASSIGN_OR_RETURN(const bool opened, parts_.ledger->WasOpened(attempts.back().run_id));
  return !opened;
}

}  // namespace ginnel::coordinator
