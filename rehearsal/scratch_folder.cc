// SPDX-License-Identifier: Apache-2.0
#include "rehearsal/scratch_folder.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace ginnel::rehearsal {
namespace {

namespace fs = std::filesystem;

constexpr int kEndedBySignal = 130;  // as shells say it

}  // namespace

absl::StatusOr<std::unique_ptr<ScratchFolder>> ScratchFolder::Create() {
  std::error_code error;
  const fs::path root = fs::temp_directory_path(error);
  std::string folder = (root / "ginnel-rehearsal-XXXXXX").string();
  if (error || mkdtemp(folder.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("cannot make a folder in ", root.string(),
                     ": set TMPDIR to one that you can write to, with 50 MB free"));
  }
  return std::unique_ptr<ScratchFolder>(new ScratchFolder(std::move(folder)));
}

ScratchFolder::ScratchFolder(std::string path) : path_(std::move(path)) {
  watcher_ = std::thread([this] {
    signal_.Wait();
    if (done_) return;
    Remove();
    _exit(kEndedBySignal);
  });
}

ScratchFolder::~ScratchFolder() {
  done_ = true;
  signal_.Request();
  watcher_.join();
  Remove();
}

void ScratchFolder::Remove() const {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace ginnel::rehearsal
