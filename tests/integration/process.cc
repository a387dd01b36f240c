// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"

extern char** environ;

namespace ginnel::integration {
namespace {

std::array<int, 2> Pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  return ends;
}

// The words of a command or of an environment, as the system wants them.
std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(const std::map<std::string, std::string>& more) {
  std::vector<std::string> all;
  for (const auto& [name, value] : more) all.push_back(absl::StrCat(name, "=", value));
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string name(*entry, strcspn(*entry, "="));
    if (!more.contains(name)) all.emplace_back(*entry);
  }
  return all;
}

int ExitCode(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

std::string LastWords(const std::string& text) {
  return text.size() <= 1500 ? text : text.substr(text.size() - 1500);
}

bool HasLineThatBegins(const std::string& text, std::string_view words) {
  if (words.empty()) return true;
  for (size_t at = 0; at < text.size();) {
    if (std::string_view(text).substr(at).starts_with(words)) return true;
    at = text.find('\n', at);
    if (at == std::string::npos) break;
    ++at;
  }
  return false;
}

}  // namespace

std::string ProgramPath(const std::string& name) {
  if (absl::StrContains(name, "/") || !absl::StartsWith(name, "ginnel")) return name;
  return absl::StrCat(GINNEL_BIN_DIR, "/", name);
}

absl::Status Process::Spawn(const Launch& launch) {
  keep_as_ = launch.keep_as;
  std::vector<std::string> words = {"setpriv", "--pdeathsig", "KILL", "--"};
  words.insert(words.end(), launch.command.begin(), launch.command.end());
  words[4] = ProgramPath(words[4]);
  std::vector<std::string> environment = Environment(launch.environment);
  const std::array<int, 2> in = Pipe(), out = Pipe(), err = Pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
  if (!launch.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, launch.folder.c_str());
  }
  const int failed = posix_spawnp(&pid_, "setpriv", &actions, nullptr, Pointers(words).data(),
                                  Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  for (const int fd : {in[0], out[1], err[1]}) close(fd);
  out_.fd = out[0];
  err_.fd = err[0];
  // Inputs of tests fit into a pipe's buffer; a program that ends without reading is no error.
  signal(SIGPIPE, SIG_IGN);
  const ssize_t written = write(in[1], launch.input.data(), launch.input.size());
  close(in[1]);
  if (failed != 0) {
    reaped_ = true;
    return absl::ErrnoToStatus(failed, "cannot start " + words[4]);
  }
  if (written != static_cast<ssize_t>(launch.input.size()) && errno != EPIPE) {
    return absl::ResourceExhaustedError("the test's input does not fit into a pipe");
  }
  reader_ = std::thread([this] { Read(); });
  return absl::OkStatus();
}

// Takes what the program writes as it comes, until it has closed both streams.
void Process::Read() {
  std::array<char, 65536> buffer{};
  while (out_.open || err_.open) {
    std::array<struct pollfd, 2> files{{{out_.fd, POLLIN, 0}, {err_.fd, POLLIN, 0}}};
    if (poll(files.data(), files.size(), -1) < 0 && errno != EINTR) break;
    for (size_t i = 0; i < files.size(); ++i) {
      if (files[i].revents == 0) continue;
      Stream& stream = i == 0 ? out_ : err_;
      const ssize_t got = read(stream.fd, buffer.data(), buffer.size());
      std::lock_guard lock(mutex_);
      if (got > 0) {
        stream.text.append(buffer.data(), static_cast<size_t>(got));
      } else if (got == 0 || errno != EINTR) {
        close(std::exchange(stream.fd, -1));
        stream.open = false;
      }
      changed_.notify_all();
    }
  }
}

std::string Process::Text(const Stream& stream) const {
  std::lock_guard lock(mutex_);
  return stream.text;
}

size_t Process::LogSize() const {
  std::lock_guard lock(mutex_);
  return err_.text.size();
}

template <typename Condition>
bool Process::WaitUntil(absl::Duration patience, Condition condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoNanoseconds(patience), condition);
}

absl::StatusOr<std::unique_ptr<Process>> Process::Start(const Launch& launch,
                                                        std::string_view ready,
                                                        absl::Duration patience) {
  std::unique_ptr<Process> process(new Process);
  RETURN_IF_ERROR(process->Spawn(launch));
  bool seen = false;
  const bool spoke = process->WaitUntil(patience, [&] {
    seen = HasLineThatBegins(process->out_.text, ready);
    return seen || !(process->out_.open || process->err_.open);
  });
  if (seen) return process;
  if (!spoke) {
    return absl::DeadlineExceededError(absl::StrCat(
        launch.command[0], " did not say `", std::string(ready), "`: ", LastWords(process->err())));
  }
  const absl::StatusOr<int> code = process->WaitForEnd();
  return absl::FailedPreconditionError(absl::StrCat(
      launch.command[0], " ended with ", code.value_or(-1), ": ", LastWords(process->err())));
}

absl::StatusOr<size_t> Process::WaitForLog(std::string_view words, size_t from,
                                           absl::Duration patience) {
  size_t found = std::string::npos;
  const bool in_time = WaitUntil(patience, [&] {
    found = err_.text.find(words, from);
    return found != std::string::npos || !err_.open;
  });
  if (found != std::string::npos) return found + words.size();
  const std::string missing =
      absl::StrCat("not in the log: ", std::string(words), "; it ends: ", LastWords(err()));
  return in_time ? absl::Status(absl::FailedPreconditionError(missing))
                 : absl::DeadlineExceededError(missing);
}

void Process::Reap(int status) {
  reaped_ = true;
  exit_code_ = ExitCode(status);
  if (reader_.joinable()) reader_.join();
  if (keep_as_.empty()) return;
  std::ofstream(keep_as_ + ".out", std::ios::app) << out_.text;
  std::ofstream(keep_as_ + ".err", std::ios::app) << err_.text;
}

bool Process::ended() {
  if (reaped_) return true;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == pid_) Reap(status);
  return reaped_;
}

absl::StatusOr<int> Process::WaitForEnd(absl::Duration patience) {
  if (reaped_) return exit_code_;
  // A program has ended when both its streams are closed; only then is there something to reap.
  if (!WaitUntil(patience, [&] { return !out_.open && !err_.open; })) {
    return absl::DeadlineExceededError("the program goes on");
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  Reap(status);
  return exit_code_;
}

void Process::Kill9() {
  if (ended()) return;
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  Reap(status);
}

int Process::Terminate(absl::Duration patience) {
  if (!ended()) kill(pid_, SIGTERM);
  const absl::StatusOr<int> code = WaitForEnd(patience);
  if (!code.ok()) Kill9();
  return exit_code_;
}

void Process::Stop() {
  if (!ended()) kill(pid_, SIGSTOP);
}

void Process::Continue() {
  if (!ended()) kill(pid_, SIGCONT);
}

Process::~Process() {
  Kill9();
  if (reader_.joinable()) reader_.join();
}

Outcome Run(const Launch& launch, absl::Duration patience) {
  Process process;
  Outcome outcome;
  if (const absl::Status started = process.Spawn(launch); !started.ok()) {
    outcome.err = std::string(started.message());
    return outcome;
  }
  const absl::StatusOr<int> code = process.WaitForEnd(patience);
  if (!code.ok()) process.Kill9();
  outcome.exit_code = process.exit_code_;
  outcome.out = process.out();
  outcome.err = process.err();
  return outcome;
}

Outcome Run(const std::vector<std::string>& command) { return Run(Launch{.command = command}); }

}  // namespace ginnel::integration
