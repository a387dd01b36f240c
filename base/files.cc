// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"

namespace ginnel {
namespace {

constexpr size_t kLargestSecret = 1u << 20;

absl::Status Failure(std::string_view action, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", std::string(action), " ", path));
}

// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

// The number of bytes read, less than `size` only at the end of the file; -1 with errno.
ssize_t ReadFully(int fd, void* into, size_t size) {
  size_t done = 0;
  while (done < size) {
    const ssize_t got = read(fd, static_cast<char*>(into) + done, size - done);
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    done += static_cast<size_t>(got);
  }
  return static_cast<ssize_t>(done);
}

bool WriteFully(int fd, const void* from, size_t size) {
  size_t done = 0;
  while (done < size) {
    const ssize_t put = write(fd, static_cast<const char*>(from) + done, size - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    done += static_cast<size_t>(put);
  }
  return true;
}

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

absl::Status SyncFolder(const std::string& folder) {
  const Descriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.ok() || fsync(fd.get()) != 0) return Failure("sync", folder);
  return absl::OkStatus();
}

// A new, synced file beside `path`, which goes again unless it was renamed.
class Draft {
 public:
  explicit Draft(const std::string& path) : name_(absl::StrCat(path, ".new.XXXXXX")) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (made_) unlink(name_.c_str());
  }
  const std::string& name() const { return name_; }
  void Keep() { made_ = false; }

  absl::Status Write(const void* content, size_t size, int mode) {
    const Descriptor fd(mkostemp(name_.data(), O_CLOEXEC));  // mode 0600 until it is complete
    if (!fd.ok()) return Failure("create", name_);
    made_ = true;
    if (!WriteFully(fd.get(), content, size)) return Failure("write", name_);
    if (fchmod(fd.get(), static_cast<mode_t>(mode)) != 0) return Failure("set the mode of", name_);
    if (fsync(fd.get()) != 0) return Failure("sync", name_);
    return absl::OkStatus();
  }

 private:
  std::string name_;
  bool made_ = false;
};

absl::Status CheckPrivate(const struct stat& info, const std::string& path, const char* mode) {
  if (info.st_uid != geteuid()) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "%s belongs to another user (uid %d, this process is uid %d): run chown %d %s", path,
        info.st_uid, geteuid(), geteuid(), path));
  }
  if ((info.st_mode & 077) != 0) {
    return absl::PermissionDeniedError(
        absl::StrFormat("%s can be reached by other users (mode %04o): run chmod %s %s", path,
                        info.st_mode & 07777, mode, path));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.ok()) return Failure("open", path);
  std::string content;
  constexpr size_t kStep = 1u << 16;
  while (content.size() <= limit) {
    const size_t start = content.size();
    content.resize(start + kStep);
    const ssize_t got = ReadFully(fd.get(), content.data() + start, kStep);
    if (got < 0) return Failure("read", path);
    content.resize(start + static_cast<size_t>(got));
    if (static_cast<size_t>(got) < kStep) break;
  }
  if (content.size() > limit) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", path, ": it is larger than ",
                                                   limit, " bytes, the limit for such a file"));
  }
  return content;
}

absl::Status WriteFileAtomically(const std::string& path, std::string_view content, int mode) {
  Draft draft(path);
  RETURN_IF_ERROR(draft.Write(content.data(), content.size(), mode));
  if (rename(draft.name().c_str(), path.c_str()) != 0) return Failure("replace", path);
  draft.Keep();
  return SyncFolder(FolderOf(path));
}

absl::StatusOr<SecretBytes> ReadSecretFile(const std::string& path) {
  // O_NONBLOCK: a pipe in its place must not hang the process.
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.ok()) return Failure("open", path);
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return Failure("inspect", path);
  if (!S_ISREG(info.st_mode)) {
    return absl::PermissionDeniedError(
        absl::StrCat(path, " is not a regular file: secrets are read from regular files only"));
  }
  RETURN_IF_ERROR(CheckPrivate(info, path, "600"));
  const auto size = static_cast<size_t>(info.st_size);
  if (size > kLargestSecret)
    return absl::InvalidArgumentError(absl::StrCat(path, " is too large to be a key"));
  SecretBytes secret(size);
  const ssize_t got = ReadFully(fd.get(), secret.mutable_view().data(), size);
  if (got < 0) return Failure("read", path);
  if (static_cast<size_t>(got) != size) {
    return absl::DataLossError(absl::StrCat(path, " became shorter while it was read"));
  }
  return secret;
}

absl::Status CreateSecretFile(const std::string& path, std::span<const uint8_t> content) {
  Draft draft(path);
  RETURN_IF_ERROR(draft.Write(content.data(), content.size(), 0600));
  // link, unlike rename, never replaces what is there.
  if (link(draft.name().c_str(), path.c_str()) != 0) {
    if (errno == EEXIST) {
      return absl::AlreadyExistsError(
          absl::StrCat(path, " exists already; a key is never overwritten: move it away first"));
    }
    return Failure("create", path);
  }
  return SyncFolder(FolderOf(path));
}

absl::Status MakePrivateDirectory(const std::string& path) {
  const std::string parent = FolderOf(path);
  if (parent != path && !FileExists(parent)) RETURN_IF_ERROR(MakePrivateDirectory(parent));
  if (mkdir(path.c_str(), 0700) == 0) return SyncFolder(parent);
  if (errno != EEXIST) return Failure("create folder", path);
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return Failure("inspect", path);
  if (!S_ISDIR(info.st_mode))
    return absl::AlreadyExistsError(absl::StrCat(path, " exists and is not a folder"));
  return CheckPrivate(info, path, "700");
}

bool FileExists(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0;
}

std::string RelativeTo(const std::string& file, const std::string& path) {
  if (std::filesystem::path(path).is_absolute()) return path;
  return (std::filesystem::path(file).parent_path() / path).string();
}

}  // namespace ginnel
