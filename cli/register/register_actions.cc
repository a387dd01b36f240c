// SPDX-License-Identifier: Apache-2.0
#include "cli/register/register_actions.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/reason.h"
#include "base/status.h"
#include "cli/register/agreement_exchange.h"
#include "cli/register/evidence.h"
#include "cli/register/listing.h"
#include "cli/register/public_page.h"
#include "cli/register/put.h"
#include "cli/register/quarter_report.h"
#include "cli/register/register_files.h"
#include "cli/register/register_session.h"
#include "cli/register/suspension.h"
#include "disclosure/text_grid.h"
#include "governance/remark.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using disclosure::Printable;

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("cannot make the folder ", folder, ": ", error.message()));
}

void PrintEvidence(const v1::EvidenceVerification& said, std::ostream& out) {
  out << Printable(said.title()) << ": run " << said.n() << ", released "
      << Printable(said.released_at())
      << (said.shadow() ? ", a shadow release: on trial" : ", live") << "\nVerified:\n";
  for (const std::string& each : said.verified()) out << "  - " << Printable(each) << "\n";
  out << "Not verified:\n";
  for (const std::string& each : said.not_verified()) out << "  - " << Printable(each) << "\n";
  out << "Checkpoint over " << said.register_entries() << " entries, co-signed "
      << said.cosigned_first() << " and " << said.cosigned_last() << "\nConstitution "
      << said.constitution_digest() << "\n";
}

absl::Status CheckEvidence(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const std::string json, ReadFile(options.evidence));
  ASSIGN_OR_RETURN(const v1::EvidenceVerification said,
                   VerifyEvidence(json, options.agreement_digest, context.terminal.random));
  return Put(said, options, context, PrintEvidence);
}

absl::Status Suspend(bool lifted, const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  ASSIGN_OR_RETURN(const v1::Remark remark,
                   governance::MakeRemark(options.reason, context.terminal.random));
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   SignSuspension(session.person, lifted, remark, context.terminal.clock));
  v1::StatementAdded added;
  ASSIGN_OR_RETURN(const uint64_t index, session.client->AddStatement(statement, remark));
  added.set_index(index);
  added.set_type(lifted ? "lifted suspension" : "suspension");
  added.set_party(session.person.agreement->PartyOf(session.person.config.person()));
  added.set_digest(crypto::PayloadDigest(statement).ToHex());
  return Put(added, options, context, PrintAdded);
}

}  // namespace

void PrintAdded(const v1::StatementAdded& added, std::ostream& out) {
  out << added.type() << (added.party().empty() ? "" : " of ") << added.party() << " is entry "
      << added.index() << " of the register\n  digest " << added.digest() << "\n";
}

absl::Status ShowRegister(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::RegisterListing listing, ListRegister(opened.verified));
  return Put(listing, options, context, PrintListing);
}

absl::Status FetchRegister(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  ASSIGN_OR_RETURN(const std::string earlier, EarlierCheckpoint(options.out));
  CoordinatorSource source(*session.client);
  const absl::StatusOr<VerifiedRegister> verified = VerifyOf(session, source, earlier, context);
  if (ReasonOf(verified.status()) == v1::REASON_REGISTER_FORK && !earlier.empty()) {
    // Both are signed, and cannot both be true.
    RETURN_IF_ERROR(WriteFileAtomically(options.out + "/checkpoint-of-fork.txt", source.note()));
  }
  RETURN_IF_ERROR(verified.status());
  RETURN_IF_ERROR(WriteRegister(*verified, options.out));
  return Put(verified->Report(), options, context, PrintVerification);
}

absl::Status CheckRegister(const RegisterOptions& options, const RegisterContext& context) {
  if (!options.evidence.empty()) return CheckEvidence(options, context);
  if (!options.agreement_digest.empty()) {
    return absl::InvalidArgumentError("--agreement-digest belongs to --evidence");
  }
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.subject, context));
  return Put(opened.verified.Report(), options, context, PrintVerification);
}

