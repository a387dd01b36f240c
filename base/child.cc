// SPDX-License-Identifier: Apache-2.0
#include "base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"

extern char** environ;

namespace ginnel {
namespace {

constexpr size_t kMostOutput = size_t{64} << 20;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { Close(); }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

absl::Status CannotStart(const std::string& name, int error) {
  return absl::ResourceExhaustedError(
      absl::StrCat("cannot start ", name, ": ", std::strerror(error)));
}

struct Pipe {
  Descriptor read, write;
};

absl::StatusOr<Pipe> MakePipe(const std::string& name) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return CannotStart(name, errno);
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

absl::StatusOr<pid_t> Spawn(const std::string& path, const std::string& name, int input,
                            int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  std::string argument = name;
  std::array<char*, 2> arguments = {argument.data(), nullptr};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, path.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return CannotStart(name, error);
  return pid;
}

// A child that ends without reading all of its input must not end this process.
class IgnoreBrokenPipe {
 public:
  IgnoreBrokenPipe() { previous_ = signal(SIGPIPE, SIG_IGN); }
  ~IgnoreBrokenPipe() { signal(SIGPIPE, previous_); }

 private:
  void (*previous_)(int);
};

// Writes `input` and reads the output at once, so that neither side waits for the other's full
// pipe.
absl::Status Exchange(Descriptor to, Descriptor from, std::string_view input, std::string& output) {
  const IgnoreBrokenPipe ignore;
  fcntl(to.get(), F_SETFL, O_NONBLOCK);
  std::array<char, 65536> buffer;
  while (from.open()) {
    if (input.empty()) to.Close();
    std::array<pollfd, 2> ready = {{{from.get(), POLLIN, 0}, {to.get(), POLLOUT, 0}}};
    if (poll(ready.data(), to.open() ? 2 : 1, -1) < 0 && errno != EINTR) {
      return absl::InternalError("waiting for a child process failed");
    }
    if (to.open() && ready[1].revents != 0) {
      const ssize_t written = write(to.get(), input.data(), input.size());
      if (written > 0) input.remove_prefix(static_cast<size_t>(written));
      if (written < 0 && errno != EAGAIN && errno != EINTR) to.Close();
    }
    if (ready[0].revents != 0) {
      const ssize_t count = read(from.get(), buffer.data(), buffer.size());
      if (count > 0) output.append(buffer.data(), static_cast<size_t>(count));
      if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) from.Close();
    }
    if (output.size() > kMostOutput) {
      return absl::ResourceExhaustedError("a child process wrote more than 64 MiB");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ChildOutcome> RunSibling(const std::string& name, std::string_view input) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string path = (self.parent_path() / name).string();
  if (error || !std::filesystem::exists(path, error)) {
    return absl::NotFoundError(
        absl::StrCat(name, " is not beside this program (", path, "): install it with the others"));
  }
  ASSIGN_OR_RETURN(Pipe in, MakePipe(name));
  ASSIGN_OR_RETURN(Pipe out, MakePipe(name));
  ASSIGN_OR_RETURN(const pid_t pid, Spawn(path, name, in.read.get(), out.write.get()));
  in.read.Close();
  out.write.Close();
  ChildOutcome outcome;
  const absl::Status exchanged =
      Exchange(std::move(in.write), std::move(out.read), input, outcome.out);
  if (!exchanged.ok()) kill(pid, SIGKILL);
  int status = 0;
  pid_t ended = 0;
  do {
    ended = waitpid(pid, &status, 0);
  } while (ended < 0 && errno == EINTR);
  RETURN_IF_ERROR(exchanged);
  if (ended != pid) return absl::InternalError(absl::StrCat("cannot tell how ", name, " ended"));
  outcome.exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  return outcome;
}

}  // namespace ginnel
