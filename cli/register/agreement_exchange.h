// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/register/verified_register.h"
#include "cli/service/coordinator_client.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// What is to be handed on: a signed file, or in a folder of an agreement the operations of
/// `party`, or its constitution where `party` is empty. InvalidArgument if it is neither operations
/// nor a constitution, or the operations of another party than `party`.
absl::StatusOr<v1::Envelope> ReadForSubmission(const std::string& file_or_folder,
                                               const std::string& party);

/// Hands it to the coordinator for the register. Whoever does that: its own signature counts.
absl::StatusOr<v1::StatementAdded> SubmitToRegister(const v1::Envelope& statement,
                                                    CoordinatorClient& client);

/// Brings the signed files in `folder` up to what is in force at the end of the register: only
/// what has a higher version than the file, each file whole or not at all, and only if the folder
/// will hold an agreement that loads (`now` within its dates). What people wrote (*.yaml) stays as
/// it is.
absl::StatusOr<v1::AgreementFetched> FetchAgreement(const VerifiedRegister& verified,
                                                    const std::string& folder, const Clock& clock);

}  // namespace ginnel::cli
