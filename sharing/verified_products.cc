// SPDX-License-Identifier: Apache-2.0
#include "sharing/verified_products.h"

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
                                                                const Authenticated& b) {
  RETURN_IF_ERROR(CheckOpen());
  const size_t size = a.size();
  if (size != b.size()) return absl::InternalError("factors differ in length");
  SecretElements summands(2 * size);
  for (size_t k = 0; k < size; ++k) {
    const AuthenticatedShare x = a.At(k);
    const Share y = b.At(k).value_;
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

AuthenticatedShare VerifiedProducts::Add(AuthenticatedShare share, FieldElement constant) const {
  return {AddConstant(party_.index(), share.value_, constant), share.mac_ + At(key_, 0) * constant};
}

absl::StatusOr<ShareVector> VerifiedProducts::Finish(Authenticated outputs) {
  RETURN_IF_ERROR(CheckOpen());
  finished_ = true;
  fixed_.push_back(std::move(outputs));
  ASSIGN_OR_RETURN(const std::vector<FieldElement> key, party_.OpenToAll(key_));
  size_t size = 0;
  for (const Authenticated& values : fixed_) size += values.size();
  ShareVector differences(size);
  size_t to = 0;
  for (const Authenticated& values : fixed_) {
    for (size_t k = 0; k < values.size(); ++k) {
      Set(differences, to++, At(values.macs_, k) - At(values.values_, k) * key[0]);
    }
  }
  RETURN_IF_ERROR(party_.CheckZero("products", differences));
  return std::move(fixed_.back().values_);
}

}  // namespace ginnel::sharing
