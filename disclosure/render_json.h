// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ginnel/v1/release.pb.h"

namespace ginnel::disclosure {

/// The release as an indented JSON object with the field names and enum names of release.proto,
/// every field written out; figures are decimal strings. For people and programs to read: the
/// signed form is base/document.h's canonical JSON. Internal if it cannot be written (never for a
/// release of the gate).
absl::StatusOr<std::string> RenderJson(const v1::Release& release);

}  // namespace ginnel::disclosure
