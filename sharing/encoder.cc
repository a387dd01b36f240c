// SPDX-License-Identifier: Apache-2.0
#include "sharing/encoder.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/prg.h"

namespace ginnel::sharing {
namespace {

constexpr size_t kSeedSize = 32;

}  // namespace

absl::StatusOr<SecretElements> ExpandSeed(const SecretBytes& seed, const RunContext& run,
                                          const std::string& member, int stream, size_t length) {
  if (seed.size() != kSeedSize) {
    return absl::InvalidArgumentError(absl::StrCat("a seed has 32 bytes, not ", seed.size()));
  }
  ASSIGN_OR_RETURN(
      crypto::Prg prg,
      crypto::Prg::Create(seed, KeyInfo(run, "upload", member, static_cast<uint64_t>(stream))));
  SecretElements elements(length);
  prg.Fill(elements.mutable_view());
  return elements;
}

absl::StatusOr<Shares> Encoder::Encode(LocalTable table, const RunContext& run,
                                       const std::string& member) const {
  const SecretBytes s1 = SecretBytes::Random(kSeedSize, random_);
  const SecretBytes s2 = SecretBytes::Random(kSeedSize, random_);
  ASSIGN_OR_RETURN(const SecretElements x1, ExpandSeed(s1, run, member, 1, table.size()));
  ASSIGN_OR_RETURN(const SecretElements x2, ExpandSeed(s2, run, member, 2, table.size()));
  SecretElements x3(table.size());
  SecretElements x3_again(table.size());
  for (size_t i = 0; i < table.size(); ++i) {
    x3[i] = FieldElement::FromInt64(table.values_[i]) - x1[i] - x2[i];
    x3_again[i] = x3[i];
  }

  ShareFor<1> first;
  ShareFor<2> second;
  ShareFor<3> third;
  const auto label = [&](auto& share) {
    share.run_ = run;
    share.member_ = member;
    share.length_ = table.size();
  };
  label(first);
  label(second);
  label(third);
  first.first_seed_ = s1.Clone();
  first.second_seed_ = s2.Clone();
  second.first_seed_ = s2.Clone();
  second.elements_ = std::move(x3);
  third.first_seed_ = s1.Clone();
  third.elements_ = std::move(x3_again);
  return Shares(std::move(first), std::move(second), std::move(third));
}

absl::StatusOr<ShareVector> Receive(int trustee, const RunContext& run, const std::string& member,
                                    uint64_t length, const SecretBytes& first_seed,
                                    const SecretBytes& second_seed, SecretElements elements) {
  const bool seeds_only = trustee == 1;
  if (seeds_only != !second_seed.empty() || elements.size() != (seeds_only ? 0 : length)) {
    return absl::InvalidArgumentError(
        absl::StrCat("upload of ", member, ": trustee ", trustee, " takes ",
                     seeds_only ? "two seeds and no elements" : "one seed and all elements",
                     ", got ", elements.size(), " of ", length, " elements"));
  }
  switch (trustee) {
    case 1: {
      ASSIGN_OR_RETURN(SecretElements x1, ExpandSeed(first_seed, run, member, 1, length));
      ASSIGN_OR_RETURN(SecretElements x2, ExpandSeed(second_seed, run, member, 2, length));
      return ShareVector(std::move(x1), std::move(x2));
    }
    case 2: {
      ASSIGN_OR_RETURN(SecretElements x2, ExpandSeed(first_seed, run, member, 2, length));
      return ShareVector(std::move(x2), std::move(elements));
    }
    case 3: {
      ASSIGN_OR_RETURN(SecretElements x1, ExpandSeed(first_seed, run, member, 1, length));
      return ShareVector(std::move(elements), std::move(x1));
    }
    default:
      return absl::InternalError(absl::StrCat("there is no trustee ", trustee));
  }
}

}  // namespace ginnel::sharing
