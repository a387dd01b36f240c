// SPDX-License-Identifier: Apache-2.0
#include "coordinator/sealed_parts.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::coordinator {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPiece = size_t{1} << 20;

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED, std::move(why));
}

// Ids have neither dots nor slashes.
std::string Beginning(const SealedParts::Name& name) {
  return absl::StrCat(name.sender, ".", name.recipient, ".");
}

}  // namespace

std::string SealedParts::FolderOf(uint32_t epoch) const {
  return absl::StrCat(folder_, "/", epoch);
}

std::string SealedParts::DraftOf(const Name& name) const {
  return absl::StrCat(FolderOf(name.epoch), "/incoming-", name.sender);
}

SealedParts::Incoming::Incoming(SealedParts& owner, Name name, uint64_t size, crypto::Digest digest)
    : owner_(owner),
      name_(std::move(name)),
      size_(size),
      digest_(digest),
      file_(owner.DraftOf(name_), std::ios::binary | std::ios::trunc) {}

SealedParts::Incoming::~Incoming() {
  std::error_code ignored;
  fs::remove(owner_.DraftOf(name_), ignored);
  const std::lock_guard lock(owner_.mutex_);
  owner_.receiving_.erase(name_.sender);
}

absl::Status SealedParts::Incoming::Add(std::string_view bytes) {
  if (bytes.size() > kPiece) return Malformed("a chunk has at most a megabyte");
  written_ += bytes.size();
  if (written_ > size_) return Malformed("it is longer than its header says");
  hasher_.Update(bytes);
  file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return file_.good() ? absl::OkStatus()
                      : absl::ResourceExhaustedError("cannot write what a node hands in");
}

absl::Status SealedParts::Incoming::Keep() {
  if (written_ != size_) return Malformed("it is shorter than its header says");
  if (hasher_.Finish() != digest_) return Malformed("it does not have the digest of its header");
  file_.close();
  std::error_code error;
  const std::string folder = owner_.FolderOf(name_.epoch);
  const std::string path = absl::StrCat(folder, "/", Beginning(name_), digest_.ToHex());
  fs::rename(owner_.DraftOf(name_), path, error);
  if (file_.fail() || error) return absl::InternalError("cannot keep what a node hands in");
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const bool same = entry.path().filename().string().rfind(Beginning(name_), 0) == 0;
    if (same && entry.path() != path) fs::remove(entry.path(), error);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<SealedParts::Incoming>> SealedParts::Receive(
    const Name& name, uint64_t size, const crypto::Digest& digest) {
  {
    const std::lock_guard lock(mutex_);
    if (!receiving_.insert(name.sender).second) {
      return ReasonedError(absl::StatusCode::kResourceExhausted, v1::REASON_QUOTA_EXCEEDED,
                           absl::StrCat(name.sender, " is handing in another list at this moment"));
    }
  }
  const absl::Status made = MakePrivateDirectory(FolderOf(name.epoch));
  std::unique_ptr<Incoming> incoming(new Incoming(*this, name, size, digest));
  RETURN_IF_ERROR(made);
  if (!incoming->file_.is_open()) return absl::InternalError("cannot write what a node hands in");
  return incoming;
}

absl::StatusOr<std::map<std::string, std::string>> SealedParts::Held(
    uint32_t epoch, std::string_view sender) const {
  std::map<std::string, std::string> held;
  std::error_code error;
  const std::string start = absl::StrCat(std::string(sender), ".");
  for (const auto& entry : fs::directory_iterator(FolderOf(epoch), error)) {
    const std::string file = entry.path().filename().string();
    const size_t dot = file.rfind('.');
    if (file.rfind(start, 0) != 0 || dot <= start.size()) continue;
    held[file.substr(start.size(), dot - start.size())] = file.substr(dot + 1);
  }
  return held;
}

absl::Status SealedParts::Read(const Name& name, const crypto::Digest& digest, Visitor visit) {
  const std::string path = absl::StrCat(FolderOf(name.epoch), "/", Beginning(name), digest.ToHex());
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file.is_open()) {
    return ReasonedError(absl::StatusCode::kNotFound, v1::REASON_NOT_FOUND,
                         absl::StrCat("the list of ", name.sender,
                                      " is not here now: its node "
                                      "hands it in again when it looks next"));
  }
  crypto::Hasher hasher;
  std::string piece(kPiece, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const std::string_view got(piece.data(), static_cast<size_t>(file.gcount()));
    if (got.empty()) break;
    hasher.Update(got);
    RETURN_IF_ERROR(visit(size, got));
  }
  if (hasher.Finish() == digest) return absl::OkStatus();
  fs::remove(path, error);
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                       absl::StrCat("what is kept here of ", name.sender, " for ", name.recipient,
                                    " is not what was handed in: it was thrown away"));
}

absl::Status SealedParts::KeepOnly(uint32_t epoch) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    std::error_code ignored;
    if (entry.path() != fs::path(FolderOf(epoch))) fs::remove_all(entry.path(), ignored);
  }
  return absl::OkStatus();
}

}  // namespace ginnel::coordinator
