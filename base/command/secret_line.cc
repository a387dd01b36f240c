// SPDX-License-Identifier: Apache-2.0
#include "base/command/secret_line.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace ginnel {
namespace {

constexpr size_t kLongestLine = 128;
constexpr int kEndings[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// A terminal that shows nothing while this lives. A signal that would end the process ends the
// reading instead, so that the terminal is never left like that.
class SilentTerminal {
 public:
  explicit SilentTerminal(int terminal) : terminal_(terminal) {
    if (isatty(terminal) == 0 || tcgetattr(terminal, &before_) != 0) return;
    struct sigaction interrupt {};
    interrupt.sa_handler = [](int) {};  // without SA_RESTART: read() returns EINTR
    for (size_t i = 0; i < std::size(kEndings); ++i)
      sigaction(kEndings[i], &interrupt, &actions_[i]);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
    silent_ = tcsetattr(terminal, TCSAFLUSH, &silent) == 0;
    is_terminal_ = true;
  }
  ~SilentTerminal() {
    if (!is_terminal_) return;
    if (silent_) tcsetattr(terminal_, TCSAFLUSH, &before_);
    for (size_t i = 0; i < std::size(kEndings); ++i) sigaction(kEndings[i], &actions_[i], nullptr);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

  bool is_terminal() const { return is_terminal_; }
  bool silent() const { return silent_; }

 private:
  const int terminal_;
  bool is_terminal_ = false;
  bool silent_ = false;
  termios before_{};
  struct sigaction actions_[std::size(kEndings)]{};
};

// Byte by byte, so that what follows the line stays where it is.
absl::StatusOr<SecretBytes> ReadLine(int input) {
  SecretBytes line(kLongestLine + 1);
  size_t size = 0;
  while (true) {
    const ssize_t got = read(input, &line.mutable_view()[size], 1);
    if (got < 0 && errno == EINTR) return absl::CancelledError("interrupted: nothing was done");
    if (got < 0) return absl::ErrnoToStatus(errno, "standard input could not be read");
    if (got == 0 || line.view()[size] == '\n') break;
    if (++size > kLongestLine)
      return absl::InvalidArgumentError(
          absl::StrCat("the line is longer than ", kLongestLine, " bytes: nothing was done"));
  }
  if (size > 0 && line.view()[size - 1] == '\r') --size;
  if (size == 0)
    return absl::InvalidArgumentError("standard input has no line to read: nothing was done");
  return SecretBytes::CopyOf(line.view().first(size));
}

}  // namespace

absl::StatusOr<SecretBytes> ReadSecretLine(int input, std::string_view prompt, std::ostream& err) {
  const SilentTerminal terminal(input);
  if (terminal.is_terminal() && !terminal.silent())
    return absl::FailedPreconditionError(
        "this terminal would show what is typed: pass the line on standard input");
  if (terminal.is_terminal()) err << prompt << std::flush;
  absl::StatusOr<SecretBytes> line = ReadLine(input);
  if (terminal.is_terminal()) err << std::endl;  // the one that was typed was not shown
  return line;
}

}  // namespace ginnel
