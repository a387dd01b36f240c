// SPDX-License-Identifier: Apache-2.0
#include "cli/register/register_session.h"

#include <unistd.h>

#include <utility>

#include "base/progress.h"
#include "base/status.h"
#include "cli/register/register_files.h"

namespace ginnel::cli {
namespace {

constexpr uint64_t kLong = 2000;  // entries from which people would wonder

absl::StatusOr<VerifiedRegister> Verify(EntrySource& source, const VerifyOptions& options,
                                        const RegisterContext& context) {
  ProgressBar bar(STDERR_FILENO);
  return VerifyRegister(source, options, context.terminal.random,
                        [&bar](std::string_view what, uint64_t done, uint64_t total) {
                          if (total >= kLong) bar.Update(what, done, total);
                        });
}

}  // namespace

absl::StatusOr<PersonSession> OpenSession(const RegisterOptions& options,
                                          const RegisterContext& context) {
  PersonSession session;
  ASSIGN_OR_RETURN(session.person, Person::Load(options.as, context.terminal.clock));
  ASSIGN_OR_RETURN(session.client, context.dial(session.person, context.terminal.clock));
  return session;
}

absl::StatusOr<VerifiedRegister> VerifyOf(const PersonSession& session, EntrySource& source,
                                          const std::string& earlier,
                                          const RegisterContext& context) {
  return Verify(source, {session.person.agreement, earlier}, context);
}

absl::StatusOr<OpenedRegister> OpenRegister(const RegisterOptions& options,
                                            const std::string& folder,
                                            const RegisterContext& context) {
  if (!folder.empty()) {
    VerifyOptions base;
    if (!options.agreement.empty()) {
      ASSIGN_OR_RETURN(base.base, LoadAgreementOfAnyTime(options.agreement));
    } else {
      ASSIGN_OR_RETURN(const Person person, Person::Load(options.as, context.terminal.clock));
      base.base = person.agreement;
    }
    FolderSource source(folder);
    ASSIGN_OR_RETURN(VerifiedRegister verified, Verify(source, base, context));
    return OpenedRegister{std::move(verified), {}};
  }
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  CoordinatorSource source(*session.client);
  ASSIGN_OR_RETURN(VerifiedRegister verified, VerifyOf(session, source, "", context));
  ASSIGN_OR_RETURN(const v1::ListQueriesResponse queries, session.client->List());
  SubmittedTimes submitted;
  for (const v1::QueryStatus& status : queries.queries()) {
    submitted[status.query_digest()] = status.submitted_at();
  }
  return OpenedRegister{std::move(verified), std::move(submitted)};
}

}  // namespace ginnel::cli
