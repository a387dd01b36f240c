// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/row_checks.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/prg.h"
#include "sharing/verified_products.h"

namespace ginnel::sharing {
namespace {

using query::LinkedColumn;

constexpr size_t kSumsAnUpload = 2;

std::vector<FieldElement> Draw(crypto::Prg& coins, size_t count) {
  std::vector<FieldElement> drawn(count);
  coins.Fill(drawn);
  return drawn;
}

// The figures of one flag: of every code its column, and no code twice, so that in a proper row all
// but one are 0.
struct Flag {
  int aggregate;
  LinkedColumn::Value value;
  std::vector<size_t> figures;
};

std::vector<Flag> FlagsOf(const query::LinkedSource& source) {
  std::vector<Flag> flags;
  for (size_t k = 0; k < source.figures.size(); ++k) {
    const LinkedColumn& figure = source.figures[k];
    if (!figure.flag) continue;
    auto same = flags.end();
    if (figure.code != LinkedColumn::kEveryCode) {
      same = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) {
        return flag.aggregate == figure.aggregate && flag.value == figure.value &&
               std::none_of(flag.figures.begin(), flag.figures.end(), [&](size_t other) {
                 const uint32_t code = source.figures[other].code;
                 return code == LinkedColumn::kEveryCode || code == figure.code;
               });
      });
    }
    if (same == flags.end()) same = flags.insert(same, {figure.aggregate, figure.value, {}});
    same->figures.push_back(k);
  }
  return flags;
}

// What is multiplied for one upload: factor × other, element by element, from `first` on in the
// vectors of all. And what is linear, of both sums.
class UploadCheck {
 public:
  UploadCheck(const RowBlock& block, crypto::Prg& coins)
      : block_(block),
        source_(*block.source),
        rows_(block.slots.count),
        flags_(FlagsOf(source_)),
        c_(Draw(coins, rows_)),
        r_(Draw(coins, source_.codes)),
        e_(Draw(coins, source_.figures.size())),
        d_(Draw(coins, flags_.size())) {}

  // Fills `factor` and `other` from `first` on: s_p, and each z_pf.
  void Fill(size_t first, ShareVector& factor, ShareVector& other) const {
    if (source_.codes > 0) {
      AddCombination(Codes(), r_, rows_, first, factor);
      AddCombination(Codes(), r_, rows_, first, other);
      AddCombination(Figures(OfOneCode()), Of(e_, OfOneCode()), rows_, first, other);
      MultiplyRows({}, first, other);
      first += rows_;
    }
    for (size_t f = 0; f < flags_.size(); ++f, first += rows_) {
      const std::vector<FieldElement> ones(flags_[f].figures.size(), FieldElement::FromUint64(1));
      for (ShareVector* each : {&factor, &other}) {
        AddCombination(Figures(flags_[f].figures), ones, rows_, first, *each);
      }
      MultiplyRows(d_[f], first, other);
    }
  }

  // What is to be taken from the first sum of products.
  Share Linear() const {
    std::vector<FieldElement> of_codes, of_figures(source_.figures.size());
    for (const FieldElement& r : r_) of_codes.push_back(r * r);
    for (const size_t k : OfOneCode()) of_figures[k] += e_[k] * r_[source_.figures[k].code];
    for (size_t f = 0; f < flags_.size(); ++f) {
      for (const size_t k : flags_[f].figures) of_figures[k] += d_[f];
    }
    std::vector<size_t> all(source_.figures.size());
    for (size_t k = 0; k < all.size(); ++k) all[k] = k;
    ShareVector sum(rows_);
    AddCombination(Codes(), of_codes, rows_, 0, sum);
    AddCombination(Figures(all), of_figures, rows_, 0, sum);
    return TimesCoins(sum);
  }

  // The second sum.
  Share Ones(int trustee) const {
    if (source_.codes == 0) return {};
    const std::vector<FieldElement> ones(source_.codes, FieldElement::FromUint64(1));
    ShareVector sum(rows_);
    AddCombination(Codes(), ones, rows_, 0, sum);
    FieldElement all;
    for (const FieldElement& c : c_) all += c;
    return AddConstant(trustee, TimesCoins(sum), FieldElement() - all);
  }

