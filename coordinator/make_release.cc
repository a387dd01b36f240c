// SPDX-License-Identifier: Apache-2.0
#include "coordinator/make_release.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "disclosure/gate.h"
#include "disclosure/opened_table.h"
#include "governance/statement.h"
#include "query/plan.h"

namespace ginnel::coordinator {
namespace {

constexpr size_t kSaltSize = 32;

std::string OptOutRuleInEnglish(const v1::Purpose& purpose) {
  return purpose.opt_out_rule() == v1::OPT_OUT_RULE_ALLOW_LIST
             ? absl::StrCat("only people on an allow-list of at most ", purpose.list_max_age_days(),
                            " days")
             : "not applicable to this purpose";
}

}  // namespace

// Salted, so that nobody can try out small tables against it.
std::string OpeningCommitment(const disclosure::OpenedTable& opened, std::string_view salt) {
  std::string bytes(salt);
  for (size_t position = 0; position < opened.size(); ++position) {
    const std::optional<int64_t> value = opened.value(position);
    absl::StrAppend(&bytes, value ? absl::StrCat(*value) : "-", "\n");
  }
  return crypto::Sha256(bytes).ToHex();
}

absl::StatusOr<v1::Release> ReleaseMaker::Make(const Attempt& attempt,
                                               const sharing::PassedShares& mine,
                                               const v1::OpenResponse& second,
                                               const v1::OpenResponse& third) const {
  if (attempt.opening_salt.size() != kSaltSize) {
    return absl::InternalError("the attempt is opened before the salt of its commitment is kept");
  }
  ASSIGN_OR_RETURN(const v1::Query query,
                   governance::ReadUnverifiedStatement<v1::Query>(attempt.package.query()));
  ASSIGN_OR_RETURN(const v1::Run run,
                   governance::ReadUnverifiedStatement<v1::Run>(attempt.package.run()));
  const std::vector<std::string> roster(run.roster().begin(), run.roster().end());
  ASSIGN_OR_RETURN(const query::Plan plan,
                   query::PlanQuery(query, constitution_, dictionary_, roster, run.threshold()));
  ASSIGN_OR_RETURN(const disclosure::OpenedTable opened,
                   sharing::Opening::Join(plan, mine, second.passed(), second.elements(),
                                          third.passed(), third.elements()));
  disclosure::ReleaseContext context;
  context.query_digest = attempt.query;
  context.agreement_digest = run.agreement_digest();
  context.run_id = attempt.run_id;
  context.n = attempt.n;
  context.attempt = attempt.number;
  context.members = attempt.members;
  context.epoch = run.epoch();
  context.shadow = constitution_.gateway() != v1::GATEWAY_LIVE;
  context.released_at = clock_.Now();
  context.opening_commitment = OpeningCommitment(opened, attempt.opening_salt);
  for (const v1::Purpose& purpose : constitution_.purposes()) {
    if (purpose.id() == query.purpose()) context.opt_out_rule = OptOutRuleInEnglish(purpose);
  }
  context.population = query::SayPopulation(plan, dictionary_);
  return disclosure::Gate(dictionary_).MakeRelease(plan, query, opened, context);
}

}  // namespace ginnel::coordinator
