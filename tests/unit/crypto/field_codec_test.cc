// SPDX-License-Identifier: Apache-2.0
#include "crypto/field_codec.h"

#include <string>
#include <vector>

#include "base/reason.h"
#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

constexpr uint64_t kP = FieldElement::kModulus;

void AppendWord(uint64_t word, std::vector<uint8_t>& bytes) {
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<uint8_t>(word >> shift));
}

std::string Word(uint64_t word) {
  std::vector<uint8_t> bytes;
  AppendWord(word, bytes);
  return std::string(bytes.begin(), bytes.end());
}

TEST(FieldCodec, WritesEightBytesLittleEndian) {
  const std::vector<FieldElement> elements = {FieldElement::FromUint64(0x0102030405060708),
                                              FieldElement::FromUint64(kP - 1)};
  EXPECT_EQ(EncodeFieldElements(elements), Word(0x0102030405060708) + Word(kP - 1));
}

TEST(FieldCodec, ReadsBackWhatItWrote) {
  const std::vector<FieldElement> elements = {FieldElement(), FieldElement::FromInt64(-1),
                                              FieldElement::FromUint64(42)};
  const auto read = DecodeFieldElements(EncodeFieldElements(elements));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, elements);
}

TEST(FieldCodec, RefusesValuesThatAreNotBelowTheModulus) {
  for (const uint64_t value : {kP, kP + 1, uint64_t{1} << 61, ~uint64_t{0}}) {
    const auto read = DecodeFieldElements(Word(5) + Word(value));
    EXPECT_EQ(ReasonOf(read.status()), v1::REASON_MALFORMED) << value;
    EXPECT_NE(std::string(read.status().message()).find("element 2"), std::string::npos);
  }
}

TEST(FieldCodec, RefusesHalfAnElement) {
  EXPECT_FALSE(DecodeFieldElements(Word(5) + "abc").ok());
  EXPECT_FALSE(DecodeFieldElements("1234567").ok());
}

TEST(FieldCodec, RefusesAnotherNumberOfElementsThanExpected) {
  std::vector<FieldElement> two(2);
  EXPECT_FALSE(DecodeFieldElements(Word(5), two).ok());
  EXPECT_FALSE(DecodeFieldElements(Word(5) + Word(5) + Word(5), two).ok());
  EXPECT_TRUE(DecodeFieldElements(Word(5) + Word(6), two).ok());
}

TEST(FieldSampling, PassesOverTheOneValueThatIsNotBelowTheModulus) {
  std::vector<uint8_t> words;
  for (const uint64_t word : {uint64_t{1}, kP, uint64_t{2}, kP | uint64_t{5} << 61, uint64_t{3}}) {
    AppendWord(word, words);
  }
  std::vector<FieldElement> out(3);
  const SampledElements sampled = SampleFieldElements(words, out);
  EXPECT_EQ(sampled.words_read, 5u);
  EXPECT_EQ(sampled.elements_written, 3u);
  EXPECT_EQ(EncodeFieldElements(out), Word(1) + Word(2) + Word(3));
}

TEST(FieldSampling, KeepsTheLow61BitsOnly) {
  std::vector<uint8_t> words;
  AppendWord(uint64_t{7} << 61 | 9, words);
  std::vector<FieldElement> out(1);
  SampleFieldElements(words, out);
  EXPECT_EQ(out[0].value(), 9u);
}

TEST(FieldSampling, StopsWhenTheWordsRunOut) {
  std::vector<uint8_t> words;
  AppendWord(kP, words);
  AppendWord(4, words);
  words.push_back(1);  // no whole word
  std::vector<FieldElement> out(5);
  const SampledElements sampled = SampleFieldElements(words, out);
  EXPECT_EQ(sampled.words_read, 2u);
  EXPECT_EQ(sampled.elements_written, 1u);
}

}  // namespace
}  // namespace ginnel::crypto
