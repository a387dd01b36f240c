// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/linkage/linked_plan.h"
#include "sharing/linked/row_block.h"
#include "sharing/party.h"

namespace ginnel::sharing {

/// Works out the terms of a linked plan, block by block (protocols.md 5). Of each term all factors
/// but the last are multiplied row by row, by verified products (sharing/verified_products.h),
/// those of all terms and members in one batch, since each batch is a score of messages; the last
/// step is a matrix product over the rows of the block: one element a result then, however many
/// rows. It is checked before it is added to anything (product_check.h). Not thread-safe.
class Join {
 public:
  /// Into vectors of `positions` elements, one for each of `members` of the roster: a product
  /// belongs to the general-practice member whose slot it is.
  Join(Party& party, const query::LinkedPlan& plan, size_t positions, size_t members);

  /// `blocks` are of one block of slots: of each source all that there is.
  absl::Status Add(const std::vector<RowBlock>& blocks);
  /// Shares of the vectors, by index in the roster. The last call.
  std::vector<ShareVector> Finish() { return std::move(sums_); }

 private:
  using Factors = std::vector<query::LinkedFactor>;
  using Columns = std::vector<ColumnView>;  // over some slots: of a block, or products of such
  // The slots of one general-practice member in a block of slots.
  struct Piece;

  absl::Status CheckTerms() const;
  void AddTerm(const query::LinkedTerm& term, int member, const ShareVector& results, size_t at);
  // The products of `factors` factors that terms over a source begin with: often alike, and made
  // once.
  std::vector<Factors> BeginningsOf(const query::LinkedSource& practices, size_t factors) const;
  absl::StatusOr<ShareVector> MultiplyRows(std::deque<Piece>& pieces, size_t factors);
  void TakeProducts(const ShareVector& made, std::deque<Piece>& pieces, size_t factors);
  absl::StatusOr<const Columns*> ColumnsOf(Piece& piece, Factors factors);

  Party& party_;
  const query::LinkedPlan& plan_;
  size_t most_factors_ = 0;        // of a term
  std::vector<ShareVector> sums_;  // by member
};

}  // namespace ginnel::sharing
