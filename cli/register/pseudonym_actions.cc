// SPDX-License-Identifier: Apache-2.0
#include "cli/register/pseudonym_actions.h"

#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/calendar.h"
#include "base/status.h"
#include "cli/confirm.h"
#include "cli/register/put.h"
#include "cli/register/register_session.h"
#include "crypto/dsse.h"
#include "disclosure/text_grid.h"
#include "governance/entitlement.h"
#include "governance/pseudonyms.h"
#include "governance/register/pseudonym_rules.h"
#include "governance/remark.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using disclosure::Printable;

absl::StatusOr<v1::PseudonymReport::Use> UseOf(const v1::Member& member, const std::string& key,
                                               const governance::Agreement& agreement,
                                               store::Snapshot& tx) {
  v1::PseudonymReport::Use use;
  use.set_member(member.id());
  use.set_expected(member.expected_people());
  ASSIGN_OR_RETURN(const uint64_t allowed,
                   governance::PseudonymsAllowed(tx, agreement, member.id()));
  use.set_allowed(allowed);
  ASSIGN_OR_RETURN(const uint32_t top_ups, governance::CountTopUps(tx, member.id(), key));
  use.set_top_ups(top_ups);
  for (const v1::Trustee& trustee : agreement.constitution().trustees()) {
    ASSIGN_OR_RETURN(const std::optional<v1::Quota> last,
                     governance::LastQuota(tx, trustee.id(), member.id(), key));
    if (!last || last->people() < use.people()) continue;
    use.set_people(last->people());
    use.set_at(last->at());
  }
  return use;
}

absl::StatusOr<v1::PseudonymReport> ReportPseudonyms(const VerifiedRegister& verified) {
  const auto agreement = verified.agreement();
  ASSIGN_OR_RETURN(const std::string key,
                   governance::PseudonymisationKey(agreement->constitution()));
  v1::PseudonymReport report;
  RETURN_IF_ERROR(verified.on().Read([&](store::Snapshot& tx) -> absl::Status {
    for (const v1::Member& member : agreement->constitution().members()) {
      ASSIGN_OR_RETURN(*report.add_uses(), UseOf(member, key, *agreement, tx));
    }
    return absl::OkStatus();
  }));
  return report;
}

void PrintPseudonyms(const v1::PseudonymReport& report, std::ostream& out) {
  for (const v1::PseudonymReport::Use& use : report.uses()) {
    out << absl::StrFormat("%-20s up to %9u of %9u", Printable(use.member()), use.people(),
                           use.allowed());
    if (use.top_ups() > 0) {
      out << ", topped up " << use.top_ups() << (use.top_ups() == 1 ? " time" : " times");
    }
    if (!use.at().empty()) out << ", " << Printable(use.at());
    out << "\n";
  }
}

absl::StatusOr<v1::TopUp> MakeTopUp(const RegisterOptions& options, const Person& person,
                                    const VerifiedRegister& verified, const v1::Remark& remark,
                                    absl::Time now) {
  const auto agreement = verified.agreement();
  v1::TopUp top_up;
  uint64_t people = 0;
  if (!absl::SimpleAtoi(options.people, &people)) {
    return absl::InvalidArgumentError("--people: a whole number, such as 120000");
  }
  top_up.set_member(options.subject);
  top_up.set_person(person.config.person());
  RETURN_IF_ERROR(governance::TopUpKey(top_up.person(), top_up.member(), *agreement).status());
  const uint64_t most = governance::PseudonymAllowance(*agreement->FindMember(top_up.member()));
  if (people == 0 || people > most) {
    return absl::InvalidArgumentError(absl::StrCat("--people: for ", top_up.member(), " 1 to ",
                                                   most, ", as many as the agreement gave it"));
  }
  ASSIGN_OR_RETURN(*top_up.mutable_key(),
                   governance::PseudonymisationKey(agreement->constitution()));
  top_up.set_people(people);
  RETURN_IF_ERROR(verified.on().Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const uint32_t before,
                     governance::CountTopUps(tx, top_up.member(), top_up.key()));
    top_up.set_n(before + 1);
    return absl::OkStatus();
  }));
  top_up.set_given_at(ToRfc3339(now));
  top_up.set_remark_digest(governance::RemarkDigest(remark));
  return top_up;
}

}  // namespace

absl::Status ShowPseudonyms(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::PseudonymReport report, ReportPseudonyms(opened.verified));
  return Put(report, options, context, PrintPseudonyms);
}

absl::Status TopUpPseudonyms(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  CoordinatorSource source(*session.client);
  ASSIGN_OR_RETURN(const VerifiedRegister verified, VerifyOf(session, source, "", context));
  ASSIGN_OR_RETURN(const v1::Remark remark,
                   governance::MakeRemark(options.reason, context.terminal.random));
  ASSIGN_OR_RETURN(const v1::TopUp top_up, MakeTopUp(options, session.person, verified, remark,
                                                     context.terminal.clock.Now()));
  context.terminal.err << "The node of " << top_up.member() << " may have " << top_up.people()
                       << " more people pseudonymised. By trying numbers out it could learn who of "
                          "them is registered: ask why it needs them\n";
  RETURN_IF_ERROR(Confirm(options.yes, "Let it?", context.terminal));
  ASSIGN_OR_RETURN(const crypto::SigningKey key, session.person.SigningKey());
  ASSIGN_OR_RETURN(const v1::Envelope statement, governance::SignStatement(top_up, key));
  ASSIGN_OR_RETURN(const uint64_t index, session.client->AddStatement(statement, remark));
  v1::StatementAdded added;
  added.set_type(std::string(governance::StatementType<v1::TopUp>::kName));
  added.set_party(top_up.member());
  added.set_digest(crypto::PayloadDigest(statement).ToHex());
  added.set_index(index);
  return Put(added, options, context, PrintAdded);
}

}  // namespace ginnel::cli
