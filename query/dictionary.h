// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/dictionary.pb.h"

namespace ginnel::query {

/// The validated dictionary of an agreement. Variables are known by their index in it. Immutable,
/// thread-safe.
class Dictionary {
 public:
  /// Checks names, types, codes, scales, bounds, derivations, bandings and geography; errors name
  /// the variable.
  static absl::StatusOr<Dictionary> Create(v1::Dictionary proto);

  int size() const { return proto_.variables_size(); }
  const v1::Variable& variable(int index) const { return proto_.variables(index); }
  /// NotFound suggests the nearest names: "unknown variable `diabetis`: did you mean `diabetes`?".
  absl::StatusOr<int> Find(std::string_view name) const;
  /// Decimals of a variable's stored unit: 2 for scale "0.01".
  int decimals(int index) const { return decimals_[static_cast<size_t>(index)]; }
  /// Bounds in stored units (pence for money); flags 0–1, categories 0–(codes − 1).
  int64_t lower(int index) const;
  int64_t upper(int index) const;
  absl::StatusOr<int> CodeIndex(int variable, std::string_view code) const;
  const v1::Banding* FindBanding(std::string_view name) const;
  const v1::Dictionary& proto() const { return proto_; }

 private:
  v1::Dictionary proto_;
  std::vector<int> decimals_;
  absl::flat_hash_map<std::string, int> index_;
};

}  // namespace ginnel::query
