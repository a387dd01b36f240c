// SPDX-License-Identifier: Apache-2.0
#include "governance/register/enter_folder.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/constitution_chain.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

absl::Status Enter(const v1::Envelope& statement, StatementLog& log) {
  const absl::Status status =
      log.Commit("enter the agreement", [&](store::Transaction&, StatementLog::Entries& entries) {
        return entries.Append(statement).status();
      });
  // There already, or older than what is there.
  return ReasonOf(status) == v1::REASON_WRONG_STATE ? absl::OkStatus() : status;
}

bool IsParty(const v1::Constitution& constitution, const std::string& party) {
  const auto is = [&party](const auto& each) { return each.id() == party; };
  return std::any_of(constitution.members().begin(), constitution.members().end(), is) ||
         std::any_of(constitution.trustees().begin(), constitution.trustees().end(), is);
}

}  // namespace

absl::Status EnterFolder(const AgreementFolder& folder, StatementLog& log) {
  ASSIGN_OR_RETURN(const TrustedConstitution trusted, ReadTrustedConstitution(folder));
  for (auto before = trusted.before.rbegin(); before != trusted.before.rend(); ++before) {
    RETURN_IF_ERROR(Enter(*before, log));
  }
  RETURN_IF_ERROR(Enter(trusted.envelope, log));
  ASSIGN_OR_RETURN(const auto operations, folder.ReadAllSignedOperations());
  for (const auto& [party, envelope] : operations) {
    // Of one that has left, or joins with the next version: says nothing yet (Agreement::Load).
    if (IsParty(trusted.constitution, party)) RETURN_IF_ERROR(Enter(envelope, log));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::governance
