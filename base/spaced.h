// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/str_replace.h"

namespace ginnel {

/// A name as people read it: "age_band" → "age band".
inline std::string Spaced(const std::string& name) {
  return absl::StrReplaceAll(name, {{"_", " "}});
}

}  // namespace ginnel
