// SPDX-License-Identifier: Apache-2.0
//
// Register: what the coordinator sends to the copies, and by which checkpoints.
#include <utility>
#include <vector>

#include "base/status.h"
#include "governance/register/register.h"

namespace ginnel::governance {
namespace {

// One answer or message holds about so much, and always one entry.
constexpr size_t kPage = size_t{1} << 20;
// Over a change of a trustee's key, which cannot be done in two steps; gRPC's limit is four.
constexpr size_t kLongPage = size_t{3} << 20;

// Of the register that a note is about, whoever signed it.
absl::StatusOr<uint64_t> SizeOver(std::string_view checkpoint) {
  ASSIGN_OR_RETURN(const crypto::SignedNote note, crypto::SignedNote::Parse(checkpoint));
  ASSIGN_OR_RETURN(const crypto::Checkpoint parsed, crypto::ParseCheckpointBody(note.body));
  return parsed.size;
}

// Entries from `first` on until they fill a page of so many bytes.
absl::Status FillPage(store::Snapshot& tx, uint64_t first, uint64_t end, size_t page,
                      google::protobuf::RepeatedPtrField<std::string>& entries) {
  size_t bytes = 0;
  const absl::Status full = absl::ResourceExhaustedError("page");
  const absl::Status status =
      RegisterStore::Read(tx, first, end, [&](uint64_t, std::string_view entry) -> absl::Status {
        if (!entries.empty() && bytes + entry.size() > page) return full;
        bytes += entry.size();
        entries.Add(std::string(entry));
        return absl::OkStatus();
      });
  return status == full ? absl::OkStatus() : status;
}

}  // namespace

// The newest co-signed checkpoint, where keys have changed since: a waypoint already before one by
// the new keys is there, so that a trustee that is behind can give its part of that.
absl::StatusOr<std::optional<Waypoint>> Register::OutgrownCheckpoint(store::Snapshot& tx,
                                                                     uint64_t until) const {
  ASSIGN_OR_RETURN(const RegisterStore::Head head, RegisterStore::ReadHead(tx));
  if (head.checkpoint.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string origin, OriginIn(tx));
  if (OpenCosigned(head.checkpoint, origin, *agreement()).ok()) return std::nullopt;
  ASSIGN_OR_RETURN(const uint64_t size, SizeOver(head.checkpoint));
  if (size >= until) return std::nullopt;
  return Waypoint{size, until, head.checkpoint};
}

absl::StatusOr<Register::Leg> Register::NextLeg(store::Snapshot& tx, uint64_t from,
                                                std::string_view checkpoint) const {
  Leg leg{std::string(checkpoint), 0, kPage};
  ASSIGN_OR_RETURN(leg.end, SizeOver(checkpoint));
  ASSIGN_OR_RETURN(std::vector<Waypoint> ahead, Waypoints::Ahead(tx, from));
  ASSIGN_OR_RETURN(const std::optional<Waypoint> outgrown, OutgrownCheckpoint(tx, leg.end));
  if (outgrown && outgrown->until > from) ahead.push_back(*outgrown);
  for (Waypoint& waypoint : ahead) {
    if (waypoint.size >= leg.end) break;
    if (from >= waypoint.size) {
      leg.page = kLongPage;
      continue;
    }
    leg.checkpoint = std::move(waypoint.checkpoint);
    leg.end = waypoint.size;
    break;
  }
  return leg;
}

absl::StatusOr<v1::RegisterUpdate> Register::UpdateFrom(uint64_t from,
                                                        std::string_view checkpoint) const {
  v1::RegisterUpdate update;
  update.set_first(from);
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Leg leg, NextLeg(tx, from, checkpoint));
    update.set_checkpoint(leg.checkpoint);
    RETURN_IF_ERROR(FillPage(tx, from, leg.end, leg.page, *update.mutable_entries()));
    const uint64_t end = from + static_cast<uint64_t>(update.entries_size());
    ASSIGN_OR_RETURN(const std::vector<crypto::Digest> proof,
                     RegisterStore::ConsistencyProof(tx, end, leg.end));
    for (const crypto::Digest& hash : proof) {
      update.add_proof(std::string(hash.bytes.begin(), hash.bytes.end()));
    }
    return absl::OkStatus();
  }));
  return update;
}

absl::StatusOr<v1::ListEntriesResponse> Register::Page(uint64_t first) const {
  v1::ListEntriesResponse page;
  RETURN_IF_ERROR(Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const RegisterStore::Head head, RegisterStore::ReadHead(tx));
    return FillPage(tx, first, head.frontier.size(), kPage, *page.mutable_entries());
  }));
  return page;
}

absl::Status Register::KeepCosigned(std::string_view text) {
  return database_.RunTransaction("keep a checkpoint", [&](store::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string origin, OriginIn(tx));
    ASSIGN_OR_RETURN(const CosignedCheckpoint next, OpenCosigned(text, origin, *agreement()));
    ASSIGN_OR_RETURN(const RegisterStore::Head head, RegisterStore::ReadHead(tx));
    if (!head.checkpoint.empty()) {
      // It was verified when it was kept, by the keys of its time.
      ASSIGN_OR_RETURN(const uint64_t kept, SizeOver(head.checkpoint));
      if (next.checkpoint.size < kept) return absl::OkStatus();
      ASSIGN_OR_RETURN(const auto outgrown, OutgrownCheckpoint(tx, next.checkpoint.size));
      if (outgrown) RETURN_IF_ERROR(Waypoints::Keep(tx, *outgrown));
    }
    return RegisterStore::KeepCheckpoint(tx, text);
  });
}

}  // namespace ginnel::governance
