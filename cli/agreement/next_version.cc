// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/next_version.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/calendar.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/constitution_chain.h"
#include "governance/constitution_rules.h"

namespace ginnel::cli {
namespace {

using governance::AgreementFolder;
using governance::TrustedConstitution;

// What follows the value of a line `key: value  # comment`: its comment, with the space before it.
// The values in question hold no '#'.
std::string CommentOf(const std::string& line) {
  size_t at = line.find('#');
  if (at == std::string::npos) return "";
  while (at > 0 && line[at - 1] == ' ') --at;
  return line.substr(at);
}

// Where the top-level `key` is; the number of lines if it is not there, and nothing if it is there
// twice.
std::optional<size_t> LineOf(const std::vector<std::string>& lines, std::string_view key) {
  const std::string start = absl::StrCat(std::string(key), ":");
  const auto is_it = [&start](const std::string& line) { return absl::StartsWith(line, start); };
  const auto first = std::find_if(lines.begin(), lines.end(), is_it);
  if (first != lines.end() && std::find_if(first + 1, lines.end(), is_it) != lines.end())
    return std::nullopt;
  return static_cast<size_t>(first - lines.begin());
}

std::string Names(const std::vector<governance::ConstitutionSigner>& signers) {
  std::vector<std::string> names;
  for (const auto& each : signers) {
    if (each.needed && (names.empty() || names.back() != each.member)) names.push_back(each.member);
  }
  return absl::StrJoin(names, ", ");
}

// Edits a copy and compares what the two mean before the file is touched.
absl::Status EditConstitution(const AgreementFolder& folder, uint32_t version,
                              const std::string& previous) {
  const std::string path = folder.WrittenConstitutionPath();
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  v1::Constitution before;
  RETURN_IF_ERROR(LoadYaml(text, path, before));
  const absl::StatusOr<std::string> edited = WithVersion(text, version, previous);
  v1::Constitution after;
  const bool parses = edited.ok() && LoadYaml(*edited, path, after).ok();
  before.set_version(version);
  before.set_previous(previous);
  if (!parses || before.SerializeAsString() != after.SerializeAsString()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is not written one key a line: write `version: ", version,
                     "` and `previous: \"", previous, "\"` in it yourself"));
  }
  return *edited == text ? absl::OkStatus() : WriteFileAtomically(path, *edited);
}

std::string WhatToDo(const AgreementFolder& folder, uint32_t version, const std::string& previous,
                     const std::string& signers) {
  return absl::StrCat(
      "Version ", version, " begins: ", folder.WrittenConstitutionPath(),
      " now says\n  version: ", version, "\n  previous: \"", previous,
      "\"\nEdit it, dictionary.yaml and models/ to what ", "version ", version,
      " is to say:\n  starts, ends  its dates\n  exclusions    take out those ",
      "of the version before; name whom this one puts out, if anybody\n  in_flight     finish or ",
      "stop: what becomes of queries under version ", version - 1, "\nRead the difference:\n  ",
      "ginnel agreement diff ", folder.path(), "\nThen all full members of both versions sign (as ",
      "the text stands: ", signers, "), each with\n  ginnel agreement sign ", folder.path(),
      " --as MEMBER --key KEY_FILE\nVersion ", version - 1, " stays in force until all have.\n");
}

absl::Status CheckCanBegin(const AgreementFolder& folder,
                           const std::optional<TrustedConstitution>& current) {
  if (!current) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder.path(), ": no version is completely signed yet, so there is none to ",
                     "follow. `ginnel agreement check ", folder.path(), "` says who must sign"));
  }
  if (!FileExists(folder.WrittenConstitutionPath())) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder.WrittenConstitutionPath(),
                     " is not there: fetch constitution.yaml, dictionary.yaml and models/ from "
                     "whoever keeps the written texts"));
  }
  if (current->constitution.version() == std::numeric_limits<uint32_t>::max())
    return absl::FailedPreconditionError("there is no version number after this one");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> WithVersion(std::string_view yaml, uint32_t version,
                                        const std::string& previous) {
  std::vector<std::string> lines =
      absl::StrSplit(absl::string_view(yaml.data(), yaml.size()), '\n');
  const std::optional<size_t> version_at = LineOf(lines, "version");
  const std::optional<size_t> previous_at = LineOf(lines, "previous");
  if (!version_at || !previous_at || *version_at == lines.size())
    return absl::InvalidArgumentError("`version` must be on one line of its own");
  lines[*version_at] = absl::StrCat("version: ", version, CommentOf(lines[*version_at]));
  const std::string line = absl::StrCat("previous: \"", previous, "\"");
  if (*previous_at == lines.size()) {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(*version_at) + 1, line);
  } else {
    lines[*previous_at] = absl::StrCat(line, CommentOf(lines[*previous_at]));
  }
  return absl::StrJoin(lines, "\n");
}

absl::StatusOr<std::string> PutInForceIfComplete(const AgreementFolder& folder,
                                                 const ConstitutionDraft& draft,
                                                 const Clock& clock) {
  const governance::ConstitutionSignatures signatures = draft.Judge();
  const uint32_t version = draft.constitution.version();
  if (!signatures.complete()) {
    return absl::StrCat("version ", version - 1, " stays in force until these have signed: ",
                        absl::StrJoin(signatures.missing, ", "));
  }
  if (!governance::CheckInForce(draft.constitution, clock.Now()).ok()) {
    return absl::StrCat("all have signed version ", version, ", which is for ",
                        draft.constitution.starts(), " to ", draft.constitution.ends(),
                        ": within these dates `ginnel agreement next ", folder.path(),
                        "` puts it in force. Version ", version - 1, " stays until then");
  }
  RETURN_IF_ERROR(governance::PutInForce(folder, *draft.current, draft.envelope));
  return absl::StrCat("all have signed: version ", version, " is in force");
}

absl::StatusOr<std::string> BeginNextVersion(const AgreementFolder& folder, const Clock& clock) {
  ASSIGN_OR_RETURN(const std::optional<TrustedConstitution> current, ReadCurrent(folder));
  if (current && FileExists(folder.NextConstitutionPath())) {
    const auto draft = ReadDraft(folder);  // an error in it is what this command mends
    if (draft.ok() && !draft->has_value()) {
      RETURN_IF_ERROR(folder.RemoveNextConstitution());  // left by a crash
    } else if (draft.ok() && !(*draft)->edited && (*draft)->CheckTerms().ok() &&
               (*draft)->Judge().complete()) {
      ASSIGN_OR_RETURN(const std::string note, PutInForceIfComplete(folder, **draft, clock));
      return note + "\n";
    }
  }
  RETURN_IF_ERROR(CheckCanBegin(folder, current));
  const uint32_t version = current->constitution.version() + 1;
  const std::string previous = crypto::PayloadDigest(current->envelope).ToHex();
  RETURN_IF_ERROR(folder.WritePreviousConstitution(version - 1, current->envelope));
  RETURN_IF_ERROR(EditConstitution(folder, version, previous));
  ASSIGN_OR_RETURN(const v1::Constitution written, folder.AssembleConstitution());
  ConstitutionDraft draft;
  draft.current = current;
  draft.constitution = written;
  return WhatToDo(folder, version, previous, Names(draft.Signers()));
}

}  // namespace ginnel::cli
