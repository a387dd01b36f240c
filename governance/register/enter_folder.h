// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "governance/agreement_folder.h"
#include "governance/statement_log.h"

namespace ginnel::governance {

/// Puts on an empty register what the coordinator's folder holds: the constitution and every
/// party's operations. On one that is not empty, operations of the folder that are newer than the
/// register's: so a coordinator whose own certificate has changed begins. What does not hold is an
/// error; what is there already is none.
absl::Status EnterFolder(const AgreementFolder& folder, StatementLog& log);

}  // namespace ginnel::governance
