// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/product_check.h"

#include <utility>

#include "base/status.h"
#include "sharing/verified_products.h"

namespace ginnel::sharing {
namespace {

std::vector<FieldElement> Draw(crypto::Prg& coins, size_t count) {
  std::vector<FieldElement> drawn(count);
  coins.Fill(drawn);
  return drawn;
}

// A left and its u; its a and b begin at `first` in the vectors of all lefts.
struct Mixed {
  const ColumnView* left;
  std::vector<FieldElement> u;
  size_t first;
};

}  // namespace

absl::Status CheckRowProducts(Party& party, const std::vector<RowProducts>& products,
                              const ShareVector& results) {
  ASSIGN_OR_RETURN(crypto::Prg coins, party.Coins("matrix products"));
  std::vector<Mixed> mixed;
  std::vector<size_t> mixed_of;  // by product
  size_t size = 0;
  for (const RowProducts& product : products) {
    size_t which = 0;
    while (which < mixed.size() && mixed[which].left != product.left.data()) ++which;
    if (which == mixed.size()) {
      mixed.push_back({product.left.data(), Draw(coins, product.left.size()), size});
      size += product.rows;
    }
    mixed_of.push_back(which);
  }

  ShareVector a(size), b(size), claimed(1);
  std::vector<bool> made(mixed.size());
  for (size_t i = 0; i < products.size(); ++i) {
    const RowProducts& product = products[i];
    const Mixed& of = mixed[mixed_of[i]];
    if (!made[mixed_of[i]]) AddCombination(product.left, of.u, product.rows, of.first, a);
    made[mixed_of[i]] = true;
    const std::vector<FieldElement> v = Draw(coins, product.right.size());
    AddCombination(product.right, v, product.rows, of.first, b);
    size_t at = product.first;
    for (const FieldElement& left : of.u) {
      for (const FieldElement& right : v) {
        Set(claimed, 0, At(claimed, 0) + At(results, at++) * (left * right));
      }
    }
  }

  ASSIGN_OR_RETURN(VerifiedProducts batch, VerifiedProducts::Begin(party));
  ASSIGN_OR_RETURN(const Authenticated* left, batch.Input(std::move(a)));
  ASSIGN_OR_RETURN(const Authenticated* sum, batch.InnerProduct(*left, b));
  return batch.FinishEqual(*sum, claimed);
}

}  // namespace ginnel::sharing
