// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace ginnel::node {

/// A place in a member's own file. Lines and columns count from 1; columns are bytes.
struct Place {
  std::string_view file;
  uint64_t line = 0;
  uint64_t column = 0;
};

/// What is wrong with an ingest's files, up to the point where reading on is no help to anybody.
class Problems {
 public:
  static constexpr size_t kLimit = 20;

  /// "persons.csv:3:7: <message>". The same problem of the same place is kept once.
  void Add(const Place& place, std::string_view message);
  /// Adds those of `other`.
  void Take(const Problems& other);
  bool empty() const { return lines_.empty(); }
  bool full() const { return lines_.size() >= kLimit; }
  /// OK if there are none, otherwise InvalidArgument with one line a problem.
  absl::Status ToStatus() const;

 private:
  void Keep(std::string line);
  std::vector<std::string> lines_;
};

/// `value` in quotes, cut to what fits on a line. A value with nine digits or more is never shown:
/// it could be (part of) an NHS number in a column where nobody expects one.
std::string Shown(std::string_view value);

}  // namespace ginnel::node
