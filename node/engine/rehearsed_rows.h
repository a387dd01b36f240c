// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "sharing/local_table.h"

namespace ginnel::node {
class Engine;

/// What RehearsedTable is for a linked plan: one member's rows and sums, in the order in which they
/// would travel, that can be read and not uploaded. Only the engine makes one.
class RehearsedRows {
 public:
  RehearsedRows(RehearsedRows&&) = default;
  RehearsedRows& operator=(RehearsedRows&&) = default;

  uint64_t size() const { return figures_->size(); }
  /// While this lives.
  std::unique_ptr<sharing::FigureReader> Read() const { return figures_->Read(); }

 private:
  friend class Engine;
  explicit RehearsedRows(std::shared_ptr<const sharing::Figures> figures)
      : figures_(std::move(figures)) {}
  std::shared_ptr<const sharing::Figures> figures_;
};

}  // namespace ginnel::node
