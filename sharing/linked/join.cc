// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/join.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/status.h"
#include "sharing/linked/inner_products.h"
#include "sharing/verified_products.h"

namespace ginnel::sharing {

using query::LinkedFactor;
using query::LinkedTerm;

struct Join::Piece {
  const std::vector<RowBlock>& blocks;
  const RowBlock& owner;
  // What was multiplied so far, by its factors: terms often begin alike.
  std::deque<std::pair<std::vector<LinkedFactor>, Columns>> known;

  SlotRange slots() const { return owner.slots; }
};

Join::Join(Party& party, const query::LinkedPlan& plan, size_t positions, size_t members)
    : party_(party),
      plan_(plan),
      positions_(positions),
      members_(members),
      parts_(members * positions) {}

absl::Status Join::Add(const std::vector<RowBlock>& blocks) {
  for (const RowBlock& owner : blocks) {
    if (owner.source != &plan_.sources.front()) continue;
    Piece piece{blocks, owner, {}};
    RETURN_IF_ERROR(AddPiece(piece));
  }
  return absl::OkStatus();
}

// The three trustees make the same products in the same order, which plan and spine alone decide.
absl::Status Join::AddPiece(Piece& piece) {
  for (const LinkedTerm& term : plan_.terms) {
    std::vector<LinkedFactor> all_but_last(term.factors.begin(), term.factors.end() - 1);
    ASSIGN_OR_RETURN(const Columns* left, ProductOf(piece, std::move(all_but_last)));
    ASSIGN_OR_RETURN(const Columns* right, ProductOf(piece, {term.factors.back()}));
    SecretElements products(term.products());
    AddInnerProducts(left->views, right->views, piece.slots().count, products.mutable_view());
    const FieldElement coefficient = FieldElement::FromInt64(term.coefficient);
    const size_t vector = static_cast<size_t>(piece.owner.member) * positions_;
    for (size_t k = 0; k < term.to.size(); ++k) {
      if (term.to[k] == LinkedTerm::kNowhere) continue;
      parts_[vector + static_cast<size_t>(term.to[k])] += coefficient * products[k];
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<const Join::Columns*> Join::ProductOf(Piece& piece,
                                                     std::vector<LinkedFactor> factors) {
  for (const auto& [of, columns] : piece.known) {
    if (of == factors) return &columns;
  }
  const SlotRange slots = piece.slots();
  Columns made;
  if (factors.size() == 1) {
    const LinkedFactor& factor = factors.front();
    const query::LinkedSource* source = &plan_.sources[static_cast<size_t>(factor.source)];
    const RowBlock* block = &piece.owner;
    if (factor.source != 0) {
      const auto found = std::find_if(piece.blocks.begin(), piece.blocks.end(),
                                      [&](const RowBlock& b) { return b.source == source; });
      if (found == piece.blocks.end()) return absl::InternalError("a source without its rows");
      block = &*found;
    }
    for (uint32_t column = factor.first; column < factor.first + factor.count; ++column) {
      made.views.push_back(block->Column(column, slots.first));
    }
  } else {
    std::vector<LinkedFactor> before(factors.begin(), factors.end() - 1);
    ASSIGN_OR_RETURN(const Columns* left, ProductOf(piece, std::move(before)));
    ASSIGN_OR_RETURN(const Columns* right, ProductOf(piece, {factors.back()}));
    const size_t columns = left->views.size() * right->views.size();
    ASSIGN_OR_RETURN(made.held, MultiplyRows(*left, *right, slots.count));
    for (size_t column = 0; column < columns; ++column) {
      made.views.push_back({made.held.own.view().data() + column * slots.count,
                            made.held.next.view().data() + column * slots.count});
    }
  }
  piece.known.emplace_back(std::move(factors), std::move(made));
  return &piece.known.back().second;
}

// Each column of the one times each of the other. Verified, because an error in a row would go on
// into a product with what another source knows of that one person.
absl::StatusOr<ShareVector> Join::MultiplyRows(const Columns& left, const Columns& right,
                                               size_t rows) {
  const size_t size = left.views.size() * right.views.size() * rows;
  ShareVector x(size), y(size);
  size_t at = 0;
  for (const ColumnView& a : left.views) {
    for (const ColumnView& b : right.views) {
      for (size_t p = 0; p < rows; ++p, ++at) {
        Set(x, at, {a.own[p], a.next[p]});
        Set(y, at, {b.own[p], b.next[p]});
      }
    }
  }
  ASSIGN_OR_RETURN(VerifiedProducts batch, VerifiedProducts::Begin(party_));
  ASSIGN_OR_RETURN(const Authenticated* first, batch.Input(std::move(x)));
  ASSIGN_OR_RETURN(const Authenticated* second, batch.Input(std::move(y)));
  ASSIGN_OR_RETURN(const Authenticated* product, batch.Multiply(*first, *second));
  Authenticated outputs(size);
  for (size_t k = 0; k < size; ++k) outputs.Set(k, product->At(k));
  return batch.Finish(std::move(outputs));
}

absl::StatusOr<std::vector<ShareVector>> Join::Finish() {
  ASSIGN_OR_RETURN(const ShareVector all, party_.Reshare(std::move(parts_)));
  std::vector<ShareVector> by_member;
  by_member.reserve(members_);
  for (size_t member = 0; member < members_; ++member) {
    ShareVector vector(positions_);
    for (size_t k = 0; k < positions_; ++k) Set(vector, k, At(all, member * positions_ + k));
    by_member.push_back(std::move(vector));
  }
  return by_member;
}

}  // namespace ginnel::sharing
