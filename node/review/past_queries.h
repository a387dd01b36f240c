// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/review.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/register/register.h"

namespace ginnel::node {

/// The last word of one member on one query.
struct MemberWord {
  v1::ReviewCard::Word word = v1::ReviewCard::WORD_NONE;
  std::string person;
  std::string at;
  std::string
      statement;  // hex digest of the approval, or of the standing approval that a run named
};

struct PastRelease {
  std::string released_at;
  std::vector<std::string> roster;
};

/// One query of the register with what was said and released of it.
struct PastQuery {
  std::string digest;  // hex
  v1::Query query;     // without its draft models, which can be large: see FullQuery
  crypto::Digest series;
  std::map<std::string, MemberWord> words;  // by member; none: WORD_NONE
  std::vector<PastRelease> releases;        // oldest first

  MemberWord WordOf(const std::string& member) const;
};

/// The queries on one node's copy of the register, oldest first. Entries were judged when they were
/// taken, so their signatures are not looked at again. Read in pages, so that the store is never
/// held for long and memory does not grow with what else is on the register.
class PastQueries {
 public:
  static absl::StatusOr<PastQueries> Read(const governance::Register& on);

  const std::vector<PastQuery>& all() const { return queries_; }
  /// The one query whose digest begins with `digits`: 8 to 64 lower-case hex digits.
  /// InvalidArgument for anything else or where several do, NotFound where none does.
  absl::StatusOr<const PastQuery*> Find(std::string_view digits) const;

 private:
  absl::Status Take(std::string_view entry);
  absl::Status TakeQuery(const v1::Envelope& envelope);
  absl::Status TakeApproval(const v1::Envelope& envelope);
  absl::Status TakeRefusal(const v1::Envelope& envelope);
  absl::Status TakeRevocation(const v1::Envelope& envelope);
  absl::Status TakeStandingApproval(const v1::Envelope& envelope);
  absl::Status TakeRun(const v1::Envelope& envelope);
  absl::Status TakeReleased(const v1::Envelope& envelope);
  PastQuery* At(const std::string& digest);

  struct Standing {
    std::string member, approver;
  };
  std::vector<PastQuery> queries_;
  std::map<std::string, size_t> places_;                     // by digest
  std::map<std::string, Standing> standing_;                 // not taken back, by digest
  std::map<std::string, std::vector<std::string>> rosters_;  // by run id
};

/// The query of that hex digest, whole.
absl::StatusOr<v1::Query> FullQuery(const governance::Register& on, const std::string& digest);

}  // namespace ginnel::node
