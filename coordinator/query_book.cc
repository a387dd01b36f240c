// SPDX-License-Identifier: Apache-2.0
#include "coordinator/query_book.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "ginnel/storage/coordinator.pb.h"

namespace ginnel::coordinator {
namespace {

absl::Status NotHere(std::string_view what) {
  return ReasonedError(absl::StatusCode::kNotFound, v1::REASON_NOT_FOUND,
                       absl::StrCat("there is no ", std::string(what), " here"));
}

template <typename T>
absl::Status Parse(const std::string& bytes, T& out) {
  return out.ParseFromString(bytes) ? absl::OkStatus()
                                    : absl::DataLossError("a stored message cannot be read");
}

}  // namespace

const std::vector<std::string>& QueryBook::Schema() {
  static const std::vector<std::string> schema = {
      "CREATE TABLE query (digest TEXT PRIMARY KEY, status BLOB NOT NULL, envelope BLOB NOT NULL,"
      " author TEXT NOT NULL, submitted_at TEXT NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE decision (query TEXT NOT NULL REFERENCES query, member TEXT NOT NULL, envelope "
      "BLOB NOT NULL,"
      " PRIMARY KEY (query, member)) WITHOUT ROWID;"
      "CREATE TABLE attempt (run_id TEXT PRIMARY KEY, query TEXT NOT NULL REFERENCES query, n "
      "INTEGER NOT NULL,"
      " number INTEGER NOT NULL, state INTEGER NOT NULL, package BLOB NOT NULL, record BLOB NOT "
      "NULL,"
      " UNIQUE (query, n, number)) WITHOUT ROWID;"
      "CREATE TABLE release (query TEXT NOT NULL REFERENCES query, n INTEGER NOT NULL, envelope "
      "BLOB NOT NULL,"
      " PRIMARY KEY (query, n)) WITHOUT ROWID",
      // Remarks are kept apart from statements, by the statement's digest, and not for ever.
      "CREATE TABLE remark (statement TEXT PRIMARY KEY, remark BLOB NOT NULL, kept_at TEXT NOT "
      "NULL)"
      " WITHOUT ROWID",
      // Several people may decide for one member: two leads, or a panel.
      "CREATE TABLE word (query TEXT NOT NULL REFERENCES query, member TEXT NOT NULL, person TEXT "
      "NOT NULL, envelope BLOB NOT NULL, PRIMARY KEY (query, member, person)) WITHOUT ROWID;"
      "INSERT INTO word SELECT query, member, '', envelope FROM decision;"
      "DROP TABLE decision;"
      "ALTER TABLE word RENAME TO decision"};
  return schema;
}

absl::Status QueryBook::Add(const v1::QueryStatus& status, const v1::Envelope& query) {
  return log_.Commit("keep a query", [&](store::Transaction& tx, auto& entries) -> absl::Status {
    RETURN_IF_ERROR(entries.Append(query).status());
    return tx.Execute(
        "INSERT OR IGNORE INTO query (digest, status, envelope, author, submitted_at) VALUES (?, "
        "?, ?, ?, ?)",
        status.query_digest(), store::AsBlob(status.SerializeAsString()),
        store::AsBlob(query.SerializeAsString()), status.author(), status.submitted_at());
  });
}

absl::StatusOr<QueryBook::Entry> QueryBook::Get(std::string_view digest) const {
  Entry entry;
  bool found = false;
  RETURN_IF_ERROR(database_.Read("read a query", [&](store::Snapshot& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Query("SELECT status, envelope FROM query WHERE digest = ?", digest,
                             [&](const store::Row& row) -> absl::Status {
                               found = true;
                               RETURN_IF_ERROR(Parse(row.BlobString(0), entry.status));
                               return Parse(row.BlobString(1), entry.query);
                             }));
    RETURN_IF_ERROR(
        tx.Query("SELECT envelope FROM decision WHERE query = ? ORDER BY member, person", digest,
                 [&](const store::Row& row) {
                   return Parse(row.BlobString(0), entry.decisions.emplace_back());
                 }));
    for (const v1::Envelope& decision : entry.decisions) {
      v1::Remark& remark = entry.remarks.emplace_back();  // empty once it was erased
      RETURN_IF_ERROR(tx.Query(
          "SELECT remark FROM remark WHERE statement = ?", crypto::PayloadDigest(decision).ToHex(),
          [&](const store::Row& row) { return Parse(row.BlobString(0), remark); }));
    }
    return absl::OkStatus();
  }));
  if (!found) return NotHere(absl::StrCat("query ", std::string(digest)));
  return entry;
}