 private:
  std::vector<ColumnView> Codes() const {
    std::vector<ColumnView> columns;
    for (size_t code = 0; code < source_.codes; ++code) {
      columns.push_back(block_.Column(code, block_.slots.first));
    }
    return columns;
  }
  std::vector<ColumnView> Figures(const std::vector<size_t>& which) const {
    std::vector<ColumnView> columns;
    for (const size_t k : which) {
      columns.push_back(block_.Column(source_.codes + k, block_.slots.first));
    }
    return columns;
  }
  std::vector<size_t> OfOneCode() const {
    std::vector<size_t> which;
    for (size_t k = 0; k < source_.figures.size(); ++k) {
      if (source_.figures[k].code != LinkedColumn::kEveryCode) which.push_back(k);
    }
    return which;
  }
  static std::vector<FieldElement> Of(const std::vector<FieldElement>& coins,
                                      const std::vector<size_t>& which) {
    std::vector<FieldElement> picked;
    for (const size_t k : which) picked.push_back(coins[k]);
    return picked;
  }
  // Row by row by c_p, and by `also`.
  void MultiplyRows(std::optional<FieldElement> also, size_t first, ShareVector& vector) const {
    for (size_t p = 0; p < rows_; ++p) {
      const FieldElement weight = also ? c_[p] * *also : c_[p];
      Set(vector, first + p, At(vector, first + p) * weight);
    }
  }
  Share TimesCoins(const ShareVector& sum) const {
    return {Dot(c_.data(), sum.own.view().data(), rows_),
            Dot(c_.data(), sum.next.view().data(), rows_)};
  }

  const RowBlock& block_;
  const query::LinkedSource& source_;
  const size_t rows_;
  const std::vector<Flag> flags_;
  const std::vector<FieldElement> c_, r_, e_, d_;
};

absl::Status NotOfTheForm(const std::string& member) {
  return ReasonedError(
      absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
      absl::StrCat("the rows that ", member,
                   " uploaded are not of the form that the plan asks for: nothing is opened"));
}

}  // namespace

size_t CheckedProducts(const query::LinkedSource& source) {
  return (source.codes > 0 ? 1 : 0) + FlagsOf(source).size();
}

absl::Status CheckRows(Party& party, const std::vector<RowBlock>& blocks,
                       const std::vector<std::string>& members) {
  ASSIGN_OR_RETURN(crypto::Prg coins, party.Coins("rows"));
  std::vector<UploadCheck> checks;
  checks.reserve(blocks.size());
  std::vector<size_t> lengths;
  size_t size = 0;
  for (const RowBlock& block : blocks) {
    checks.emplace_back(block, coins);
    lengths.push_back(CheckedProducts(*block.source) * block.slots.count);
    size += lengths.back();
  }
  ShareVector factor(size), other(size);
  size_t first = 0;
  for (size_t i = 0; i < checks.size(); ++i) {
    checks[i].Fill(first, factor, other);
    first += lengths[i];
  }
  ASSIGN_OR_RETURN(VerifiedProducts batch, VerifiedProducts::Begin(party));
  ASSIGN_OR_RETURN(const Authenticated* factors, batch.Input(std::move(factor)));
  ASSIGN_OR_RETURN(const Authenticated* sums, batch.InnerProducts(*factors, other, lengths));
  other = ShareVector();  // Finish needs as much again
  Authenticated outputs(blocks.size());
  for (size_t i = 0; i < blocks.size(); ++i) outputs.Set(i, sums->At(i));
  ASSIGN_OR_RETURN(const ShareVector products, batch.Finish(std::move(outputs)));

  ShareVector zeros(blocks.size() * kSumsAnUpload);
  for (size_t i = 0; i < blocks.size(); ++i) {
    Set(zeros, i * kSumsAnUpload, At(products, i) - checks[i].Linear());
    Set(zeros, i * kSumsAnUpload + 1, checks[i].Ones(party.index()));
  }
  ASSIGN_OR_RETURN(const std::vector<FieldElement> opened, party.OpenToAll(zeros));
  for (size_t k = 0; k < opened.size(); ++k) {
    if (opened[k] == FieldElement()) continue;
    return NotOfTheForm(members[static_cast<size_t>(blocks[k / kSumsAnUpload].member)]);
  }
  return absl::OkStatus();
}

}  // namespace ginnel::sharing
