// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/join.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/status.h"
#include "sharing/linked/inner_products.h"
#include "sharing/linked/product_check.h"
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
    : party_(party), plan_(plan) {
  for (size_t member = 0; member < members; ++member) sums_.emplace_back(positions);
}

// The three trustees make the same products in the same order, which plan and spine alone decide.
absl::Status Join::Add(const std::vector<RowBlock>& blocks) {
  std::deque<Piece> pieces;
  std::vector<RowProducts> last_steps;
  size_t size = 0;
  for (const RowBlock& owner : blocks) {
    if (owner.source != &plan_.sources.front()) continue;
    Piece& piece = pieces.emplace_back(Piece{blocks, owner, {}});
    for (const LinkedTerm& term : plan_.terms) {
      // The planner makes no other (linked_plan.h), and the check counts on it.
      if (term.factors.size() < 2) return absl::InternalError("a term of one factor");
      std::vector<LinkedFactor> all_but_last(term.factors.begin(), term.factors.end() - 1);
      ASSIGN_OR_RETURN(const Columns* left, ProductOf(piece, std::move(all_but_last)));
      ASSIGN_OR_RETURN(const Columns* right, ProductOf(piece, {term.factors.back()}));
      last_steps.push_back({left->views, right->views, piece.slots().count, size});
      size += term.products();
    }
  }
  if (size == 0) return absl::OkStatus();

  SecretElements parts(size);
  for (const RowProducts& step : last_steps) {
    AddInnerProducts(step.left, step.right, step.rows,
                     parts.mutable_view().subspan(step.first, step.count()));
  }
  ASSIGN_OR_RETURN(const ShareVector results, party_.Reshare(std::move(parts)));
  RETURN_IF_ERROR(CheckRowProducts(party_, last_steps, results));
  size_t step = 0;
  for (const Piece& piece : pieces) {
    for (const LinkedTerm& term : plan_.terms) {
      AddTerm(term, piece.owner.member, results, last_steps[step++].first);
    }
  }
  return absl::OkStatus();
}

void Join::AddTerm(const LinkedTerm& term, int member, const ShareVector& results, size_t at) {
  ShareVector& sums = sums_[static_cast<size_t>(member)];
  const FieldElement coefficient = FieldElement::FromInt64(term.coefficient);
  for (const int32_t to : term.to) {
    const Share result = At(results, at++);
    if (to == LinkedTerm::kNowhere) continue;
    const auto position = static_cast<size_t>(to);
    Set(sums, position, At(sums, position) + result * coefficient);
  }
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
  ASSIGN_OR_RETURN(const Authenticated* product, batch.Multiply(*first, y));
  Authenticated outputs(size);
  for (size_t k = 0; k < size; ++k) outputs.Set(k, product->At(k));
  return batch.Finish(std::move(outputs));
}

}  // namespace ginnel::sharing
