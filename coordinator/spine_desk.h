// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/event_log.h"
#include "coordinator/sealed_parts.h"
#include "ginnel/v1/linkage.pb.h"
#include "governance/register/epoch_query.h"
#include "governance/register/register.h"

namespace ginnel::coordinator {

/// Where the nodes of linkage members meet over the spine (docs/linkage.md): keeps what they seal
/// to each other while an epoch is in the making, gives each its own, and puts what they state on
/// the register. It cannot open anything, and whatever it alters is noticed. Thread-safe.
class SpineDesk {
 public:
  struct Parts {
    governance::Register* on = nullptr;
    SealedParts* sealed = nullptr;
    std::function<absl::StatusOr<uint64_t>(const v1::Envelope&)> append;
    EventLog* log = nullptr;
  };
  explicit SpineDesk(Parts parts) : parts_(std::move(parts)) {}

  // `member` is the authenticated caller, a node.

  /// Where a list of the caller's may be written. PermissionDenied unless the caller is a
  /// general-practice member of the newest epoch, which is not agreed, and `header` names it and
  /// one of the recipients; once its `spine-part` is on the register, with the digest there.
  absl::StatusOr<std::unique_ptr<SealedParts::Incoming>> Receive(
      const std::string& member, const v1::SealedChunk::Header& header);
  absl::StatusOr<std::map<std::string, std::string>> Held(const std::string& member,
                                                          uint32_t epoch) const;
  /// What `sender` sealed to the caller, by what it stated on the register.
  absl::Status Fetch(const std::string& member, const v1::FetchRequest& request,
                     SealedParts::Visitor visit);
  /// The caller's own `spine-part`, once all of its ciphertexts are here, or `spine`. Its index on
  /// the register; the same statement again is no error.
  absl::StatusOr<uint64_t> State(const std::string& member, const v1::Envelope& statement);

  /// Throws away what no epoch in the making needs: after each word, and at the start.
  absl::Status Tidy();

 private:
  absl::StatusOr<governance::EpochOnRegister> Making(uint32_t epoch) const;
  absl::Status CheckAllHere(const v1::SpinePart& list) const;

  const Parts parts_;
};

}  // namespace ginnel::coordinator
