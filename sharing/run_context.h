// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ginnel::sharing {

/// Version of the messages among nodes and trustees; another one is refused. Raise it with any
/// change of what is sent in which order, also of how large a block of rows is (linked/layout.h).
inline constexpr uint32_t kProtocolVersion = 5;

/// Which execution a key, seed or message belongs to.
struct RunContext {
  std::string run_id;  // hex
  uint32_t attempt = 0;
  friend bool operator==(const RunContext&, const RunContext&) = default;
};

/// HKDF info: version, run, attempt and the named use, each with its length in front, so that no
/// two uses share a key.
std::string KeyInfo(const RunContext& run, std::string_view use, std::string_view subject,
                    uint64_t stream);

}  // namespace ginnel::sharing
