// SPDX-License-Identifier: Apache-2.0
#include "sharing/encoder.h"

#include <utility>
#include <vector>

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

class Splitting {
 public:
  std::shared_ptr<const Figures> figures;
  RunContext run;
  std::string member;
  SecretBytes first_seed, second_seed;
};

struct ElementReader::State {
  std::shared_ptr<const Splitting> splitting;
  std::unique_ptr<FigureReader> figures;
  crypto::Prg first, second;
  uint64_t left = 0;
  std::vector<int64_t> values = {};  // of one Read
  SecretElements mask = {};

  ~State() { WipeValues(); }
  void WipeValues() {
    Wipe({reinterpret_cast<uint8_t*>(values.data()), values.size() * sizeof(int64_t)});
  }
};

ElementReader::ElementReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ElementReader::ElementReader(ElementReader&&) noexcept = default;
ElementReader& ElementReader::operator=(ElementReader&&) noexcept = default;
ElementReader::~ElementReader() = default;

absl::StatusOr<ElementReader> ElementReader::Of(std::shared_ptr<const Splitting> splitting) {
  const auto expand = [&](const SecretBytes& seed, uint64_t stream) {
    return crypto::Prg::Create(seed, KeyInfo(splitting->run, "upload", splitting->member, stream));
  };
  ASSIGN_OR_RETURN(crypto::Prg first, expand(splitting->first_seed, 1));
  ASSIGN_OR_RETURN(crypto::Prg second, expand(splitting->second_seed, 2));
  const uint64_t size = splitting->figures->size();
  std::unique_ptr<FigureReader> figures = splitting->figures->Read();
  return ElementReader(std::unique_ptr<State>(new State{
      std::move(splitting), std::move(figures), std::move(first), std::move(second), size}));
}

uint64_t ElementReader::left() const { return state_->left; }

void ElementReader::Read(std::span<FieldElement> out) {
  State& state = *state_;
  if (state.values.size() < out.size()) {
    state.WipeValues();
    state.values.resize(out.size());
    state.mask = SecretElements(out.size());
  }
  const std::span<int64_t> values = std::span(state.values).first(out.size());
  const std::span<FieldElement> mask = state.mask.mutable_view().first(out.size());
  state.figures->Read(values);
  for (size_t i = 0; i < out.size(); ++i) out[i] = FieldElement::FromInt64(values[i]);
  for (crypto::Prg* stream : {&state.first, &state.second}) {
    stream->Fill(mask);
    for (size_t i = 0; i < out.size(); ++i) out[i] -= mask[i];
  }
  state.left -= out.size();
}

absl::StatusOr<Shares> Encoder::Encode(LocalTable table, const RunContext& run,
                                       const std::string& member, uint64_t length_of_run) const {
  auto splitting = std::make_shared<Splitting>();
  splitting->figures = table.figures_;
  splitting->run = run;
  splitting->member = member;
  splitting->first_seed = SecretBytes::Random(kSeedSize, random_);
  splitting->second_seed = SecretBytes::Random(kSeedSize, random_);

  ShareFor<1> first;
  ShareFor<2> second;
  ShareFor<3> third;
  const auto label = [&](auto& share) {
    share.run_ = run;
    share.member_ = member;
    share.length_ = table.size();
    share.length_of_run_ = length_of_run;
  };
  label(first);
  label(second);
  label(third);
  first.first_seed_ = splitting->first_seed.Clone();
  first.second_seed_ = splitting->second_seed.Clone();
  second.first_seed_ = splitting->second_seed.Clone();
  third.first_seed_ = splitting->first_seed.Clone();
  second.splitting_ = splitting;
  third.splitting_ = splitting;
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
