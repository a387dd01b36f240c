// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "ginnel/v1/agreement_report.pb.h"

namespace ginnel::cli {

/// What changes from the constitution at `older` to the one at `newer`, and whose signatures it
/// needs. Each is a *.dsse.json file or a folder: of a folder, `older` is the version in force (the
/// written text where nothing is), `newer` the next version where there is one. Of two folders (or
/// one, given twice) the parties' operations are compared too: what was signed with what is
/// written. Compares texts; signatures prove nothing here.
absl::StatusOr<v1::AgreementDifference> CompareAgreements(const std::string& older,
                                                          const std::string& newer);

/// The same in plain words: what is looser first, then group by group.
void PrintDifference(const v1::AgreementDifference& difference, std::ostream& out);

}  // namespace ginnel::cli
