// SPDX-License-Identifier: Apache-2.0
#include "sharing/ledger.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::sharing {
namespace {

constexpr std::string_view kAccepted = "accepted";
constexpr std::string_view kTesting = "testing";
constexpr std::string_view kReady = "ready";
constexpr std::string_view kOpened = "opened";
constexpr std::string_view kVoided = "voided";
constexpr std::string_view kVoidedTested = "voided after its tests";

absl::Status WrongState(std::string_view run_id, std::string_view state, std::string_view what) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       absl::StrCat("attempt ", std::string(run_id), " is ", std::string(state),
                                    ": it cannot be ", std::string(what)));
}

struct Entry {
  std::string state;
  std::string shares;
};

absl::StatusOr<std::optional<Entry>> Find(store::Snapshot& tx, std::string_view run_id) {
  std::optional<Entry> entry;
  RETURN_IF_ERROR(tx.Query("SELECT state, shares FROM ledger WHERE run_id = ?", run_id,
                           [&](const store::Row& row) {
                             entry = Entry{row.Text(0), row.BlobString(1)};
                           }));
  return entry;
}

// `spent` if any attempt of the last n was opened, not only its last one.
absl::StatusOr<governance::RunProgress> Progress(store::Snapshot& tx, std::string_view query) {
  governance::RunProgress progress;
  RETURN_IF_ERROR(
      tx.Query("SELECT n, attempt, state FROM ledger WHERE query = ? ORDER BY n DESC, attempt DESC",
               query, [&](const store::Row& row) {
                 const auto n = static_cast<uint32_t>(row.Int(0));
                 if (progress.n == 0) {
                   progress.n = n;
                   progress.attempt = static_cast<uint32_t>(row.Int(1));
                 }
                 if (n == progress.n) progress.spent |= row.TextView(2) == kOpened;
               }));
  return progress;
}

}  // namespace

absl::Status Ledger::Accept(const governance::VerifiedQuery& run, absl::Time now) {
  const std::string run_id = run.run_id().ToHex();
  const std::string query = run.query_digest().ToHex();
  return database_.RunTransaction("accept a run", [&](store::Transaction& tx) -> absl::Status {
    const uint32_t number = run.run().attempt();
    bool voided_before = number == 1;
    std::string seen;
    std::string unsettled;  // any other attempt of this n that may be or was opened
    RETURN_IF_ERROR(tx.Query("SELECT attempt, state FROM ledger WHERE query = ? AND n = ?", query,
                             run.run().n(), [&](const store::Row& row) {
                               const auto attempt = static_cast<uint32_t>(row.Int(0));
                               const bool voided =
                                   row.TextView(1) == kVoided || row.TextView(1) == kVoidedTested;
                               if (attempt == number) {
                                 seen = row.Text(1);
                               } else if (!voided) {
                                 unsettled = row.Text(1);
                               }
                               voided_before |= voided && attempt + 1 == number;
                             }));
    if (!seen.empty()) {
      return ReasonedError(absl::StatusCode::kAlreadyExists, v1::REASON_RUN_REPLAYED,
                           absl::StrCat("run ", run.run().n(), ", attempt ", number,
                                        " of this query was ", seen, " here before"));
    }
    // Not only the one before: an attempt that was never accepted can be voided too, and would
    // otherwise stand between this one and an attempt that opened.
    if (!unsettled.empty()) {
      return WrongState(run_id, absl::StrCat("preceded by one that is ", unsettled), "accepted");
    }
    if (!voided_before) return WrongState(run_id, "preceded by one that is not voided", "accepted");
    return tx.Execute(
        "INSERT INTO ledger (run_id, query, n, attempt, state, changed_at) VALUES (?, ?, ?, ?, ?, "
        "?)",
        run_id, query, run.run().n(), run.run().attempt(), kAccepted, ToRfc3339(now));
  });
}

absl::Status Ledger::MarkTesting(std::string_view run_id, absl::Time now) {
  return database_.RunTransaction("begin the tests", [&](store::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<Entry> entry, Find(tx, run_id));
    if (!entry || entry->state != kAccepted) {
      return WrongState(run_id, entry ? entry->state : "unknown", "tested");
    }
    return tx.Execute("UPDATE ledger SET state = ?, changed_at = ? WHERE run_id = ?", kTesting,
                      ToRfc3339(now), run_id);
  });
}

