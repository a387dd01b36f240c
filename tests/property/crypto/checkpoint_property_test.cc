// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "crypto/checkpoint.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

class CheckpointProperty : public testing::Test {
 protected:
  CheckpointProperty()
      : random_(511),
        log_(SigningKey::Generate(random_)),
        witness_(SigningKey::Generate(random_)) {}

  Checkpoint RandomCheckpoint() {
    Checkpoint checkpoint{"log.example", random_.Next() >> random_.Next() % 64, {}};
    random_.Fill(checkpoint.root.bytes);
    return checkpoint;
  }
  std::string SignedText(const Checkpoint& checkpoint, absl::Time time) {
    auto note = SignCheckpoint(checkpoint, "log.example", log_);
    EXPECT_TRUE(note.ok()) << note.status();
    EXPECT_TRUE(AddCosignature(*note, "witness.example", witness_, time).ok());
    return note->ToText();
  }
  // Whether the text is a note that both keys have signed.
  bool Holds(std::string_view text) {
    const auto note = SignedNote::Parse(text);
    return note.ok() &&
           VerifyCheckpointSignature(*note, "log.example", log_.verifying_key()).ok() &&
           VerifyCosignature(*note, "witness.example", witness_.verifying_key()).ok();
  }

  SeededRandom random_;
  SigningKey log_;
  SigningKey witness_;
};

TEST_F(CheckpointProperty, EveryCheckpointSurvivesTheRoundTrip) {
  for (int round = 0; round < 100; ++round) {
    const Checkpoint checkpoint = RandomCheckpoint();
    const absl::Time time = absl::FromUnixSeconds(static_cast<int64_t>(random_.Next() >> 1));
    const std::string text = SignedText(checkpoint, time);
    EXPECT_TRUE(Holds(text)) << text;
    const auto note = SignedNote::Parse(text);
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(note->ToText(), text);
    const auto read = ParseCheckpointBody(note->body);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, checkpoint);
    const auto stated = VerifyCosignature(*note, "witness.example", witness_.verifying_key());
    ASSERT_TRUE(stated.ok()) << stated.status();
    EXPECT_EQ(*stated, time);
  }
}

TEST_F(CheckpointProperty, EveryFlippedBitOfTheNoteIsRefused) {
  const std::string text = SignedText(RandomCheckpoint(), absl::FromUnixSeconds(1'700'000'000));
  ASSERT_TRUE(Holds(text));
  for (size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(Holds(flipped)) << flipped;
  }
}

TEST_F(CheckpointProperty, EveryTruncationOfTheNoteIsRefused) {
  const std::string text = SignedText(RandomCheckpoint(), absl::FromUnixSeconds(1'700'000'000));
  for (size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(Holds(text.substr(0, size)));
}

TEST_F(CheckpointProperty, OneNoteHasOneText) {
  const std::string text = SignedText(RandomCheckpoint(), absl::FromUnixSeconds(1'700'000'000));
  const std::string alphabet = "\n \t+=\r\u2014aA/0";
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string changed = text;
    for (uint64_t change = random_.Next() % 3; change-- > 0;) {
      const size_t at = random_.Next() % changed.size();
      const char c = alphabet[random_.Next() % alphabet.size()];
      switch (random_.Next() % 3) {
        case 0:
          changed[at] = c;
          break;
        case 1:
          changed.insert(at, 1, c);
          break;
        default:
          changed.erase(at, 1);
      }
    }
    const auto note = SignedNote::Parse(changed);
    if (note.ok()) {
      ++accepted;
      ASSERT_EQ(note->ToText(), changed);
      const auto checkpoint = ParseCheckpointBody(note->body);
      if (checkpoint.ok()) {
        ASSERT_EQ(checkpoint->Body(), note->body);
      }
    }
  }
  EXPECT_GT(accepted, 1'000) << "the changes should leave many notes readable";
}

}  // namespace
}  // namespace ginnel::crypto
