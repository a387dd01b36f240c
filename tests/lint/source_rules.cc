// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/source_rules.h"

#include <algorithm>
#include <functional>
#include <string>

namespace ginnel::lint {
namespace {

// A symbol that only some files may name, and what to use instead. Written in two halves, so that
// this file does not break its own rules.
struct Banned {
  std::string symbol;
  std::function<bool(std::string_view path)> may;
  std::string instead;
};

bool Nobody(std::string_view) { return false; }
bool IsTestOrBench(std::string_view path) {
  return StartsWith(path, "tests/") || StartsWith(path, "bench/");
}
bool IsRpc(std::string_view path) {
  return StartsWith(path, "base/rpc/") || path.find("/service/") != std::string_view::npos;
}

const std::vector<Banned>& BannedSymbols() {
  static const std::string kInsecure = std::string("Insecure");
  static const std::vector<Banned> kBanned = {
      // One test connects in plain text, to see that it is refused.
      {kInsecure + "ChannelCredentials",
       [](std::string_view path) { return StartsWith(path, "tests/unit/base_rpc/"); },
       "channels are made by base/rpc/channel.h"},
      {kInsecure + "ServerCredentials", Nobody, "servers are made by base/rpc/rpc_server.h"},
      {std::string("ra") + "nd(", Nobody, "take a RandomSource (base/random.h)"},
      {std::string("sra") + "nd(", Nobody, "take a RandomSource (base/random.h)"},
      {std::string("random_") + "device",
       [](std::string_view path) { return StartsWith(path, "base/"); },
       "take a RandomSource (base/random.h)"},
      {std::string("sleep_") + "for", Nobody, "wait on a condition with a deadline"},
      {std::string("Sleep") + "For(", Nobody, "wait on a condition with a deadline"},
      {std::string("us") + "leep(", Nobody, "wait on a condition with a deadline"},
      {std::string("absl::") + "Now(",
       [](std::string_view path) { return path == "base/clock.h" || StartsWith(path, "bench/"); },
       "take a Clock (base/clock.h)"},
      // gRPC wants its deadlines as points in time.
      {std::string("system_clock::") + "now",
       [](std::string_view path) { return IsRpc(path) || IsTestOrBench(path); },
       "take a Clock (base/clock.h)"},
      {std::string("get") + "env(",
       [](std::string_view path) { return path == "cli/person.cc" || IsTestOrBench(path); },
       "configuration is in files: see proto/ginnel/config/process.proto"},
      {std::string("set") + "env(",
       [](std::string_view path) {
         return path == "base/rpc/rpc_runtime.cc" || IsTestOrBench(path);
       },
       "only gRPC is configured by the environment, in base/rpc/rpc_runtime.cc"},
  };
  return kBanned;
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether `symbol` stands in `line` as a name of its own: usleep( does not hold sleep(.
bool Names(std::string_view line, std::string_view symbol) {
  for (size_t at = line.find(symbol); at != std::string_view::npos;
       at = line.find(symbol, at + 1)) {
    if (at == 0 || !IsNameCharacter(line[at - 1])) return true;
  }
  return false;
}

std::string_view WithoutComment(std::string_view line) { return line.substr(0, line.find("//")); }

bool IsSource(std::string_view path) { return EndsWith(path, ".cc") || EndsWith(path, ".h"); }

bool NeedsLicence(std::string_view path) {
  return IsSource(path) || EndsWith(path, ".proto") || EndsWith(path, ".cmake") ||
         EndsWith(path, ".yaml") || EndsWith(path, "CMakeLists.txt");
}

bool HasLicence(const SourceFile& file) {
  const size_t first = std::min<size_t>(file.lines.size(), 2);
  return std::any_of(file.lines.begin(), file.lines.begin() + static_cast<ptrdiff_t>(first),
                     [](const std::string& line) {
                       return line.find("SPDX-License-Identifier: Apache-2.0") != std::string::npos;
                     });
}

void FindSymbols(const SourceFile& file, std::vector<Fault>& faults) {
  for (size_t i = 0; i < file.lines.size(); ++i) {
    const std::string_view code = WithoutComment(file.lines[i]);
    for (const Banned& banned : BannedSymbols()) {
      if (!Names(code, banned.symbol) || banned.may(file.path)) continue;
      faults.push_back({file.path, i + 1, banned.symbol + " stays out: " + banned.instead});
    }
  }
}

// What is not done is an issue, not a note in a file.
void FindNotes(const SourceFile& file, std::vector<Fault>& faults) {
  static const std::string kNotes[] = {std::string("TO") + "DO", std::string("FIX") + "ME"};
  for (size_t i = 0; i < file.lines.size(); ++i) {
    for (const std::string& note : kNotes) {
      if (Names(file.lines[i], note)) {
        faults.push_back({file.path, i + 1, note + ": do it, or open an issue"});
      }
    }
  }
}

}  // namespace

std::vector<Fault> FindBrokenRules(const SourceFile& file) {
  std::vector<Fault> faults;
  if (NeedsLicence(file.path) && !HasLicence(file)) {
    faults.push_back({file.path, 1, "no `SPDX-License-Identifier: Apache-2.0` at the top"});
  }
  if (IsSource(file.path)) {
    if (file.lines.size() > kLongestSource) {
      faults.push_back({file.path, file.lines.size(),
                        "more than " + std::to_string(kLongestSource) +
                            " lines: it has more than one idea, so make it several files"});
    }
    FindSymbols(file, faults);
  }
  FindNotes(file, faults);
  return faults;
}

}  // namespace ginnel::lint
