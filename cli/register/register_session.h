// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/person.h"
#include "cli/register/public_record.h"
#include "cli/register/register_actions.h"
#include "cli/register/verified_register.h"

namespace ginnel::cli {

/// A person's line to the coordinator.
struct PersonSession {
  Person person;
  std::unique_ptr<CoordinatorClient> client;
};
absl::StatusOr<PersonSession> OpenSession(const RegisterOptions& options,
                                          const RegisterContext& context);

/// The coordinator's register, verified from the person's agreement. Shows progress where it is
/// long. `earlier`: VerifyOptions.
absl::StatusOr<VerifiedRegister> VerifyOf(const PersonSession& session, EntrySource& source,
                                          const std::string& earlier,
                                          const RegisterContext& context);

/// The fetched folder where one is named (verified from --agreement or the person's), otherwise the
/// coordinator's, and then with the times at which it says that queries were submitted.
struct OpenedRegister {
  VerifiedRegister verified;
  SubmittedTimes submitted;
};
absl::StatusOr<OpenedRegister> OpenRegister(const RegisterOptions& options,
                                            const std::string& folder,
                                            const RegisterContext& context);

}  // namespace ginnel::cli
