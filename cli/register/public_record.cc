// SPDX-License-Identifier: Apache-2.0
#include "cli/register/public_record.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/status.h"
#include "cli/register/speaker.h"
#include "crypto/dsse.h"
#include "governance/linkage.h"
#include "governance/register/epoch_query.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using governance::IsStatement;
using governance::ReadUnverifiedStatement;

// Fills a record, entry by entry.
class Recorder {
 public:
  Recorder(const SubmittedTimes& submitted, v1::PublicRecord& record)
      : submitted_(submitted), record_(record) {}

  absl::Status Take(const VerifiedRegister::Entry& entry) {
    ASSIGN_OR_RETURN(const v1::RegisterLine line, DescribeEntry(entry));
    const v1::Envelope& envelope = entry.envelope;
    if (IsStatement<v1::Operations>(envelope)) return NotePeople(envelope);
    if (IsStatement<v1::Query>(envelope)) return AddQuery(entry, line);
    if (IsStatement<v1::Suspension>(envelope)) return AddSuspension(envelope, line);
    if (IsStatement<v1::StandingApproval>(envelope)) return NoteStanding(envelope, line);
    if (IsStatement<v1::Epoch>(envelope)) return AddEpoch(entry, line);
    if (IsStatement<v1::SpinePart>(envelope)) return AddList(envelope, line);
    if (IsStatement<v1::Spine>(envelope)) return AddSpine(envelope);
    const auto found = queries_.find(line.query());
    if (found == queries_.end()) return absl::OkStatus();
    return AddTo(*record_.mutable_queries(found->second), envelope, line);
  }
  const std::set<std::string>& people() const { return people_; }

 private:
  absl::Status NotePeople(const v1::Envelope& envelope) {
    ASSIGN_OR_RETURN(const v1::Operations operations,
                     ReadUnverifiedStatement<v1::Operations>(envelope));
    for (const v1::Person& person : operations.people()) people_.insert(person.id());
    return absl::OkStatus();
  }

  absl::Status AddQuery(const VerifiedRegister::Entry& entry, const v1::RegisterLine& line) {
    ASSIGN_OR_RETURN(const v1::Query query, ReadUnverifiedStatement<v1::Query>(entry.envelope));
    queries_[line.query()] = record_.queries_size();
    v1::PublicQuery& added = *record_.add_queries();
    added.set_digest(line.query());
    added.set_index(entry.index);
    added.set_title(query.title());
    added.set_purpose(query.purpose());
    if (const v1::Purpose* purpose = entry.agreement->FindPurpose(query.purpose())) {
      added.set_purpose(purpose->title());
      added.set_legal_basis(purpose->legal_basis());
    }
    added.set_organisation(line.organisation());
    added.set_role(line.role());
    added.set_not_after(query.not_after());
    const auto at = submitted_.find(line.query());
    if (at != submitted_.end()) added.set_submitted_at(at->second);
    return absl::OkStatus();
  }

  // Said of the queries that ran on it.
  absl::Status NoteStanding(const v1::Envelope& envelope, const v1::RegisterLine& line) {
    ASSIGN_OR_RETURN(const v1::StandingApproval standing,
                     ReadUnverifiedStatement<v1::StandingApproval>(envelope));
    standing_[crypto::PayloadDigest(envelope).ToHex()] = {line, standing.interest()};
    return absl::OkStatus();
  }

  absl::Status AddSuspension(const v1::Envelope& envelope, const v1::RegisterLine& line) {
    ASSIGN_OR_RETURN(const v1::Suspension suspension,
                     ReadUnverifiedStatement<v1::Suspension>(envelope));
    v1::PublicSuspension& added = *record_.add_suspensions();
    added.set_organisation(line.organisation());
    added.set_role(line.role());
    added.set_lifted(suspension.lifted());
    added.set_at(line.at());
    return absl::OkStatus();
  }

