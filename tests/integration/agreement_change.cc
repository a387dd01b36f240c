// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/agreement_change.h"

#include <cstdint>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "base/status.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::string& what, const Outcome& outcome) {
  return absl::FailedPreconditionError(
      absl::StrCat(what, " ended with ", outcome.exit_code, ": ", outcome.err, outcome.out));
}

absl::StatusOr<std::string> Edited(std::string text, const Edits& edits) {
  for (const auto& [from, to] : edits) {
    if (!absl::StrContains(text, from)) {
      return absl::NotFoundError(absl::StrCat("nowhere: ", from, "\nin ", text));
    }
    text = absl::StrReplaceAll(text, {{from, to}});
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> DigestInForce(const Federation& federation) {
  const Outcome check =
      federation.Ginnel({"agreement", "check", federation.Path("agreement"), "--json"});
  const std::string label = "\"digest\":";
  const size_t at = check.out.find(label);
  const size_t from = at == std::string::npos ? at : check.out.find('"', at + label.size());
  if (check.exit_code != 0 || from == std::string::npos) return Failed("agreement check", check);
  return check.out.substr(from + 1, 64);
}

absl::Status PinAgreement(const Federation& federation) {
  ASSIGN_OR_RETURN(const std::string digest, DigestInForce(federation));
  for (const auto& entry : fs::recursive_directory_iterator(federation.dir())) {
    const std::string name = entry.path().filename().string();
    if (name != "node.yaml" && name != "trustee.yaml" && name != "person.yaml") continue;
    ASSIGN_OR_RETURN(const std::string text, ReadFile(entry.path().string()));
    std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
    std::erase_if(
        lines, [](const std::string& line) { return absl::StartsWith(line, "agreement_digest:"); });
    lines.push_back("agreement_digest: " + digest);
    RETURN_IF_ERROR(WriteFileAtomically(entry.path().string(), absl::StrJoin(lines, "\n") + "\n",
                                        name == "person.yaml" ? 0644 : 0600));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SignNextConstitution(Federation& federation,
                                                 const std::vector<std::string>& members,
                                                 const Edits& edits) {
  const Outcome next = federation.Ginnel({"agreement", "next", federation.Path("agreement")});
  if (next.exit_code != 0) return Failed("agreement next", next);
  const std::string file = federation.Path("agreement/constitution.yaml");
  ASSIGN_OR_RETURN(std::string text, ReadFile(file));
  ASSIGN_OR_RETURN(text, Edited(std::move(text), edits));
  RETURN_IF_ERROR(WriteFileAtomically(file, text));
  for (const std::string& member : members) RETURN_IF_ERROR(federation.Sign(member));
  return DigestInForce(federation);
}

absl::Status SignNextOperations(Federation& federation, const std::string& party,
                                const Edits& edits) {
  const std::string file = federation.Path("agreement/operations/" + party + ".yaml");
  ASSIGN_OR_RETURN(std::string text, ReadFile(file));
  const std::string label = "version: ";
  const size_t at = text.find(label);
  if (at == std::string::npos) return absl::NotFoundError("no version in " + file);
  const size_t from = at + label.size();
  const size_t end = text.find_first_not_of("0123456789", from);
  uint32_t version = 0;
  if (!absl::SimpleAtoi(text.substr(from, end - from), &version)) {
    return absl::InvalidArgumentError("no number after version in " + file);
  }
  text.replace(from, end - from, absl::StrCat(version + 1));
  ASSIGN_OR_RETURN(text, Edited(std::move(text), edits));
  RETURN_IF_ERROR(WriteFileAtomically(file, text));
  return federation.Sign(party);
}

std::vector<std::string> SubmitWords(const Federation& federation, const std::string& party) {
  std::vector<std::string> words = {"agreement", "submit", federation.Path("agreement"), "--as",
                                    federation.PersonFolder("analyst@place-office")};
  if (!party.empty()) words.insert(words.end(), {"--party", party});
  return words;
}

Outcome SubmitAgreement(const Federation& federation, const std::string& party) {
  return federation.Ginnel(SubmitWords(federation, party));
}

}  // namespace ginnel::integration
