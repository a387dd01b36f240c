// SPDX-License-Identifier: Apache-2.0
#include "cli/register/mandate_actions.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "cli/confirm.h"
#include "cli/interest.h"
#include "cli/register/mandate_list.h"
#include "cli/register/put.h"
#include "cli/register/register_session.h"
#include "cli/register/sign_mandate.h"
#include "governance/register/register_query.h"
#include "governance/remark.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

absl::StatusOr<MandateTerms> TermsOf(const RegisterOptions& options,
                                     const RegisterContext& context) {
  MandateTerms terms;
  terms.until = options.until;
  ASSIGN_OR_RETURN(terms.remark, governance::MakeRemark(options.reason, context.terminal.random));
  return terms;
}

absl::Status AddAndSay(const v1::Envelope& statement, const v1::Remark& remark,
                       const PersonSession& session, const RegisterOptions& options,
                       const RegisterContext& context) {
  v1::StatementAdded added;
  ASSIGN_OR_RETURN(const uint64_t index, session.client->AddStatement(statement, remark));
  added.set_index(index);
  added.set_type(crypto::StatementName(statement.payload_type()));
  added.set_party(session.person.agreement->PartyOf(session.person.config.person()));
  added.set_digest(crypto::PayloadDigest(statement).ToHex());
  return Put(added, options, context, PrintAdded);
}

// The full digest of one's own standing approval or delegation that begins with `prefix`.
absl::StatusOr<std::string> OwnMandate(const VerifiedRegister& verified, const std::string& prefix,
                                       const std::string& member, absl::Time now) {
  ASSIGN_OR_RETURN(v1::MandateListing all, ListStanding(verified, now));
  ASSIGN_OR_RETURN(const v1::MandateListing delegations, ListDelegations(verified, now));
  all.MergeFrom(delegations);
  std::string found;
  for (const v1::MandateLine& line : all.mandates()) {
    if (line.member() != member || !absl::StartsWith(line.digest(), prefix)) continue;
    if (!found.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("more than one of ", member, " begins with ", prefix, ": give more digits"));
    }
    found = line.digest();
  }
  if (!found.empty() && prefix.size() >= 8) return found;
  return absl::NotFoundError(absl::StrCat(
      member, " has given no standing approval or delegation ", prefix,
      ": name it by at least 8 digits, see `ginnel standing list` and `ginnel panel list`"));
}

}  // namespace

absl::Status GiveStanding(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  if (options.subject.empty() == options.query_class.empty()) {
    return absl::InvalidArgumentError("name a query file, or --class with the file of a class");
  }
  ASSIGN_OR_RETURN(v1::StandingApproval standing,
                   options.subject.empty() ? StandingForClass(options.query_class, session.person)
                                           : StandingForSeries(options.subject, session.person));
  ASSIGN_OR_RETURN(const v1::Interest interest, ParseInterest(options.interest));
  ASSIGN_OR_RETURN(const MandateTerms terms, TermsOf(options, context));
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   SignStanding(std::move(standing), options.cadence, interest, terms,
                                session.person, context.terminal.clock));
  ASSIGN_OR_RETURN(const v1::StandingApproval signed_one,
                   governance::ReadUnverifiedStatement<v1::StandingApproval>(statement));
  RETURN_IF_ERROR(Confirm(options.yes,
                          absl::StrCat("Approve ahead, ", SayStanding(signed_one), "; until ",
                                       options.until, ", without being asked each time?"),
                          context.terminal));
  return AddAndSay(statement, terms.remark, session, options, context);
}

absl::Status ShowStanding(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::MandateListing all,
                   ListStanding(opened.verified, context.terminal.clock.Now()));
  return Put(all, options, context, PrintMandates);
}

absl::Status DelegateToPanel(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  ASSIGN_OR_RETURN(const MandateTerms terms, TermsOf(options, context));
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   SignDelegation(options.subject, options.query_class, terms, session.person,
                                  context.terminal.clock));
  ASSIGN_OR_RETURN(const v1::Delegation delegation,
                   governance::ReadUnverifiedStatement<v1::Delegation>(statement));
  RETURN_IF_ERROR(
      Confirm(options.yes,
              absl::StrCat("Let the panel ", delegation.panel(), " decide in ", delegation.member(),
                           "'s place on: ", SayClass(delegation.query_class()), "; until ",
                           options.until, "?"),
              context.terminal));
  return AddAndSay(statement, terms.remark, session, options, context);
}

absl::Status ShowDelegations(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::MandateListing all,
                   ListDelegations(opened.verified, context.terminal.clock.Now()));
  return Put(all, options, context, PrintMandates);
}

absl::Status RevokeMandate(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  CoordinatorSource source(*session.client);
  ASSIGN_OR_RETURN(const VerifiedRegister verified, VerifyOf(session, source, "", context));
  const std::string member = session.person.agreement->PartyOf(session.person.config.person());
  ASSIGN_OR_RETURN(const std::string digest,
                   OwnMandate(verified, options.subject, member, context.terminal.clock.Now()));
  ASSIGN_OR_RETURN(const v1::Remark remark,
                   governance::MakeRemark(options.reason, context.terminal.random));
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   SignMandateRevocation(digest, remark, session.person, context.terminal.clock));
  return AddAndSay(statement, remark, session, options, context);
}

absl::Status PublishPolicy(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  CoordinatorSource source(*session.client);
  ASSIGN_OR_RETURN(const VerifiedRegister verified, VerifyOf(session, source, "", context));
  const std::string member = session.person.agreement->PartyOf(session.person.config.person());
  v1::Policy before;
  RETURN_IF_ERROR(verified.on().Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(before, governance::LastPolicy(tx, member));
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const v1::Policy in_force, verified.on().PolicyOf(member));
  if (in_force.approvers() > 1) {
    context.terminal.err
        << "Two people of " << member
        << " must say the same: until another one has, the policy stays as it is\n";
  }
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   SignPolicy(options.subject, before, session.person, context.terminal.clock));
  return AddAndSay(statement, {}, session, options, context);
}

absl::Status ShowPolicies(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::PolicyListing all, ListPolicies(opened.verified));
  return Put(all, options, context, PrintPolicies);
}

absl::Status GoAhead(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  ASSIGN_OR_RETURN(const v1::GetQueryResponse found, session.client->Get(options.subject));
  const std::string digest = crypto::PayloadDigest(found.query()).ToHex();
  if (!absl::StartsWith(digest, options.subject)) {
    return absl::DataLossError("the coordinator answered with another query than asked for");
  }
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   SignGoAhead(digest, options.loaded_at, session.person, context.terminal.clock));
  return AddAndSay(statement, {}, session, options, context);
}

}  // namespace ginnel::cli
