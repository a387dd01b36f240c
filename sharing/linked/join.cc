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
  for (const LinkedTerm& term : plan.terms) {
    most_factors_ = std::max(most_factors_, term.factors.size());
  }
}

// The planner makes no other (linked_plan.h): the check of products counts on two factors, and a
// term over the slots of no practice would be dropped, over those of two counted twice.
absl::Status Join::CheckTerms() const {
  for (const LinkedTerm& term : plan_.terms) {
    const auto practices =
        std::count_if(term.factors.begin(), term.factors.end(), [&](const LinkedFactor& factor) {
          return plan_.sources[static_cast<size_t>(factor.source)].has_ranges();
        });
    if (practices != 1) return absl::InternalError("a term that is not of one practice's slots");
    if (term.factors.size() < 2) return absl::InternalError("a term of one factor");
  }
  return absl::OkStatus();
}

// The three trustees make the same products in the same order, which plan and spine alone decide.
absl::Status Join::Add(const std::vector<RowBlock>& blocks) {
  RETURN_IF_ERROR(CheckTerms());
  std::deque<Piece> pieces;
  for (const RowBlock& owner : blocks) {
    if (owner.source->has_ranges()) pieces.push_back(Piece{blocks, owner, {}});
  }
  std::deque<ShareVector> held;  // what columns of products look at
  for (size_t factors = 2; factors < most_factors_; ++factors) {
    ASSIGN_OR_RETURN(held.emplace_back(), MultiplyRows(pieces, factors));
    TakeProducts(held.back(), pieces, factors);
  }
  struct LastStep {
    const LinkedTerm* term;
    int member;
  };
  std::vector<LastStep> of;
  std::vector<RowProducts> last_steps;
  size_t size = 0;
  for (Piece& piece : pieces) {
    for (const LinkedTerm& term : plan_.terms) {
      if (!plan_.IsOver(term, *piece.owner.source)) continue;
      ASSIGN_OR_RETURN(const Columns* left,
                       ColumnsOf(piece, {term.factors.begin(), term.factors.end() - 1}));
      ASSIGN_OR_RETURN(const Columns* right, ColumnsOf(piece, {term.factors.back()}));
      last_steps.push_back({*left, *right, piece.slots().count, size});
      of.push_back({&term, piece.owner.member});
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
  for (size_t step = 0; step < of.size(); ++step) {
    AddTerm(*of[step].term, of[step].member, results, last_steps[step].first);
  }
  return absl::OkStatus();
}

std::vector<Join::Factors> Join::BeginningsOf(const query::LinkedSource& practices,
                                              size_t factors) const {
  std::vector<Factors> beginnings;
  for (const LinkedTerm& term : plan_.terms) {
    if (term.factors.size() <= factors || !plan_.IsOver(term, practices)) continue;
    Factors beginning(term.factors.begin(), term.factors.begin() + static_cast<ptrdiff_t>(factors));
    if (std::find(beginnings.begin(), beginnings.end(), beginning) == beginnings.end()) {
      beginnings.push_back(std::move(beginning));
    }
  }
  return beginnings;
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
  if (source != piece.owner.source) {
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
absl::StatusOr<ShareVector> Join::MultiplyRows(std::deque<Piece>& pieces, size_t factors_each) {
  struct Step {
    const Columns* left;
    const Columns* right;
    size_t rows;
  };
  std::vector<Step> steps;
  size_t size = 0;
  for (Piece& piece : pieces) {
    for (const Factors& factors : BeginningsOf(*piece.owner.source, factors_each)) {
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
void Join::TakeProducts(const ShareVector& made, std::deque<Piece>& pieces, size_t factors_each) {
  size_t at = 0;
  for (Piece& piece : pieces) {
    for (const Factors& factors : BeginningsOf(*piece.owner.source, factors_each)) {
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