  absl::Status AddEpoch(const VerifiedRegister::Entry& entry, const v1::RegisterLine& line) {
    ASSIGN_OR_RETURN(const v1::Epoch epoch, ReadUnverifiedStatement<v1::Epoch>(entry.envelope));
    v1::PublicEpoch& added = *record_.add_epochs();
    added.set_epoch(epoch.epoch());
    added.set_organisation(line.organisation());
    added.set_role(line.role());
    added.set_started_at(line.at());
    const auto asked = governance::LinkageMembers(entry.agreement->constitution());
    added.set_asked(static_cast<uint32_t>(asked.size()));
    words_.clear();
    return absl::OkStatus();
  }

  // What nodes state is about the newest epoch, by the rules of the register.
  absl::Status AddList(const v1::Envelope& envelope, const v1::RegisterLine& line) {
    ASSIGN_OR_RETURN(const v1::SpinePart part, ReadUnverifiedStatement<v1::SpinePart>(envelope));
    v1::PublicEpoch::List& list = *record_.mutable_epochs()->rbegin()->add_lists();
    list.set_organisation(line.organisation());
    list.set_people(part.people());
    return absl::OkStatus();
  }

  absl::Status AddSpine(const v1::Envelope& envelope) {
    ASSIGN_OR_RETURN(words_.emplace_back(), ReadUnverifiedStatement<v1::Spine>(envelope));
    v1::PublicEpoch& epoch = *record_.mutable_epochs()->rbegin();
    epoch.set_stated(static_cast<uint32_t>(words_.size()));
    const bool alike = std::all_of(words_.begin(), words_.end(), [&](const v1::Spine& word) {
      return governance::SameSpine(word, words_.front());
    });
    if (!alike || epoch.stated() != epoch.asked()) return absl::OkStatus();
    epoch.set_spine_digest(words_.front().spine_digest());
    for (const v1::Spine::Part& part : words_.front().parts()) {
      epoch.set_slots(epoch.slots() + part.slots());
    }
    return absl::OkStatus();
  }

  absl::Status AddTo(v1::PublicQuery& query, const v1::Envelope& envelope,
                     const v1::RegisterLine& line) {
    if (IsStatement<v1::Approval>(envelope)) {
      ASSIGN_OR_RETURN(const v1::Approval approval,
                       ReadUnverifiedStatement<v1::Approval>(envelope));
      *query.mutable_members() = approval.members();
      AddWord(v1::PublicWord::KIND_APPROVED, line, query).set_interest(approval.interest());
    } else if (IsStatement<v1::Refusal>(envelope)) {
      AddWord(v1::PublicWord::KIND_REFUSED, line, query);
    } else if (IsStatement<v1::Revocation>(envelope)) {
      AddWord(v1::PublicWord::KIND_TOOK_BACK, line, query);
    } else if (IsStatement<v1::Run>(envelope)) {
      ASSIGN_OR_RETURN(const v1::Run run, ReadUnverifiedStatement<v1::Run>(envelope));
      query.set_runs(run.n());
      for (const std::string& digest : run.approval_digests()) {
        const auto ahead = standing_.find(digest);
        if (ahead == standing_.end() || !ran_ahead_.emplace(line.query(), digest).second) continue;
        AddWord(v1::PublicWord::KIND_APPROVED_AHEAD, ahead->second.first, query)
            .set_interest(ahead->second.second);
      }
    } else if (IsStatement<v1::Void>(envelope)) {
      ASSIGN_OR_RETURN(const v1::Void word, ReadUnverifiedStatement<v1::Void>(envelope));
      // Two trustees void each attempt.
      const bool first = voided_.emplace(line.query(), std::pair(word.n(), word.attempt())).second;
      query.set_voided_attempts(query.voided_attempts() + (first ? 1 : 0));
    } else if (IsStatement<v1::Released>(envelope)) {
      ASSIGN_OR_RETURN(const v1::Released released,
                       ReadUnverifiedStatement<v1::Released>(envelope));
      AddRelease(released, query);
    }
    return absl::OkStatus();
  }

