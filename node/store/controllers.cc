// SPDX-License-Identifier: Apache-2.0
#include "node/store/controllers.h"

#include "absl/strings/str_cat.h"
#include "base/reason.h"

namespace ginnel::node {

Controllers::Controllers(const v1::Operations& operations) {
  for (const v1::Controller& controller : operations.controllers())
    withdrawn_[controller.ods_code()] = controller.withdrawn();
}

Controllers::Standing Controllers::StandingOf(std::string_view practice) const {
  const auto found = withdrawn_.find(practice);
  if (found == withdrawn_.end()) return Standing::kNotListed;
  return found->second ? Standing::kWithdrawn : Standing::kActsFor;
}

std::vector<std::string> Controllers::ActedFor() const {
  std::vector<std::string> practices;
  for (const auto& [practice, withdrawn] : withdrawn_) {
    if (!withdrawn) practices.push_back(practice);
  }
  return practices;
}

absl::StatusOr<Controllers> ControllersOf(const governance::Agreement& agreement,
                                          const std::string& member) {
  const v1::Operations* operations = agreement.FindOperations(member);
  if (operations != nullptr) return Controllers(*operations);
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       absl::StrCat("no operations of ", member,
                                    " are in force, so that it is not known for which "
                                    "practices it acts: sign operations/",
                                    member,
                                    ".yaml and hand it in with "
                                    "`ginnel agreement submit`"));
}

}  // namespace ginnel::node
