// SPDX-License-Identifier: Apache-2.0
#include "sharing/verified_products.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/reason.h"
#include "tests/unit/crypto/scripted_random.h"
#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

ShareVector CopyOf(const ShareVector& shares) {
  ShareVector copy(shares.size());
  for (size_t i = 0; i < shares.size(); ++i) Set(copy, i, At(shares, i));
  return copy;
}

// What the three open of the outputs of `circuit` over one batch.
using Circuit =
    std::function<absl::StatusOr<Authenticated>(VerifiedProducts&, const Authenticated&)>;

std::vector<FieldElement> OpenedOf(const std::vector<int64_t>& values, const Circuit& circuit) {
  Wires wires;
  SystemRandom random;
  const auto dealt = Deal(values);
  std::array<std::vector<FieldElement>, 3> seen;
  AllThree([&](int i) {
    const auto at = static_cast<size_t>(i - 1);
    Party party(i, {"run", 1}, wires.mailbox(i), wires.peers(i), random, absl::Seconds(20));
    ASSERT_TRUE(party.AgreeSeeds().ok());
    auto batch = VerifiedProducts::Begin(party);
    ASSERT_TRUE(batch.ok());
    const auto inputs = batch->Input(CopyOf(dealt[at]));
    ASSERT_TRUE(inputs.ok()) << inputs.status();
    auto outputs = circuit(*batch, **inputs);
    ASSERT_TRUE(outputs.ok()) << outputs.status();
    const auto finished = batch->Finish(std::move(*outputs));
    ASSERT_TRUE(finished.ok()) << finished.status();
    const auto opened = party.OpenToAll(*finished);
    ASSERT_TRUE(opened.ok()) << opened.status();
    seen[at] = *opened;
  });
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[1], seen[2]);
  return seen[0];
}

TEST(VerifiedProducts, AreTheProductsOfRandomNumbers) {
  crypto::SeededRandom random(1);
  constexpr size_t kCount = 200;
  std::vector<int64_t> values;
  std::vector<FieldElement> expected;
  for (size_t i = 0; i < 2 * kCount; ++i) {
    values.push_back(static_cast<int64_t>(random.Next() >> 4) - (int64_t{1} << 59));
  }
  for (size_t i = 0; i < kCount; ++i) {
    const FieldElement a = FieldElement::FromInt64(values[i]);
    const FieldElement b = FieldElement::FromInt64(values[i + kCount]);
    expected.push_back(a * b * b);
  }
  const auto opened = OpenedOf(
      values,
      [&](VerifiedProducts& batch, const Authenticated& inputs) -> absl::StatusOr<Authenticated> {
        Authenticated left(kCount), right(kCount), outputs(kCount);
        for (size_t i = 0; i < kCount; ++i) {
          left.Set(i, inputs.At(i));
          right.Set(i, inputs.At(i + kCount));
        }
        const auto once = batch.Multiply(left, right);
        if (!once.ok()) return once.status();
        const auto twice = batch.Multiply(**once, right);
        if (!twice.ok()) return twice.status();
        for (size_t i = 0; i < kCount; ++i) outputs.Set(i, (*twice)->At(i));
        return outputs;
      });
  EXPECT_EQ(opened, expected);
}

