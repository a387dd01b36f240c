// SPDX-License-Identifier: Apache-2.0
//
// evidence_check.h: whether a release, its run, its query and its approvals fit together.
#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/status.h"
#include "cli/register/evidence_check.h"
#include "cli/register/fixed_clock.h"
#include "crypto/dsse.h"
#include "disclosure/profile.h"
#include "governance/approval_verifier.h"
#include "governance/entitlement.h"
#include "governance/member_approval.h"
#include "governance/run_id.h"
#include "governance/statement.h"
#include "governance/submitted_query.h"

namespace ginnel::cli {
namespace {

using governance::Agreement;
using governance::ReadUnverifiedStatement;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

absl::Status Need(bool holds, std::string_view what) {
  return holds ? absl::OkStatus() : Wrong(std::string(what));
}

// The run that was released, by the name that release and register give it.
absl::StatusOr<const v1::ProvenEntry*> FindRun(const v1::ReleaseEvidence& evidence,
                                               const ReleasedRun& all) {
  const v1::ProvenEntry* found = nullptr;
  for (const v1::ProvenEntry& entry : evidence.runs()) {
    ASSIGN_OR_RETURN(const v1::Run run, ReadUnverifiedStatement<v1::Run>(entry.statement()));
    RETURN_IF_ERROR(Need(run.query_digest() == all.released.query_digest(),
                         "a run in the file is of another query"));
    if (governance::RunIdOf(run).ToHex() == all.released.run_id()) found = &entry;
  }
  RETURN_IF_ERROR(Need(found != nullptr, "the run that was released is not in the file"));
  return found;
}

absl::Status CheckTable(const v1::ReleaseEvidence& evidence, const ReleasedRun& all) {
  const v1::Release& table = all.release;
  uint32_t suppressed = 0;
  uint32_t withheld = 0;
  for (const v1::ReleasedCell& cell : table.cells()) {
    suppressed += cell.state() == v1::CELL_STATE_SUPPRESSED ? 1 : 0;
    withheld += cell.state() == v1::CELL_STATE_WITHHELD ? 1 : 0;
  }
  const auto cells = static_cast<uint32_t>(table.cells_size());
  RETURN_IF_ERROR(Need(all.released.cells() == cells && all.released.suppressed() == suppressed &&
                           all.released.withheld() == withheld,
                       "the register counts other suppressed or withheld figures than the release "
                       "holds"));
  RETURN_IF_ERROR(Need(evidence.cells() == cells && evidence.suppressed() == suppressed &&
                           evidence.withheld() == withheld,
                       "the file counts other suppressed or withheld figures than the release "
                       "holds"));
  return Need(evidence.profile() == table.profile() && evidence.threshold() == table.threshold() &&
                  evidence.constitution_digest() == table.agreement_digest(),
              "the file names another profile, threshold or constitution than the release");
}

// Release, register and run say the same of each other.
absl::Status CheckNames(const ReleasedRun& all) {
  const v1::Release& table = all.release;
  const v1::Released& released = all.released;
  RETURN_IF_ERROR(
      Need(table.run_id() == released.run_id() && table.query_digest() == released.query_digest() &&
               table.n() == released.n() && table.attempt() == released.attempt() &&
               table.opening_commitment() == released.opening_commitment() &&
               table.shadow() == released.shadow() && table.released_at() == released.released_at(),
           "release and register differ about which run it is"));
  RETURN_IF_ERROR(Need(all.run.n() == released.n() && all.run.attempt() == released.attempt() &&
                           all.run.agreement_digest() == table.agreement_digest() &&
                           all.run.threshold() == table.threshold(),
                       "release and run statement differ"));
  return Need(table.title() == all.query.title() && table.purpose() == all.query.purpose() &&
                  table.profile() == all.query.profile() &&
                  table.index_date() == all.query.index_date() &&
                  table.period() == all.query.period(),
              "release and query differ");
}

absl::Status CheckApprovals(const v1::ReleaseEvidence& evidence, const ReleasedRun& all,
                            const governance::SubmittedQuery& query, const Agreement& agreement,
                            const Clock& clock, const governance::Register& judged) {
  std::map<std::string, const v1::Envelope*> by_digest;
  for (const v1::ProvenEntry& entry : evidence.approvals()) {
    by_digest[crypto::PayloadDigest(entry.statement()).ToHex()] = &entry.statement();
  }
  const v1::Run& run = all.run;
  std::vector<v1::Envelope> approvals;
  for (const std::string& digest : run.approval_digests()) {
    const auto found = by_digest.find(digest);
    RETURN_IF_ERROR(Need(found != by_digest.end(),
                         absl::StrCat("the approval ", digest, " is not in the file")));
    approvals.push_back(*found->second);
  }
  const governance::ThresholdOfProfile threshold_of = disclosure::ThresholdOf;
  const std::vector<std::string> roster(run.roster().begin(), run.roster().end());
  ASSIGN_OR_RETURN(const std::vector<governance::MemberApproval> given,
                   governance::VerifyRosterApprovals(roster, approvals, query,
                                                     {agreement, clock, judged, threshold_of}));
  for (size_t i = 0; i < given.size(); ++i) {
    RETURN_IF_ERROR(Need(run.n() <= given[i].max_runs,
                         absl::StrCat("the approval of ", roster[i], " is for fewer runs")));
  }
  return absl::OkStatus();
}

absl::Status CheckThreshold(const v1::Run& run, const v1::Query& query,
                            const Agreement& agreement) {
  ASSIGN_OR_RETURN(const uint32_t asked, disclosure::ThresholdOf(query.profile()));
  ASSIGN_OR_RETURN(const uint32_t floor,
                   disclosure::ThresholdOf(agreement.constitution().floors().profile()));
  RETURN_IF_ERROR(Need(run.attempt() >= 1 && run.attempt() <= governance::kMaxAttempts,
                       "the run was attempted more often than is allowed"));
  return Need(run.threshold() == asked && asked >= floor,
              "the run's threshold is not that of its profile, or below the agreement's");
}

}  // namespace

absl::StatusOr<ReleasedRun> CheckRelease(const v1::ReleaseEvidence& evidence,
                                         const governance::Register& judged) {
  ReleasedRun all;
  ASSIGN_OR_RETURN(all.released,
                   ReadUnverifiedStatement<v1::Released>(evidence.released().statement()));
  ASSIGN_OR_RETURN(const auto at_release, AgreementBefore(evidence, evidence.released().index()));
  ASSIGN_OR_RETURN(const crypto::VerifyingKey coordinator, governance::TrusteeKey(1, *at_release));
  ASSIGN_OR_RETURN(all.release,
                   governance::OpenStatement<v1::Release>(evidence.release(), coordinator));
  RETURN_IF_ERROR(
      Need(crypto::PayloadDigest(evidence.release()).ToHex() == all.released.release_digest(),
           "the release is not the one of which the register holds the digest"));

  ASSIGN_OR_RETURN(const v1::ProvenEntry* const run, FindRun(evidence, all));
  ASSIGN_OR_RETURN(all.run, ReadUnverifiedStatement<v1::Run>(run->statement()));
  ASSIGN_OR_RETURN(const auto agreement, AgreementBefore(evidence, run->index()));
  RETURN_IF_ERROR(Need(all.run.agreement_digest() == agreement->digest().ToHex(),
                       "the run names another constitution than the one in force"));
  ASSIGN_OR_RETURN(const absl::Time started, ParseRfc3339(all.run.started_at()));
  const FixedClock clock(started);
  ASSIGN_OR_RETURN(
      const governance::SubmittedQuery query,
      governance::VerifySubmittedQuery(evidence.query().statement(), *agreement, clock, &judged));
  RETURN_IF_ERROR(Need(query.digest.ToHex() == all.released.query_digest(),
                       "the query is not the one that was run"));
  all.query = query.query;
  RETURN_IF_ERROR(CheckThreshold(all.run, all.query, *agreement));
  RETURN_IF_ERROR(CheckApprovals(evidence, all, query, *agreement, clock, judged));
  RETURN_IF_ERROR(CheckNames(all));
  RETURN_IF_ERROR(CheckTable(evidence, all));
  return all;
}

}  // namespace ginnel::cli
