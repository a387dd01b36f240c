// SPDX-License-Identifier: Apache-2.0
#include "sharing/verified_products.h"

#include <numeric>
#include <vector>

#include "base/status.h"

namespace ginnel::sharing {

absl::StatusOr<VerifiedProducts> VerifiedProducts::Begin(Party& party) {
  ASSIGN_OR_RETURN(ShareVector key, party.RandomShares(1, "mac key"));
  return VerifiedProducts(party, std::move(key));
}

absl::Status VerifiedProducts::CheckOpen() const {
  if (!finished_) return absl::OkStatus();
  return absl::InternalError("the MAC key of this batch of products is known: begin another");
}

absl::StatusOr<const Authenticated*> VerifiedProducts::Input(ShareVector values) {
  RETURN_IF_ERROR(CheckOpen());
  const Share key = At(key_, 0);
  SecretElements summands(values.size());
  for (size_t k = 0; k < values.size(); ++k) summands[k] = LocalProduct(key, At(values, k));
  ASSIGN_OR_RETURN(ShareVector macs, party_.Reshare(std::move(summands)));
  return &fixed_.emplace_back(Authenticated(std::move(values), std::move(macs)));
}

absl::StatusOr<const Authenticated*> VerifiedProducts::Multiply(const Authenticated& a,
                                                                const ShareVector& b) {
  RETURN_IF_ERROR(CheckOpen());
  const size_t size = a.size();
  if (size != b.size()) return absl::InternalError("factors differ in length");
  SecretElements summands(2 * size);
  for (size_t k = 0; k < size; ++k) {
    const AuthenticatedShare x = a.At(k);
    const Share y = ginnel::sharing::At(b, k);
    summands[k] = LocalProduct(x.value_, y);
    summands[size + k] = LocalProduct(x.mac_, y);
  }
  ASSIGN_OR_RETURN(const ShareVector both, party_.Reshare(std::move(summands)));
  Authenticated products(size);
  for (size_t k = 0; k < size; ++k) {
    products.Set(k, {ginnel::sharing::At(both, k), ginnel::sharing::At(both, size + k)});
  }
  return &fixed_.emplace_back(std::move(products));
}

absl::StatusOr<const Authenticated*> VerifiedProducts::InnerProducts(
    const Authenticated& a, const ShareVector& b, std::span<const size_t> lengths) {
  RETURN_IF_ERROR(CheckOpen());
  const size_t all = std::accumulate(lengths.begin(), lengths.end(), size_t{0});
  if (a.size() != all || b.size() != all) {
    return absl::InternalError("factors differ in length");
  }
  const size_t count = lengths.size();
  SecretElements summands(2 * count);
  size_t k = 0;
  for (size_t sum = 0; sum < count; ++sum) {
    for (const size_t end = k + lengths[sum]; k < end; ++k) {
      const AuthenticatedShare x = a.At(k);
      const Share y = ginnel::sharing::At(b, k);
      summands[sum] += LocalProduct(x.value_, y);
      summands[count + sum] += LocalProduct(x.mac_, y);
    }
  }
  ASSIGN_OR_RETURN(const ShareVector both, party_.Reshare(std::move(summands)));
  Authenticated sums(count);
  for (size_t sum = 0; sum < count; ++sum) {
    sums.Set(sum, {ginnel::sharing::At(both, sum), ginnel::sharing::At(both, count + sum)});
  }
  return &fixed_.emplace_back(std::move(sums));
}

AuthenticatedShare VerifiedProducts::Add(AuthenticatedShare share, FieldElement constant) const {
  return {AddConstant(party_.index(), share.value_, constant), share.mac_ + At(key_, 0) * constant};
}

absl::StatusOr<ShareVector> VerifiedProducts::Finish(Authenticated outputs) {
  RETURN_IF_ERROR(CheckOpen());
  fixed_.push_back(std::move(outputs));
  RETURN_IF_ERROR(Close(ShareVector()));
  return std::move(fixed_.back().values_);
}

absl::Status VerifiedProducts::FinishEqual(const Authenticated& outputs,
                                           const ShareVector& claimed) {
  RETURN_IF_ERROR(CheckOpen());
  if (outputs.size() != claimed.size()) return absl::InternalError("claims differ in length");
  ShareVector zeros(claimed.size());
  for (size_t k = 0; k < zeros.size(); ++k) {
    Set(zeros, k, outputs.At(k).value_ - At(claimed, k));
  }
  return Close(zeros);
}

// Whether all MACs fit, and all `zeros` are 0.
absl::Status VerifiedProducts::Close(const ShareVector& zeros) {
  finished_ = true;
  ASSIGN_OR_RETURN(const std::vector<FieldElement> key, party_.OpenToAll(key_));
  size_t size = zeros.size();
  for (const Authenticated& values : fixed_) size += values.size();
  ShareVector differences(size);
  size_t to = 0;
  for (size_t k = 0; k < zeros.size(); ++k) Set(differences, to++, At(zeros, k));
  for (const Authenticated& values : fixed_) {
    for (size_t k = 0; k < values.size(); ++k) {
      Set(differences, to++, At(values.macs_, k) - At(values.values_, k) * key[0]);
    }
  }
  return party_.CheckZero("products", differences);
}

}  // namespace ginnel::sharing
