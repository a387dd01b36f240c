// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ginnel::governance {

/// Everything that is wrong with a document, so that its authors mend it in one go.
class Problems {
 public:
  void Add(std::string problem) { list_.push_back(std::move(problem)); }
  void AddUnless(bool fine, std::string_view problem) {
    if (!fine) Add(std::string(problem));
  }
  bool empty() const { return list_.empty(); }
  /// OK, or InvalidArgument: "DOCUMENT: first problem; second problem".
  absl::Status ToStatus(std::string_view document) const {
    if (list_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(std::string(document), ": ", absl::StrJoin(list_, "; ")));
  }

 private:
  std::vector<std::string> list_;
};

}  // namespace ginnel::governance
