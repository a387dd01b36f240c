// SPDX-License-Identifier: Apache-2.0
#include "cli/register/epoch_actions.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/calendar.h"
#include "base/status.h"
#include "cli/confirm.h"
#include "cli/register/epoch_report.h"
#include "cli/register/put.h"
#include "cli/register/register_session.h"
#include "crypto/dsse.h"
#include "governance/entitlement.h"
#include "governance/linkage.h"
#include "governance/register/epoch_query.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

// As the register will judge it, said before anything is signed.
absl::StatusOr<v1::Epoch> NextEpoch(const VerifiedRegister& verified, const Person& person,
                                    absl::Time now) {
  const auto agreement = verified.agreement();
  const std::string& id = person.config.person();
  RETURN_IF_ERROR(governance::EpochStarterKey(id, *agreement).status());
  for (const std::string& member : governance::LinkageMembers(agreement->constitution())) {
    RETURN_IF_ERROR(governance::NodeStatementKey(*agreement, member).status());
    RETURN_IF_ERROR(governance::NodeSealingKey(*agreement, member).status());
  }
  std::optional<v1::Epoch> last;
  RETURN_IF_ERROR(verified.on().Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(last, governance::LastEpoch(tx));
    return absl::OkStatus();
  }));
  v1::Epoch epoch;
  epoch.set_epoch(last ? last->epoch() + 1 : 1);
  epoch.set_agreement_digest(agreement->digest().ToHex());
  epoch.set_person(id);
  epoch.set_given_at(ToRfc3339(now));
  return epoch;
}

}  // namespace

absl::Status StartEpoch(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  CoordinatorSource source(*session.client);
  ASSIGN_OR_RETURN(const VerifiedRegister verified, VerifyOf(session, source, "", context));
  ASSIGN_OR_RETURN(const v1::Epoch epoch,
                   NextEpoch(verified, session.person, context.terminal.clock.Now()));
  const v1::Constitution& constitution = verified.agreement()->constitution();
  context.terminal.err
      << "Epoch " << epoch.epoch() << ": the nodes of "
      << absl::StrJoin(governance::LinkageMembers(constitution), ", ")
      << " make a new spine of the people who are, or lately were, registered with "
      << absl::StrJoin(governance::SpineMembers(constitution), ", ") << "\n";
  RETURN_IF_ERROR(Confirm(options.yes, "Start it?", context.terminal));
  ASSIGN_OR_RETURN(const crypto::SigningKey key, session.person.SigningKey());
  ASSIGN_OR_RETURN(const v1::Envelope statement, governance::SignStatement(epoch, key));
  ASSIGN_OR_RETURN(const uint64_t index, session.client->AddStatement(statement, {}));
  v1::StatementAdded added;
  added.set_type(std::string(governance::StatementType<v1::Epoch>::kName));
  added.set_party(verified.agreement()->PartyOf(epoch.person()));
  added.set_digest(crypto::PayloadDigest(statement).ToHex());
  added.set_index(index);
  return Put(added, options, context, PrintAdded);
}

absl::Status ShowEpoch(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::EpochReport report,
                   ReportEpoch(opened.verified, context.terminal.clock.Now()));
  return Put(report, options, context, PrintEpoch);
}

}  // namespace ginnel::cli