absl::StatusOr<std::string> QueryBook::Resolve(std::string_view prefix) const {
  if (prefix.size() < 8 || prefix.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         "name a query by at least 8 hex digits of its digest");
  }
  std::vector<std::string> matches;
  RETURN_IF_ERROR(database_.Read("find a query", [&](store::Snapshot& tx) {
    return tx.Query("SELECT digest FROM query WHERE substr(digest, 1, ?) = ? LIMIT 2",
                    prefix.size(), prefix,
                    [&](const store::Row& row) { matches.push_back(row.Text(0)); });
  }));
  if (matches.empty()) return NotHere(absl::StrCat("query ", std::string(prefix)));
  if (matches.size() > 1) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         absl::StrCat("more than one query begins with ", std::string(prefix),
                                      ": give more digits"));
  }
  return matches.front();
}

absl::StatusOr<std::vector<std::string>> QueryBook::List() const {
  std::vector<std::string> digests;
  RETURN_IF_ERROR(database_.Read("list the queries", [&](store::Snapshot& tx) {
    return tx.Query("SELECT digest FROM query ORDER BY submitted_at, digest",
                    [&](const store::Row& row) { digests.push_back(row.Text(0)); });
  }));
  return digests;
}

namespace {

absl::Status ChangeStatus(store::Transaction& tx, std::string_view digest, auto change) {
  v1::QueryStatus status;
  bool found = false;
  RETURN_IF_ERROR(
      tx.Query("SELECT status FROM query WHERE digest = ?", digest, [&](const store::Row& row) {
        found = true;
        return Parse(row.BlobString(0), status);
      }));
  if (!found) return NotHere(absl::StrCat("query ", std::string(digest)));
  change(status);
  return tx.Execute("UPDATE query SET status = ? WHERE digest = ?",
                    store::AsBlob(status.SerializeAsString()), digest);
}

}  // namespace

absl::Status QueryBook::SetState(std::string_view digest, v1::QueryState state,
                                 std::string_view detail) {
  return database_.RunTransaction("change a query's state", [&](store::Transaction& tx) {
    return ChangeStatus(tx, digest, [&](v1::QueryStatus& status) {
      status.set_state(state);
      status.set_detail(std::string(detail));
    });
  });
}

absl::Status QueryBook::ChangeState(std::string_view digest, v1::QueryState from, v1::QueryState to,
                                    std::string_view detail) {
  return database_.RunTransaction("change a query's state", [&](store::Transaction& tx) {
    return ChangeStatus(tx, digest, [&](v1::QueryStatus& status) {
      if (status.state() != from) return;
      status.set_state(to);
      status.set_detail(std::string(detail));
    });
  });
}

absl::Status QueryBook::Reopen(std::string_view digest, std::string_view detail) {
  return database_.RunTransaction("reopen a query", [&](store::Transaction& tx) {
    return ChangeStatus(tx, digest, [&](v1::QueryStatus& status) {
      status.set_state(v1::QUERY_STATE_AWAITING_APPROVAL);
      status.set_detail(std::string(detail));
      status.clear_decide_by();
    });
  });
}

namespace {

// Statements without free text have none.
absl::Status KeepRemark(store::Transaction& tx, const v1::Envelope& statement,
                        const v1::Remark& remark, absl::Time now) {
  if (remark.text().empty()) return absl::OkStatus();
  return tx.Execute("INSERT INTO remark (statement, remark, kept_at) VALUES (?, ?, ?)",
                    crypto::PayloadDigest(statement).ToHex(),
                    store::AsBlob(remark.SerializeAsString()), ToRfc3339(now));
}

}  // namespace

