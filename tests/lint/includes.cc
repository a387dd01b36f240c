// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/includes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace ginnel::lint {
namespace {

using Rooms = std::set<std::string, std::less<>>;

// Who may include whom, besides generated messages (ginnel/…). A new room gets a line here.
const std::map<std::string, Rooms, std::less<>>& AllowedRooms() {
  static const std::map<std::string, Rooms, std::less<>> kAllowed = {
      {"base", {"base"}},
      {"crypto", {"base", "crypto"}},
      {"query", {"base", "crypto", "query"}},
      {"governance", {"base", "crypto", "governance"}},
      {"disclosure", {"base", "crypto", "query", "governance", "disclosure"}},
      {"sharing", {"base", "crypto", "query", "governance", "disclosure", "sharing"}},
      {"node", {"base", "crypto", "query", "governance", "disclosure", "sharing", "node"}},
      {"coordinator",
       {"base", "crypto", "query", "governance", "disclosure", "sharing", "coordinator"}},
      {"trustee", {"base", "crypto", "query", "governance", "disclosure", "sharing", "trustee"}},
      // The processes meet in proto: the command line speaks to them and includes none of them.
      {"cli", {"base", "crypto", "query", "governance", "disclosure", "sharing", "synth", "cli"}},
      {"synth", {"base", "synth"}},
      // A program of its own, with neither key nor network: the node's engine over a synthetic
      // city.
      {"rehearsal",
       {"base", "crypto", "query", "governance", "disclosure", "sharing", "node", "synth",
        "rehearsal"}},
  };
  return kAllowed;
}

// A library that only some rooms may name.
struct Owned {
  std::vector<std::string_view> headers;  // beginnings of a header's path
  std::string_view ending;                // or its end
  std::function<bool(std::string_view path)> may;
  std::string_view who;
};

const std::vector<Owned>& OwnedLibraries() {
  static const std::vector<Owned> kOwned = {
      {{"grpcpp/", "grpc/", "grpc++/"},
       ".grpc.pb.h",
       [](std::string_view path) {
         return StartsWith(path, "base/rpc/") || path.find("/service/") != std::string_view::npos;
       },
       "gRPC is named only in */service/ and base/rpc/"},
      {{"sqlite3.h", "sqlcipher/"},
       "",
       [](std::string_view path) { return StartsWith(path, "base/store/"); },
       "SQLite is named only in base/store/"},
      {{"openssl/"},
       "",
       [](std::string_view path) {
         return StartsWith(path, "crypto/") || StartsWith(path, "base/rpc/");
       },
       "OpenSSL is named only in crypto/ and, for TLS, base/rpc/"},
      {{"sodium.h", "sodium/"},
       "",
       [](std::string_view path) { return StartsWith(path, "crypto/"); },
       "libsodium is named only in crypto/"},
  };
  return kOwned;
}

// The path between quotes or angle brackets; empty for other lines.
std::string_view IncludedBy(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (!StartsWith(line, "#")) return {};
  line.remove_prefix(std::min(line.find_first_not_of(" \t", 1), line.size()));
  if (!StartsWith(line, "include")) return {};
  const size_t open = line.find_first_of("<\"");
  if (open == std::string_view::npos) return {};
  const size_t close = line.find_first_of(">\"", open + 1);
  if (close == std::string_view::npos) return {};
  return line.substr(open + 1, close - open - 1);
}

std::string WhyForbidden(std::string_view path, const Rooms& allowed, std::string_view header) {
  for (const Owned& owned : OwnedLibraries()) {
    const bool named =
        std::any_of(owned.headers.begin(), owned.headers.end(),
                    [&](std::string_view start) { return StartsWith(header, start); }) ||
        (!owned.ending.empty() && EndsWith(header, owned.ending));
    if (named && !owned.may(path)) {
      return std::string(owned.who) + ", not here (" + std::string(header) + ")";
    }
  }
  const std::string_view room = RoomOf(header);
  const bool is_room =
      AllowedRooms().find(room) != AllowedRooms().end() || room == "tests" || room == "bench";
  if (!is_room || room.size() == header.size() || allowed.find(room) != allowed.end()) return "";
  return std::string(RoomOf(path)) + " may not include " + std::string(room) + " (" +
         std::string(header) + "): it is not below it";
}

}  // namespace

std::vector<Fault> FindForbiddenIncludes(const SourceFile& file) {
  const std::string_view room = RoomOf(file.path);
  if ((!EndsWith(file.path, ".h") && !EndsWith(file.path, ".cc")) || room == "tests" ||
      room == "bench") {
    return {};
  }
  const auto allowed = AllowedRooms().find(room);
  if (allowed == AllowedRooms().end()) {
    return {{file.path, 1,
             "the room " + std::string(room) +
                 " has no line in the allow-list: say in tests/lint/includes.cc what it may "
                 "include"}};
  }
  std::vector<Fault> faults;
  for (size_t i = 0; i < file.lines.size(); ++i) {
    const std::string_view header = IncludedBy(file.lines[i]);
    if (header.empty()) continue;
    const std::string why = WhyForbidden(file.path, allowed->second, header);
    if (!why.empty()) faults.push_back({file.path, i + 1, why});
  }
  return faults;
}

}  // namespace ginnel::lint
