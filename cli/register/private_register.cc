// SPDX-License-Identifier: Apache-2.0
#include "cli/register/private_register.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/secret_bytes.h"
#include "base/status.h"
#include "governance/register/register_store.h"

namespace ginnel::cli {
namespace {

constexpr int32_t kApplicationId = 0x47695652;  // "GiVR"
constexpr size_t kKeyBytes = 32;

// What is wrong with this machine, and not with the entry.
bool IsTrouble(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
         absl::IsInternal(status) || absl::IsAborted(status);
}

}  // namespace

absl::StatusOr<PrivateFolder> PrivateFolder::Create() {
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "ginnel-XXXXXX").string();
  if (error || mkdtemp(name.data()) == nullptr) {
    return absl::ResourceExhaustedError(absl::StrCat("cannot make a private folder ", name, ": ",
                                                     error ? error.message() : strerror(errno)));
  }
  return PrivateFolder(name);
}

PrivateFolder::~PrivateFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // what stays behind is encrypted under a key that is gone
  std::filesystem::remove_all(path_, ignored);
}

absl::StatusOr<PrivateRegister> PrivateRegister::Create(
    std::shared_ptr<const governance::Agreement> base, RandomSource& random) {
  ASSIGN_OR_RETURN(PrivateFolder folder, PrivateFolder::Create());
  const SecretBytes key = SecretBytes::Random(kKeyBytes, random);
  ASSIGN_OR_RETURN(
      std::unique_ptr<store::Database> database,
      store::Database::Open(folder.path() + "/register.db", key.view(),
                            {{std::string(governance::RegisterStore::kSchema)}, kApplicationId}));
  ASSIGN_OR_RETURN(std::unique_ptr<governance::Register> on,
                   governance::Register::Open(*database, std::move(base), /*party=*/""));
  return PrivateRegister(std::move(folder), std::move(database), std::move(on));
}

absl::Status PrivateRegister::Append(const std::vector<NumberedStatement>& statements) {
  if (statements.empty()) return absl::OkStatus();
  return on_->Commit("judge entries",
                     [&](store::Transaction&, governance::StatementLog::Entries& entries) {
                       for (const NumberedStatement& each : statements) {
                         const absl::Status status = entries.Append(each.envelope).status();
                         if (IsTrouble(status)) return status;
                         if (!status.ok()) return EntryFault(each.index, status);
                       }
                       return absl::OkStatus();
                     });
}

absl::Status EntryFault(uint64_t index, const absl::Status& why) {
  return ReasonedError(
      absl::StatusCode::kDataLoss, HasReason(why) ? ReasonOf(why) : v1::REASON_INTEGRITY,
      absl::StrCat("entry ", index, " may not be on the register: ", std::string(why.message())));
}

}  // namespace ginnel::cli
