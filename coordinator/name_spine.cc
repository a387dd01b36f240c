// SPDX-License-Identifier: Apache-2.0
#include "coordinator/name_spine.h"

#include <string>
#include <vector>

#include "base/status.h"
#include "query/plan.h"
#include "sharing/linked/run_layout.h"

namespace ginnel::coordinator {

absl::Status NameSpine(const v1::Query& query, const sharing::InForce& now,
                       const governance::RunRegister& on, v1::Run& run) {
  const std::vector<std::string> roster(run.roster().begin(), run.roster().end());
  ASSIGN_OR_RETURN(const query::Plan plan,
                   query::PlanQuery(query, now.agreement->constitution(), *now.dictionary, roster,
                                    run.threshold()));
  if (plan.linked == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const governance::AgreedSpine spine, on.AgreedSpineNow());
  RETURN_IF_ERROR(sharing::CheckCoversTime(spine, plan, roster));
  run.set_epoch(spine.epoch);
  run.set_spine_digest(spine.digest.ToHex());
  return absl::OkStatus();
}

}  // namespace ginnel::coordinator