absl::Status QueryBook::AddDecision(std::string_view digest, std::string_view member,
                                    std::string_view person, const v1::Envelope& decision,
                                    const v1::Remark& remark, absl::Time now) {
  const std::string bytes = decision.SerializeAsString();
  return log_.Commit("keep a decision", [&](store::Transaction& tx, auto& entries) -> absl::Status {
    std::string before;
    RETURN_IF_ERROR(tx.Query(
        "SELECT envelope FROM decision WHERE query = ? AND member = ? AND person = ?", digest,
        member, person, [&](const store::Row& row) { before = row.BlobString(0); }));
    if (before == bytes) return absl::OkStatus();
    if (!before.empty()) {
      return ReasonedError(absl::StatusCode::kAlreadyExists, v1::REASON_WRONG_STATE,
                           absl::StrCat(std::string(person), " has decided on this query for ",
                                        std::string(member), " before"));
    }
    RETURN_IF_ERROR(entries.Append(decision).status());
    RETURN_IF_ERROR(KeepRemark(tx, decision, remark, now));
    return tx.Execute("INSERT INTO decision (query, member, person, envelope) VALUES (?, ?, ?, ?)",
                      digest, member, person, store::AsBlob(bytes));
  });
}

absl::StatusOr<uint64_t> QueryBook::TakeBack(std::string_view digest, std::string_view member,
                                             const crypto::Digest& approval,
                                             const v1::Envelope& revocation,
                                             const v1::Remark& remark, absl::Time now) {
  uint64_t index = 0;
  RETURN_IF_ERROR(
      log_.Commit("keep a revocation", [&](store::Transaction& tx, auto& entries) -> absl::Status {
        ASSIGN_OR_RETURN(index, entries.Append(revocation));
        RETURN_IF_ERROR(KeepRemark(tx, revocation, remark, now));
        std::vector<std::string> people;  // whose approval it is
        RETURN_IF_ERROR(
            tx.Query("SELECT person, envelope FROM decision WHERE query = ? AND member = ?", digest,
                     member, [&](const store::Row& row) -> absl::Status {
                       v1::Envelope counts;
                       RETURN_IF_ERROR(Parse(row.BlobString(1), counts));
                       if (crypto::PayloadDigest(counts) == approval) people.push_back(row.Text(0));
                       return absl::OkStatus();
                     }));
        for (const std::string& person : people) {
          RETURN_IF_ERROR(
              tx.Execute("DELETE FROM decision WHERE query = ? AND member = ? AND person = ?",
                         digest, member, person));
        }
        return absl::OkStatus();
      }));
  return index;
}

absl::StatusOr<uint64_t> QueryBook::AddStatement(const v1::Envelope& statement,
                                                 const v1::Remark& remark, absl::Time now) {
  uint64_t index = 0;
  RETURN_IF_ERROR(
      log_.Commit("keep a statement", [&](store::Transaction& tx, auto& entries) -> absl::Status {
        ASSIGN_OR_RETURN(index, entries.Append(statement));
        return KeepRemark(tx, statement, remark, now);
      }));
  return index;
}

absl::Status QueryBook::EraseRemarks(absl::Time before) {
  return database_.RunTransaction("erase old reasons", [&](store::Transaction& tx) {
    return tx.Execute("DELETE FROM remark WHERE kept_at < ?", ToRfc3339(before));
  });
}

absl::StatusOr<int> QueryBook::QueriesSince(std::string_view author, absl::Time since) const {
  int count = 0;
  RETURN_IF_ERROR(database_.Read("count an author's queries", [&](store::Snapshot& tx) {
    return tx.Query("SELECT count(*) FROM query WHERE author = ? AND submitted_at >= ?", author,
                    ToRfc3339(since),
                    [&](const store::Row& row) { count = static_cast<int>(row.Int(0)); });
  }));
  return count;
}

absl::Status QueryBook::AddAttempt(const Attempt& attempt) {
  return log_.Commit("keep a run statement",
                     [&](store::Transaction& tx, auto& entries) -> absl::Status {
                       RETURN_IF_ERROR(entries.Append(attempt.package.run()).status());
                       return tx.Execute(
                           "INSERT INTO attempt (run_id, query, n, number, state, package, record) "
                           "VALUES (?, ?, ?, "
                           "?, ?, ?, ?)",
                           attempt.run_id, attempt.query, attempt.n, attempt.number,
                           static_cast<int>(attempt.state),
                           store::AsBlob(attempt.package.SerializeAsString()), store::AsBlob(""));
                     });
}

namespace {

absl::Status SetAttempt(store::Transaction& tx, std::string_view run_id, AttemptState state,
                        const storage::AttemptRecord& record) {
  return tx.Execute("UPDATE attempt SET state = ?, record = ? WHERE run_id = ?",
                    static_cast<int>(state), store::AsBlob(record.SerializeAsString()), run_id);
}

}  // namespace

