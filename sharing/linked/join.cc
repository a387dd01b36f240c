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
  std::deque<std::pair<Factors, Columns>> known;  // stay where they are: others look at them

  SlotRange slots() const { return owner.slots; }
};

Join::Join(Party& party, const query::LinkedPlan& plan, size_t positions, size_t members)
    : party_(party), plan_(plan) {
  for (size_t member = 0; member < members; ++member) sums_.emplace_back(positions);
  // Terms often begin alike: each product is made once.
  for (const LinkedTerm& term : plan.terms) {
    for (size_t count = 2; count < term.factors.size(); ++count) {
      Factors factors(term.factors.begin(), term.factors.begin() + static_cast<ptrdiff_t>(count));
      if (row_products_.size() < count - 1) row_products_.resize(count - 1);
      std::vector<Factors>& same = row_products_[count - 2];
      if (std::find(same.begin(), same.end(), factors) == same.end()) {
        same.push_back(std::move(factors));
      }
    }
  }
}

// The three trustees make the same products in the same order, which plan and spine alone decide.
absl::Status Join::Add(const std::vector<RowBlock>& blocks) {
  std::deque<Piece> pieces;
  for (const RowBlock& owner : blocks) {
    if (owner.source == &plan_.sources.front()) pieces.push_back(Piece{blocks, owner, {}});
  }
  std::deque<ShareVector> held;  // what columns of products look at
  for (const std::vector<Factors>& products : row_products_) {
    ASSIGN_OR_RETURN(held.emplace_back(), MultiplyRows(products, pieces));
    TakeProducts(products, held.back(), pieces);
  }
  std::vector<RowProducts> last_steps;
  size_t size = 0;
  for (Piece& piece : pieces) {
    for (const LinkedTerm& term : plan_.terms) {
      // The planner makes no other (linked_plan.h), and the check counts on it.
      if (term.factors.size() < 2) return absl::InternalError("a term of one factor");
      ASSIGN_OR_RETURN(const Columns* left,
                       ColumnsOf(piece, {term.factors.begin(), term.factors.end() - 1}));
      ASSIGN_OR_RETURN(const Columns* right, ColumnsOf(piece, {term.factors.back()}));
      last_steps.push_back({*left, *right, piece.slots().count, size});
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

absl::StatusOr<const Join::Columns*> Join::ColumnsOf(Piece& piece, Factors factors) {
  for (const auto& [of, columns] : piece.known) {
    if (of == factors) return &columns;
  }
  if (factors.size() != 1) return absl::InternalError("a product that was not made");
  const LinkedFactor& factor = factors.front();
  const query::LinkedSource* source = &plan_.sources[static_cast<size_t>(factor.source)];
  const RowBlock* block = &piece.owner;
  if (factor.source != 0) {
    const auto found = std::find_if(piece.blocks.begin(), piece.blocks.end(),
                                    [&](const RowBlock& b) { return b.source == source; });
    if (found == piece.blocks.end()) return absl::InternalError("a source without its rows");
    block = &*found;
  }
  Columns columns;
  for (uint32_t column = factor.first; column < factor.first + factor.count; ++column) {
    columns.push_back(block->Column(column, piece.slots().first));
  }
  return &piece.known.emplace_back(std::move(factors), std::move(columns)).second;
}

// Each column of all factors but the last times each of the last one's, for every product and
// piece in turn. Verified, because an error in a row would go on into a product with what another
// source knows of that one person.
absl::StatusOr<ShareVector> Join::MultiplyRows(const std::vector<Factors>& products,
                                               std::deque<Piece>& pieces) {
  struct Step {
    const Columns* left;
    const Columns* right;
    size_t rows;
  };
  std::vector<Step> steps;
  size_t size = 0;
  for (Piece& piece : pieces) {
    for (const Factors& factors : products) {
      ASSIGN_OR_RETURN(const Columns* left, ColumnsOf(piece, {factors.begin(), factors.end() - 1}));
      ASSIGN_OR_RETURN(const Columns* right, ColumnsOf(piece, {factors.back()}));
      steps.push_back({left, right, piece.slots().count});
      size += left->size() * right->size() * piece.slots().count;
    }
  }
  if (size == 0) return ShareVector();
  ShareVector x(size), y(size);
  size_t at = 0;
  for (const Step& step : steps) {
    for (const ColumnView& a : *step.left) {
      for (const ColumnView& b : *step.right) {
        for (size_t p = 0; p < step.rows; ++p, ++at) {
          Set(x, at, {a.own[p], a.next[p]});
          Set(y, at, {b.own[p], b.next[p]});
        }
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

// `made` as MultiplyRows laid it out.
void Join::TakeProducts(const std::vector<Factors>& products, const ShareVector& made,
                        std::deque<Piece>& pieces) {
  size_t at = 0;
  for (Piece& piece : pieces) {
    for (const Factors& factors : products) {
      Columns columns;
      size_t count = 1;
      for (const LinkedFactor& factor : factors) count *= factor.count;
      for (; columns.size() < count; at += piece.slots().count) {
        columns.push_back({made.own.view().data() + at, made.next.view().data() + at});
      }
      piece.known.emplace_back(factors, std::move(columns));
    }
  }
}

}  // namespace ginnel::sharing
