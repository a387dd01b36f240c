// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::node {

/// The seam to the coordinator, which passes on what nodes seal to each other and puts their
/// statements on the register (proto/ginnel/v1/linkage.proto). Nothing that it returns is believed.
class SpineExchange {
 public:
  virtual ~SpineExchange() = default;
  /// Hands in what this node sealed to `recipient`. The same again is accepted.
  virtual absl::Status HandIn(uint32_t epoch, const std::string& recipient,
                              std::string_view ciphertext) = 0;
  /// What it keeps of this node: by recipient the hex SHA-256.
  virtual absl::StatusOr<std::map<std::string, std::string>> Held(uint32_t epoch) = 0;
  /// What `sender` sealed to this node.
  virtual absl::StatusOr<std::string> Fetch(uint32_t epoch, const std::string& sender) = 0;
  /// Puts a statement of this node on the register, where it is not there yet.
  virtual absl::Status State(const v1::Envelope& statement) = 0;
};

}  // namespace ginnel::node