absl::Status QueryBook::SetReady(std::string_view run_id,
                                 const std::vector<v1::MemberEnvelope>& members,
                                 std::string_view opening_salt) {
  storage::AttemptRecord record;
  for (const v1::MemberEnvelope& member : members) *record.add_members() = member;
  record.set_opening_salt(std::string(opening_salt));
  return database_.RunTransaction("keep what passed", [&](store::Transaction& tx) {
    return SetAttempt(tx, run_id, AttemptState::kReady, record);
  });
}

absl::Status QueryBook::SetVoided(std::string_view run_id, const std::vector<v1::Envelope>& voids) {
  storage::AttemptRecord record;
  for (const v1::Envelope& promise : voids) *record.add_voids() = promise;
  return log_.Commit("keep the words that a run was voided",
                     [&](store::Transaction& tx, auto& entries) -> absl::Status {
                       for (const v1::Envelope& promise : voids) {
                         RETURN_IF_ERROR(entries.Append(promise).status());
                       }
                       return SetAttempt(tx, run_id, AttemptState::kVoided, record);
                     });
}

absl::Status QueryBook::SetFailed(const Attempt& attempt) {
  return database_.RunTransaction(
      "keep a run's failure", [&](store::Transaction& tx) -> absl::Status {
        RETURN_IF_ERROR(tx.Execute("UPDATE attempt SET state = ? WHERE run_id = ?",
                                   static_cast<int>(AttemptState::kFailed), attempt.run_id));
        return ChangeStatus(tx, attempt.query,
                            [&](v1::QueryStatus& status) { status.set_runs_used(attempt.n); });
      });
}

absl::StatusOr<std::vector<Attempt>> QueryBook::Attempts(std::string_view digest) const {
  std::vector<Attempt> attempts;
  RETURN_IF_ERROR(database_.Read("read a query's runs", [&](store::Snapshot& tx) {
    return tx.Query(
        "SELECT run_id, n, number, state, package, record FROM attempt WHERE query = ? ORDER BY n, "
        "number",
        digest, [&](const store::Row& row) -> absl::Status {
          Attempt& attempt = attempts.emplace_back();
          attempt.run_id = row.Text(0);
          attempt.query = std::string(digest);
          attempt.n = static_cast<uint32_t>(row.Int(1));
          attempt.number = static_cast<uint32_t>(row.Int(2));
          attempt.state = static_cast<AttemptState>(row.Int(3));
          RETURN_IF_ERROR(Parse(row.BlobString(4), attempt.package));
          storage::AttemptRecord record;
          RETURN_IF_ERROR(Parse(row.BlobString(5), record));
          attempt.members.assign(record.members().begin(), record.members().end());
          attempt.opening_salt = record.opening_salt();
          attempt.voids.assign(record.voids().begin(), record.voids().end());
          return absl::OkStatus();
        });
  }));
  return attempts;
}

absl::Status QueryBook::AddRelease(std::string_view digest, uint32_t n, std::string_view run_id,
                                   const v1::Envelope& release, const v1::Envelope& released,
                                   uint32_t runs_used) {
  return log_.Commit("keep a release", [&](store::Transaction& tx, auto& entries) -> absl::Status {
    RETURN_IF_ERROR(entries.Append(released).status());
    RETURN_IF_ERROR(tx.Execute("INSERT INTO release (query, n, envelope) VALUES (?, ?, ?)", digest,
                               n, store::AsBlob(release.SerializeAsString())));
    RETURN_IF_ERROR(tx.Execute("UPDATE attempt SET state = ? WHERE run_id = ?",
                               static_cast<int>(AttemptState::kReleased), run_id));
    return ChangeStatus(tx, digest, [&](v1::QueryStatus& status) {
      status.set_state(v1::QUERY_STATE_RELEASED);
      status.set_detail("");
      status.set_runs_used(runs_used);
    });
  });
}

absl::StatusOr<v1::Envelope> QueryBook::Release(std::string_view digest, uint32_t n) const {
  v1::Envelope release;
  bool found = false;
  RETURN_IF_ERROR(database_.Read("read a release", [&](store::Snapshot& tx) {
    return tx.Query(
        "SELECT envelope FROM release WHERE query = ? AND (n = ? OR ? = 0) ORDER BY n DESC LIMIT 1",
        digest, n, n, [&](const store::Row& row) {
          found = true;
          return Parse(row.BlobString(0), release);
        });
  }));
  if (!found) return NotHere("release of this query");
  return release;
}

}  // namespace ginnel::coordinator
