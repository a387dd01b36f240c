// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/row_checks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/prg.h"

namespace ginnel::sharing {
namespace {

constexpr size_t kSumsAnUpload = 2;

struct Sums {
  FieldElement quadratic, linear;
};

FieldElement Draw(crypto::Prg& coins) { return coins.Next(); }

// This trustee's part of x² for a shared x; the three add up to it.
FieldElement SquarePart(FieldElement own, FieldElement next) { return own * (own + next + next); }

// ⟨r, x_p⟩ for each row p, as shares.
ShareVector CodesTimesCoins(const RowBlock& block, const std::vector<FieldElement>& r) {
  std::vector<ColumnView> codes;
  for (size_t code = 0; code < r.size(); ++code) {
    codes.push_back(block.Column(code, block.slots.first));
  }
  ShareVector mixed(block.slots.count);
  AddCombination(codes, r, mixed.size(), 0, mixed);
  return mixed;
}

// Σ_p c_p·(y_p·u_p − y_p) for a figure y of the code whose column is u: 0 if y is 0 elsewhere.
FieldElement OutsideItsCode(const RowBlock& block, size_t figure, uint32_t code,
                            const std::vector<FieldElement>& c) {
  const ColumnView y = block.Column(figure, block.slots.first);
  const ColumnView u = block.Column(code, block.slots.first);
  FieldElement sum;
  for (size_t p = 0; p < c.size(); ++p) {
    sum += c[p] * (LocalProduct({y.own[p], y.next[p]}, {u.own[p], u.next[p]}) - y.own[p]);
  }
  return sum;
}

// Both sums' parts at this trustee. The constant Σ c_p is trustee 1's to subtract.
Sums SumsOf(const RowBlock& block, crypto::Prg& coins, bool subtracts_constant) {
  const query::LinkedSource& source = *block.source;
  const size_t rows = block.slots.count;
  std::vector<FieldElement> c(rows), r(source.codes);
  coins.Fill(c);
  coins.Fill(r);

  Sums sums;
  if (source.codes > 0) {
    const ShareVector mixed = CodesTimesCoins(block, r);
    for (size_t p = 0; p < rows; ++p) {
      sums.quadratic += c[p] * SquarePart(mixed.own[p], mixed.next[p]);
    }
    for (size_t code = 0; code < source.codes; ++code) {
      const FieldElement weighted = Dot(c.data(), block.Column(code, block.slots.first).own, rows);
      sums.quadratic -= r[code] * r[code] * weighted;
      sums.linear += weighted;
    }
    if (subtracts_constant) {
      for (const FieldElement& coin : c) sums.linear -= coin;
    }
  }
  for (size_t figure = 0; figure < source.figures.size(); ++figure) {
    const uint32_t code = source.figures[figure].code;
    if (code != query::LinkedColumn::kEveryCode) {
      const FieldElement e = Draw(coins);
      sums.quadratic += e * OutsideItsCode(block, source.codes + figure, code, c);
    }
    if (!source.figures[figure].flag) continue;
    const FieldElement d = Draw(coins);
    const ColumnView y = block.Column(source.codes + figure, block.slots.first);
    FieldElement sum;
    for (size_t p = 0; p < rows; ++p) {
      sum += c[p] * (SquarePart(y.own[p], y.next[p]) - y.own[p]);
    }
    sums.quadratic += d * sum;
  }
  return sums;
}

}  // namespace

absl::Status CheckRows(Party& party, const std::vector<RowBlock>& blocks,
                       const std::vector<std::string>& members) {
  ASSIGN_OR_RETURN(crypto::Prg coins, party.Coins("rows"));
  SecretElements parts(blocks.size() * kSumsAnUpload);
  for (size_t i = 0; i < blocks.size(); ++i) {
    const Sums sums = SumsOf(blocks[i], coins, party.index() == 1);
    parts[i * kSumsAnUpload] = sums.quadratic;
    parts[i * kSumsAnUpload + 1] = sums.linear;
  }
  ASSIGN_OR_RETURN(const std::vector<FieldElement> opened, party.OpenSum(std::move(parts)));
  for (size_t k = 0; k < opened.size(); ++k) {
    if (opened[k] == FieldElement()) continue;
    const std::string& member = members[static_cast<size_t>(blocks[k / kSumsAnUpload].member)];
    return ReasonedError(
        absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
        absl::StrCat("the rows that ", member,
                     " uploaded are not of the form that the plan asks for (the member, or one "
                     "trustee, is at fault): nothing is opened"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::sharing
