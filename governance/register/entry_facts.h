// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "crypto/dsse.h"
#include "governance/register/register_store.h"
#include "governance/statement.h"

namespace ginnel::governance {

// What the rules of all kinds of entries share.

template <typename T>
EntryFacts FactsOf(const v1::Envelope& envelope, std::string subject) {
  return {std::string(StatementType<T>::kName), crypto::PayloadDigest(envelope),
          std::move(subject)};
}

inline absl::StatusOr<absl::Time> ParseGivenAt(const std::string& text) {
  const absl::StatusOr<absl::Time> time = ParseRfc3339(text);
  if (time.ok()) return time;
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       "given_at must be an RFC 3339 time in UTC");
}

/// An older word that was held back does not come after a newer one.
inline absl::Status OutdatedWord(const std::string& said, const std::string& newer) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       absl::StrCat("this was said at ", said, ", and something newer at ", newer,
                                    ": say it again"));
}

}  // namespace ginnel::governance