absl::Status ExportRegister(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::PublicRecord record,
                   MakePublicRecord(opened.verified, opened.submitted));
  RETURN_IF_ERROR(MakeFolder(options.out));
  RETURN_IF_ERROR(WriteFileAtomically(options.out + "/index.html", RenderPublicPage(record)));
  RETURN_IF_ERROR(WriteFileAtomically(options.out + "/register.csv", RenderPublicCsv(record)));
  return Put(record, options, context, [&](const v1::PublicRecord& all, std::ostream& out) {
    out << all.queries_size() << (all.queries_size() == 1 ? " question in " : " questions in ")
        << options.out << "/index.html and " << options.out
        << "/register.csv\nRead the titles before you publish: they are as their "
        << "authors wrote them.\n";
  });
}

absl::Status ReportRegister(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const Quarter quarter, ParseQuarter(options.quarter));
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::PublicRecord record,
                   MakePublicRecord(opened.verified, opened.submitted));
  return Put(ReportQuarter(record, quarter, context.terminal.clock.Now()), options, context,
             PrintQuarter);
}

absl::Status FetchNewestAgreement(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const OpenedRegister opened, OpenRegister(options, options.from, context));
  ASSIGN_OR_RETURN(const v1::AgreementFetched fetched,
                   FetchAgreement(opened.verified, options.subject, context.terminal.clock));
  return Put(fetched, options, context, [](const v1::AgreementFetched& all, std::ostream& out) {
    for (const std::string& path : all.written()) out << "wrote " << path << "\n";
    if (all.written().empty()) out << "The folder is as new as the register.\n";
    out << "The constitution in force is " << all.constitution_digest() << "\n";
  });
}

absl::Status WriteReleaseEvidence(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  ASSIGN_OR_RETURN(const v1::Envelope release,
                   session.client->GetRelease(options.subject, options.run));
  ASSIGN_OR_RETURN(const v1::Release table,
                   governance::ReadUnverifiedStatement<v1::Release>(release));
  if (!absl::StartsWith(table.query_digest(), options.subject) ||
      (options.run != 0 && table.n() != options.run)) {
    return absl::DataLossError("the coordinator answered with another release than asked for");
  }
  CoordinatorSource source(*session.client);
  ASSIGN_OR_RETURN(const VerifiedRegister verified, VerifyOf(session, source, "", context));
  ASSIGN_OR_RETURN(const v1::ReleaseEvidence evidence,
                   MakeEvidence(verified, release, GINNEL_VERSION));
  ASSIGN_OR_RETURN(const std::string file, WriteEvidence(evidence));
  // As whoever gets it will: nothing is handed out that does not hold.
  ASSIGN_OR_RETURN(const v1::EvidenceVerification said,
                   VerifyEvidence(file, "", context.terminal.random));
  RETURN_IF_ERROR(WriteFileAtomically(options.out, file));
  return Put(said, options, context, [&](const v1::EvidenceVerification& all, std::ostream& out) {
    PrintEvidence(all, out);
    out << "Written to " << options.out << "\n";
  });
}

absl::Status SubmitAgreement(const RegisterOptions& options, const RegisterContext& context) {
  ASSIGN_OR_RETURN(const v1::Envelope statement, ReadForSubmission(options.subject, options.party));
  ASSIGN_OR_RETURN(const PersonSession session, OpenSession(options, context));
  ASSIGN_OR_RETURN(const v1::StatementAdded added, SubmitToRegister(statement, *session.client));
  return Put(added, options, context, PrintAdded);
}

absl::Status SuspendParty(const RegisterOptions& options, const RegisterContext& context) {
  return Suspend(false, options, context);
}

absl::Status ResumeParty(const RegisterOptions& options, const RegisterContext& context) {
  return Suspend(true, options, context);
}

}  // namespace ginnel::cli
