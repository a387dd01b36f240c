// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/command/terminal.h"
#include "cli/query/query_commands.h"

namespace ginnel::cli {

/// What the commands about the register were given; each reads its own part.
struct RegisterOptions {
  std::string subject;    // a fetched folder, a query, a file or folder of an agreement
  std::string as;         // a person's folder
  std::string from;       // a fetched folder, in place of the coordinator
  std::string agreement;  // folder of the agreement to begin from, in place of the person's
  std::string out;
  std::string evidence;
  std::string agreement_digest;
  std::string quarter;
  std::string party;
  std::string reason;
  std::string query_class;  // a file
  std::string cadence;
  std::string until;
  std::string interest = "none";
  std::string loaded_at;
  std::string people;  // a number
  bool yes = false;
  uint32_t run = 0;
  bool json = false;
};

struct RegisterContext {
  Terminal& terminal;
  const Dial& dial;
};

using RegisterAction = absl::Status (*)(const RegisterOptions&, const RegisterContext&);

// Each verifies the whole register before it says anything of it (verified_register.h).
absl::Status ShowRegister(const RegisterOptions& options, const RegisterContext& context);
absl::Status FetchRegister(const RegisterOptions& options, const RegisterContext& context);
absl::Status CheckRegister(const RegisterOptions& options, const RegisterContext& context);
absl::Status ExportRegister(const RegisterOptions& options, const RegisterContext& context);
absl::Status ReportRegister(const RegisterOptions& options, const RegisterContext& context);
absl::Status FetchNewestAgreement(const RegisterOptions& options, const RegisterContext& context);
absl::Status WriteReleaseEvidence(const RegisterOptions& options, const RegisterContext& context);

// These add to it.
absl::Status SubmitAgreement(const RegisterOptions& options, const RegisterContext& context);
absl::Status SuspendParty(const RegisterOptions& options, const RegisterContext& context);
absl::Status ResumeParty(const RegisterOptions& options, const RegisterContext& context);

}  // namespace ginnel::cli