  static v1::PublicWord& AddWord(v1::PublicWord::Kind kind, const v1::RegisterLine& line,
                                 v1::PublicQuery& query) {
    v1::PublicWord& word = *query.add_words();
    word.set_kind(kind);
    word.set_member(line.party());
    word.set_organisation(line.organisation());
    word.set_role(line.role());
    word.set_at(line.at());
    return word;
  }

  static void AddRelease(const v1::Released& released, v1::PublicQuery& query) {
    v1::PublicRelease& added = *query.add_releases();
    added.set_n(released.n());
    added.set_release_digest(released.release_digest());
    added.set_cells(released.cells());
    added.set_suppressed(released.suppressed());
    added.set_withheld(released.withheld());
    added.set_shadow(released.shadow());
    added.set_released_at(released.released_at());
  }

  const SubmittedTimes& submitted_;
  v1::PublicRecord& record_;
  std::map<std::string, int> queries_;  // digest → position in the record
  std::set<std::pair<std::string, std::pair<uint32_t, uint32_t>>> voided_;
  // Standing approvals by digest, with what was declared; and (query, digest) that were said.
  std::map<std::string, std::pair<v1::RegisterLine, v1::Interest>> standing_;
  std::set<std::pair<std::string, std::string>> ran_ahead_;
  std::set<std::string> people_;
  std::vector<v1::Spine> words_;  // on the newest epoch
};

// Every text that people wrote.
void TakeOutPeople(const std::set<std::string>& people, v1::PublicRecord& record) {
  record.set_agreement(WithoutPeople(record.agreement(), people));
  for (v1::PublicQuery& query : *record.mutable_queries()) {
    query.set_title(WithoutPeople(query.title(), people));
    query.set_purpose(WithoutPeople(query.purpose(), people));
    query.set_legal_basis(WithoutPeople(query.legal_basis(), people));
    query.set_not_after(WithoutPeople(query.not_after(), people));
    query.set_submitted_at(WithoutPeople(query.submitted_at(), people));
    query.set_organisation(WithoutPeople(query.organisation(), people));
    for (v1::PublicWord& word : *query.mutable_words()) {
      word.set_organisation(WithoutPeople(word.organisation(), people));
      word.set_at(WithoutPeople(word.at(), people));
    }
  }
  for (v1::PublicSuspension& suspension : *record.mutable_suspensions()) {
    suspension.set_organisation(WithoutPeople(suspension.organisation(), people));
    suspension.set_at(WithoutPeople(suspension.at(), people));
  }
  for (v1::PublicEpoch& epoch : *record.mutable_epochs()) {
    epoch.set_organisation(WithoutPeople(epoch.organisation(), people));
    epoch.set_started_at(WithoutPeople(epoch.started_at(), people));
    for (v1::PublicEpoch::List& list : *epoch.mutable_lists()) {
      list.set_organisation(WithoutPeople(list.organisation(), people));
    }
  }
}

}  // namespace

absl::StatusOr<v1::PublicRecord> MakePublicRecord(const VerifiedRegister& verified,
                                                  const SubmittedTimes& submitted) {
  v1::PublicRecord record;
  const v1::RegisterVerification report = verified.Report();
  record.set_agreement(verified.agreement()->constitution().title());
  record.set_constitution_digest(report.constitution_digest());
  record.set_entries(report.entries());
  record.set_root(report.root());
  record.set_cosigned_at(report.cosigned_first());
  Recorder recorder(submitted, record);
  RETURN_IF_ERROR(
      verified.ForEach([&](const VerifiedRegister::Entry& entry) { return recorder.Take(entry); }));
  TakeOutPeople(recorder.people(), record);
  return record;
}

std::string WithoutPeople(std::string_view text, const std::set<std::string>& people) {
  std::string clean(text);
  for (const std::string& person : people) {
    std::string lower = absl::AsciiStrToLower(clean);
    for (size_t at = lower.find(person); at != std::string::npos; at = lower.find(person, at)) {
      clean.replace(at, person.size(), "[a person]");
      lower = absl::AsciiStrToLower(clean);
    }
  }
  return clean;
}

}  // namespace ginnel::cli
