// SPDX-License-Identifier: Apache-2.0
#include "node/agent/opt_out_list.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::node {

absl::Status CheckOptOutList(const v1::Purpose& purpose, const DataSetInfo& data, Day today) {
  if (purpose.opt_out_rule() == v1::OPT_OUT_RULE_NOT_APPLICABLE) return absl::OkStatus();
  const std::string& listed = data.opt_out_list_date;
  const absl::Status stale = ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_STALE_OPT_OUT_LIST,
      absl::StrCat("purpose ", purpose.id(), " wants an opt-out list of at most ",
                   purpose.list_max_age_days(), " days; this node's data set has ",
                   listed.empty() ? "none" : listed, ". Ingest again with a newer list"));
  if (listed.empty()) return stale;
  ASSIGN_OR_RETURN(const Day date, ParseDay(listed));
  const int64_t age = today.value - date.value;
  return age > static_cast<int64_t>(purpose.list_max_age_days()) ? stale : absl::OkStatus();
}

}  // namespace ginnel::node
