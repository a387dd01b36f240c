// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "base/command/json.h"
#include "base/status.h"
#include "cli/register/register_actions.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// A report as JSON, or what `print` makes of it.
template <typename Report, typename Print>
absl::Status Put(const Report& report, const RegisterOptions& options,
                 const RegisterContext& context, const Print& print) {
  if (options.json) {
    ASSIGN_OR_RETURN(const std::string json, ToReadableJson(report));
    context.terminal.out << json;
  } else {
    print(report, context.terminal.out);
  }
  return absl::OkStatus();
}

/// Which entry of the register something became.
void PrintAdded(const v1::StatementAdded& added, std::ostream& out);

}  // namespace ginnel::cli
