// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ginnel::node {
class Engine;
}

namespace ginnel::sharing {

/// Reads figures from the front, as many at a time as are wanted.
class FigureReader {
 public:
  virtual ~FigureReader() = default;
  /// The next out.size() figures. Never more in all than there are.
  virtual void Read(std::span<int64_t> out) = 0;
};

/// Figures in the order in which they travel. Immutable: each reader gives the same ones.
class Figures {
 public:
  virtual ~Figures() = default;
  virtual uint64_t size() const = 0;
  virtual std::unique_ptr<FigureReader> Read() const = 0;
};

/// One member's figures for one verified run: aggregates × cells in vector order (query/plan.h), or
/// in a linked run its rows and sums (sharing/linked/layout.h), which are worked out as they are
/// read, because they can be many times larger than memory. Only the node's engine makes one, and
/// only the encoder takes one apart: it has no other way out of the process.
class LocalTable {
 public:
  LocalTable(LocalTable&&) = default;
  LocalTable& operator=(LocalTable&&) = default;
  uint64_t size() const { return figures_->size(); }

 private:
  friend class ::ginnel::node::Engine;
  friend class Encoder;
  friend class LocalTableForTest;
  explicit LocalTable(std::shared_ptr<const Figures> figures) : figures_(std::move(figures)) {}
  explicit LocalTable(std::vector<int64_t> values)
      : figures_(std::make_shared<Listed>(std::move(values))) {}

  // Of a plain run: they are few.
  class Listed final : public Figures {
   public:
    explicit Listed(std::vector<int64_t> values) : values_(std::move(values)) {}
    uint64_t size() const override { return values_.size(); }
    std::unique_ptr<FigureReader> Read() const override {
      return std::make_unique<Reader>(values_);
    }

   private:
    class Reader final : public FigureReader {
     public:
      explicit Reader(const std::vector<int64_t>& values) : values_(values) {}
      void Read(std::span<int64_t> out) override {
        std::copy_n(values_.begin() + static_cast<ptrdiff_t>(at_), out.size(), out.begin());
        at_ += out.size();
      }

     private:
      const std::vector<int64_t>& values_;
      size_t at_ = 0;
    };
    const std::vector<int64_t> values_;
  };

  std::shared_ptr<const Figures> figures_;
};

}  // namespace ginnel::sharing