// Whether the three agree that 1·4 + 2·5 + 3·6 is `claimed`.
std::array<absl::Status, 3> ClaimOfInnerProduct(int64_t claimed) {
  Wires wires;
  SystemRandom random;
  const auto left = Deal({1, 2, 3}), right = Deal({4, 5, 6}), claims = Deal({claimed});
  std::array<absl::Status, 3> told;
  AllThree([&](int i) {
    const auto at = static_cast<size_t>(i - 1);
    Party party(i, {"run", 1}, wires.mailbox(i), wires.peers(i), random, absl::Seconds(20));
    ASSERT_TRUE(party.AgreeSeeds().ok());
    auto batch = VerifiedProducts::Begin(party);
    ASSERT_TRUE(batch.ok());
    const auto inputs = batch->Input(CopyOf(left[at]));
    ASSERT_TRUE(inputs.ok()) << inputs.status();
    const auto sum = batch->InnerProduct(**inputs, right[at]);
    ASSERT_TRUE(sum.ok()) << sum.status();
    EXPECT_FALSE(batch->InnerProduct(**inputs, ShareVector(2)).ok());
    EXPECT_FALSE(batch->FinishEqual(**sum, ShareVector(2)).ok());
    told[at] = batch->FinishEqual(**sum, claims[at]);
    EXPECT_FALSE(batch->InnerProduct(**inputs, right[at]).ok()) << "the key is open";
  });
  return told;
}

TEST(VerifiedProducts, ShowThatASumOfProductsIsWhatIsClaimed) {
  for (const absl::Status& right : ClaimOfInnerProduct(32)) EXPECT_TRUE(right.ok()) << right;
  for (const absl::Status& wrong : ClaimOfInnerProduct(33)) {
    EXPECT_EQ(ReasonOf(wrong), v1::REASON_INTEGRITY) << wrong;
  }
}

TEST(VerifiedProducts, TakeWhatIsLinearWithoutAStep) {
  const FieldElement seven = FieldElement::FromUint64(7);
  const auto opened = OpenedOf({3, 5}, [&](VerifiedProducts& batch, const Authenticated& inputs) {
    Authenticated outputs(4);
    outputs.Set(0, inputs.At(0) + inputs.At(1));
    outputs.Set(1, inputs.At(0) - inputs.At(1));
    outputs.Set(2, inputs.At(0) * seven);
    outputs.Set(3, batch.Add(inputs.At(0), -seven));
    return absl::StatusOr<Authenticated>(std::move(outputs));
  });
  std::vector<int64_t> values;
  for (FieldElement element : opened) values.push_back(element.ToInt64());
  EXPECT_EQ(values, (std::vector<int64_t>{8, -2, 21, -4}));
}

TEST(VerifiedProducts, OfNothingAreNothing) {
  EXPECT_TRUE(OpenedOf({}, [](VerifiedProducts&, const Authenticated&) {
                return absl::StatusOr<Authenticated>(Authenticated(0));
              }).empty());
}

TEST(VerifiedProducts, EndWithTheirKeyAndDoNotTakeOutWhatIsOfAnotherBatch) {
  Wires wires;
  SystemRandom random;
  const auto dealt = Deal({3, 5});
  AllThree([&](int i) {
    const auto at = static_cast<size_t>(i - 1);
    Party party(i, {"run", 1}, wires.mailbox(i), wires.peers(i), random, absl::Seconds(20));
    ASSERT_TRUE(party.AgreeSeeds().ok());
    auto first = VerifiedProducts::Begin(party);
    auto second = VerifiedProducts::Begin(party);
    ASSERT_TRUE(first.ok() && second.ok());
    const auto of_first = first->Input(CopyOf(dealt[at]));
    const auto of_second = second->Input(CopyOf(dealt[at]));
    ASSERT_TRUE(of_first.ok() && of_second.ok());
    Authenticated outputs(1), foreign(1);
    outputs.Set(0, (*of_first)->At(0));
    foreign.Set(0, (*of_first)->At(0));
    EXPECT_TRUE(first->Finish(std::move(outputs)).ok());
    EXPECT_TRUE(absl::IsInternal(first->Input(CopyOf(dealt[at])).status()));
    EXPECT_TRUE(absl::IsInternal(first->Multiply(**of_first, **of_first).status()));
    EXPECT_TRUE(absl::IsInternal(first->Finish(Authenticated(0)).status()));
    const absl::Status status = second->Finish(std::move(foreign)).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_EQ(ReasonOf(status), v1::REASON_INTEGRITY);
  });
}

}  // namespace
}  // namespace ginnel::sharing