absl::Status Ledger::MarkReady(std::string_view run_id, std::string_view shares, absl::Time now) {
  return database_.RunTransaction("keep what passed", [&](store::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<Entry> entry, Find(tx, run_id));
    if (!entry || entry->state != kTesting) {
      return WrongState(run_id, entry ? entry->state : "unknown", "made ready");
    }
    return tx.Execute("UPDATE ledger SET state = ?, shares = ?, changed_at = ? WHERE run_id = ?",
                      kReady, store::AsBlob(shares), ToRfc3339(now), run_id);
  });
}

absl::StatusOr<std::optional<std::string>> Ledger::QueryIfUnopened(std::string_view run_id) const {
  std::optional<std::string> query;
  RETURN_IF_ERROR(database_.Read("look up a run", [&](store::Snapshot& tx) {
    return tx.Query("SELECT query FROM ledger WHERE run_id = ? AND state = ?", run_id, kReady,
                    [&](const store::Row& row) { query = row.Text(0); });
  }));
  return query;
}

absl::StatusOr<bool> Ledger::WasOpened(std::string_view run_id) const {
  bool opened = false;
  RETURN_IF_ERROR(database_.Read("look up a run", [&](store::Snapshot& tx) {
    return tx.Query("SELECT 1 FROM ledger WHERE run_id = ? AND state = ?", run_id, kOpened,
                    [&](const store::Row&) { opened = true; });
  }));
  return opened;
}

absl::StatusOr<std::string> Ledger::Open(std::string_view run_id, absl::Time now) {
  std::string shares;
  RETURN_IF_ERROR(
      database_.RunTransaction("open a run", [&](store::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(std::optional<Entry> entry, Find(tx, run_id));
        if (!entry || (entry->state != kReady && entry->state != kOpened) ||
            entry->shares.empty()) {
          return WrongState(run_id, entry ? entry->state : "unknown", "opened");
        }
        shares = std::move(entry->shares);
        if (entry->state == kOpened) return absl::OkStatus();
        return tx.Execute("UPDATE ledger SET state = ?, changed_at = ? WHERE run_id = ?", kOpened,
                          ToRfc3339(now), run_id);
      }));
  return shares;
}

absl::StatusOr<bool> Ledger::MarkVoid(std::string_view run_id, const v1::Run& run, bool may_be_new,
                                      absl::Time now) {
  bool tested = false;
  RETURN_IF_ERROR(
      database_.RunTransaction("void a run", [&](store::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const std::optional<Entry> entry, Find(tx, run_id));
        if (!entry) {
          if (!may_be_new)
            return WrongState(run_id, "of an earlier agreement and unknown", kVoided);
          return tx.Execute(
              "INSERT INTO ledger (run_id, query, n, attempt, state, changed_at) VALUES (?, ?, ?, "
              "?, ?, ?)",
              run_id, run.query_digest(), run.n(), run.attempt(), kVoided, ToRfc3339(now));
        }
        if (entry->state == kOpened) return WrongState(run_id, kOpened, kVoided);
        tested =
            entry->state == kTesting || entry->state == kReady || entry->state == kVoidedTested;
        return tx.Execute(
            "UPDATE ledger SET state = ?, shares = NULL, changed_at = ? WHERE run_id = ?",
            tested ? kVoidedTested : kVoided, ToRfc3339(now), run_id);
      }));
  return tested;
}

absl::Status Ledger::ForgetShares(absl::Time limit) {
  return database_.RunTransaction("forget old shares", [&](store::Transaction& tx) {
    return tx.Execute("UPDATE ledger SET shares = NULL WHERE changed_at < ? AND shares NOT NULL",
                      ToRfc3339(limit));
  });
}

absl::StatusOr<governance::RunProgress> Ledger::ProgressOf(const crypto::Digest& query) const {
  governance::RunProgress progress;
  RETURN_IF_ERROR(database_.Read("read the ledger", [&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(progress, Progress(tx, query.ToHex()));
    return absl::OkStatus();
  }));
  return progress;
}

}  // namespace ginnel::sharing
