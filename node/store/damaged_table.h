// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace ginnel::node {

/// DataLoss: the columns of a stored table do not fit together.
inline absl::Status DamagedTable(const std::string& table) {
  return absl::DataLossError(absl::StrCat("the stored data set is damaged (", table,
                                          "): restore the store from a backup or ingest "
                                          "again"));
}

}  // namespace ginnel::node
