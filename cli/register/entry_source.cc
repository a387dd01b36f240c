// SPDX-License-Identifier: Apache-2.0
#include "cli/register/entry_source.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::cli {

absl::StatusOr<std::string> CoordinatorSource::Checkpoint() {
  ASSIGN_OR_RETURN(note_, client_.GetCheckpoint());
  if (!note_.empty()) return note_;
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_REGISTER_STALE,
                       "no checkpoint of the register has been co-signed by both other trustees "
                       "yet: try again when they are there");
}

absl::Status CoordinatorSource::ForEach(uint64_t size, Visitor visit) {
  uint64_t index = 0;
  while (index < size) {
    ASSIGN_OR_RETURN(const v1::ListEntriesResponse page, client_.ListEntries(index));
    if (page.entries().empty()) return absl::OkStatus();  // found to be short by who counts
    for (const std::string& entry : page.entries()) {
      if (index == size) break;  // appended since the checkpoint
      RETURN_IF_ERROR(visit(index++, entry));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> FolderSource::Checkpoint() { return ReadFile(CheckpointPath(folder_)); }

absl::Status FolderSource::ForEach(uint64_t, Visitor visit) {
  const std::string path = EntriesPath(folder_);
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return absl::NotFoundError(absl::StrCat(path, " cannot be read: `ginnel register fetch --out ",
                                            folder_, "` writes it"));
  }
  uint64_t index = 0;
  for (std::string line; std::getline(in, line); ++index) {
    if (in.eof()) {
      return ReasonedError(
          absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
          absl::StrCat(path, " ends within entry ", index, ": it was cut off. Fetch it again"));
    }
    RETURN_IF_ERROR(visit(index, line));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::cli
