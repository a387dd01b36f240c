// SPDX-License-Identifier: Apache-2.0
#include "crypto/checkpoint.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "crypto/dsse.h"
#include "crypto/merkle.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

constexpr char kLog[] = "register.example/log";
constexpr char kWitness[] = "trustee-2.example";
constexpr char kRoot[] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

class Checkpoints : public testing::Test {
 protected:
  Checkpoints()
      : random_(41), log_(SigningKey::Generate(random_)), witness_(SigningKey::Generate(random_)) {}

  SignedNote Signed() {
    auto note = SignCheckpoint({kLog, 42, MerkleLeafHash("x")}, kLog, log_);
    EXPECT_TRUE(note.ok()) << note.status();
    return *std::move(note);
  }
  SignedNote Cosigned(absl::Time time) {
    SignedNote note = Signed();
    const absl::Status added = AddCosignature(note, kWitness, witness_, time);
    EXPECT_TRUE(added.ok()) << added;
    return note;
  }
  absl::Status Verify(const SignedNote& note) {
    return VerifyCheckpointSignature(note, kLog, log_.verifying_key());
  }
  absl::StatusOr<absl::Time> TimeOf(const SignedNote& note) {
    return VerifyCosignature(note, kWitness, witness_.verifying_key());
  }

  SeededRandom random_;
  SigningKey log_;
  SigningKey witness_;
};

void ExpectNotSigned(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << status;
  EXPECT_EQ(ReasonOf(status), v1::REASON_SIGNATURE_INVALID) << status;
}

void ExpectMalformed(const absl::Status& status, std::string_view why = "") {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << why << status;
  EXPECT_EQ(ReasonOf(status), v1::REASON_STATEMENT_MALFORMED) << why << status;
}

TEST(CheckpointBody, IsThreeLines) {
  const Checkpoint checkpoint{"a.example/log", 18446744073709551615u, EmptyMerkleRoot()};
  EXPECT_EQ(checkpoint.Body(), absl::StrCat("a.example/log\n18446744073709551615\n", kRoot, "\n"));
  const auto read = ParseCheckpointBody(checkpoint.Body());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, checkpoint);
}

struct BadBody {
  const char* why;
  std::string body;
};

TEST(CheckpointBody, RefusesEverythingThatHasNotItsOneForm) {
  const std::string root = kRoot;
  const BadBody cases[] = {
      {"empty", ""},
      {"no root", "o\n5\n"},
      {"cut off", "o\n5\n" + root},
      {"empty origin", "\n5\n" + root + "\n"},
      {"space in the origin", "o p\n5\n" + root + "\n"},
      {"plus in the origin", "o+p\n5\n" + root + "\n"},
      {"no size", "o\n\n" + root + "\n"},
      {"leading zero", "o\n05\n" + root + "\n"},
      {"two zeros", "o\n00\n" + root + "\n"},
      {"sign", "o\n+5\n" + root + "\n"},
      {"negative", "o\n-5\n" + root + "\n"},
      {"space before the size", "o\n 5\n" + root + "\n"},
      {"hexadecimal", "o\n0x5\n" + root + "\n"},
      {"more than 64 bits", "o\n18446744073709551616\n" + root + "\n"},
      {"short root", "o\n5\nAAAA\n"},
      {"long root", "o\n5\nAAAA" + root + "\n"},
      {"unpadded root", "o\n5\n" + root.substr(0, root.size() - 1) + "\n"},
      {"loose last bits", "o\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n"},
      {"web-safe root", "o\n5\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n"},
      {"extension line", "o\n5\n" + root + "\nmore\n"},
      {"blank line", "o\n5\n" + root + "\n\n"},
      {"carriage returns", "o\r\n5\r\n" + root + "\r\n"},
  };
  for (const BadBody& bad : cases) ExpectMalformed(ParseCheckpointBody(bad.body).status(), bad.why);
}

TEST_F(Checkpoints, VerifiesWhatItSigned) {
  const auto read = SignedNote::Parse(Signed().ToText());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(Verify(*read).ok());
}

TEST_F(Checkpoints, SignsForNoNameThatANoteCannotHold) {
  ExpectMalformed(SignCheckpoint({kLog, 1, {}}, "a b", log_).status());
  ExpectMalformed(SignCheckpoint({"a b", 1, {}}, kLog, log_).status());
  ExpectMalformed(SignCheckpoint({"a\n1", 1, {}}, kLog, log_).status());
  SignedNote note = Signed();
  ExpectMalformed(AddCosignature(note, "a+b", witness_, At(1)));
}

TEST_F(Checkpoints, RefusesAnotherBody) {
  SignedNote note = Signed();
  note.body = Checkpoint{kLog, 43, MerkleLeafHash("x")}.Body();
  ExpectNotSigned(Verify(note));
}

TEST_F(Checkpoints, RefusesWhereTheKeyDidNotSign) {
  ExpectNotSigned(VerifyCheckpointSignature(Signed(), kLog, witness_.verifying_key()));
  ExpectNotSigned(VerifyCheckpointSignature(Signed(), "another", log_.verifying_key()));
  SignedNote unsigned_note = Signed();
  unsigned_note.lines.clear();
  ExpectNotSigned(Verify(unsigned_note));
}

TEST_F(Checkpoints, RefusesABrokenSignatureAndLooksAtNoOther) {
  SignedNote note = Signed();
  note.lines.push_back({kLog, std::string(68, 'x')});  // the name, but another key hash
  EXPECT_TRUE(Verify(note).ok());
  note.lines[0].signature.back() = static_cast<char>(note.lines[0].signature.back() ^ 1);
  ExpectNotSigned(Verify(note));
  note.lines[0].signature.resize(5);
  ExpectNotSigned(Verify(note));
}

TEST_F(Checkpoints, RefusesABadSignatureBesideAGoodOneOfTheSameKey) {
  SignedNote note = Signed();
  note.lines.push_back(note.lines[0]);
  note.lines[1].signature.back() = static_cast<char>(note.lines[1].signature.back() ^ 1);
  ExpectMalformed(Verify(note));
}

TEST_F(Checkpoints, RefusesASignatureUnderAnotherKeysHash) {
  SignedNote note = Signed();
  const std::string hash = NoteKeyHash(kLog, NoteSignatureType::kEd25519, witness_.verifying_key());
  note.lines[0].signature.replace(0, hash.size(), hash);
  ExpectNotSigned(Verify(note));
  ExpectNotSigned(VerifyCheckpointSignature(note, kLog, witness_.verifying_key()));
}

TEST_F(Checkpoints, ACosignatureStatesItsTimeInWholeSeconds) {
  const auto time = TimeOf(Cosigned(At(1679315147) + absl::Milliseconds(900)));
  ASSERT_TRUE(time.ok()) << time.status();
  EXPECT_EQ(*time, At(1679315147));
}

TEST_F(Checkpoints, ACosignatureIsNotForAnotherTime) {
  SignedNote note = Cosigned(At(1679315147));
  char& last_byte_of_time = note.lines[1].signature[11];
  last_byte_of_time = static_cast<char>(last_byte_of_time + 1);
  ExpectNotSigned(TimeOf(note).status());
}

TEST_F(Checkpoints, ACosignatureIsNotForAnotherCheckpoint) {
  SignedNote note = Cosigned(At(1679315147));
  note.body = Checkpoint{kLog, 43, MerkleLeafHash("x")}.Body();
  ExpectNotSigned(TimeOf(note).status());
}

TEST_F(Checkpoints, RefusesACosignatureThatIsMissingOrCutOff) {
  ExpectNotSigned(TimeOf(Signed()).status());
  SignedNote note = Cosigned(At(1679315147));
  for (const size_t size : {4u, 5u, 12u, 75u}) {
    note.lines[1].signature.resize(76, 'x');
    note.lines[1].signature.resize(size);
    ExpectNotSigned(TimeOf(note).status());
  }
}

TEST_F(Checkpoints, RefusesTwoCosignaturesOfOneKey) {
  SignedNote note = Cosigned(At(100));
  note.lines.push_back(Cosigned(At(200)).lines[1]);
  ExpectMalformed(TimeOf(note).status());
}

TEST_F(Checkpoints, TakesOneCosignatureFromEachKey) {
  SignedNote note = Cosigned(At(100));
  EXPECT_EQ(AddCosignature(note, kWitness, witness_, At(200)).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(note.lines.size(), 2u);
  EXPECT_TRUE(AddCosignature(note, "trustee-3.example", log_, At(200)).ok());
  EXPECT_TRUE(TimeOf(note).ok());
  EXPECT_TRUE(Verify(note).ok());
}

TEST_F(Checkpoints, CosignsNoTimeBefore1970AndNoEndlessOne) {
  SignedNote note = Signed();
  for (const absl::Time time : {At(-1), absl::InfinitePast(), absl::InfiniteFuture()}) {
    EXPECT_EQ(AddCosignature(note, kWitness, witness_, time).code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(note.lines.size(), 1u);
}

TEST_F(Checkpoints, RefusesATimeBeyondTheStandard) {
  SignedNote note = Signed();
  const std::string message =
      absl::StrCat("cosignature/v1\ntime ", uint64_t{1} << 63, "\n", note.body);
  const auto raw =
      witness_.Sign({reinterpret_cast<const uint8_t*>(message.data()), message.size()});
  ASSERT_TRUE(raw.ok());
  note.lines.push_back(
      {kWitness,
       NoteKeyHash(kWitness, NoteSignatureType::kCosignatureV1, witness_.verifying_key()) +
           std::string("\x80\0\0\0\0\0\0\0", 8) + std::string(raw->begin(), raw->end())});
  ExpectMalformed(TimeOf(note).status());
}

TEST_F(Checkpoints, CosignsNothingButCheckpoints) {
  SignedNote note{"pay the bearer\n", {}};
  ExpectMalformed(AddCosignature(note, kWitness, witness_, At(1)));
  note = Signed();
  note.body += "extension\n";
  ExpectMalformed(AddCosignature(note, kWitness, witness_, At(1)));
}

// One key may sign statements, checkpoints and cosignatures: no signature passes for another kind.
TEST_F(Checkpoints, ACosignatureIsNoCheckpointSignature) {
  SignedNote note = Cosigned(At(7));
  note.body = absl::StrCat("cosignature/v1\ntime 7\n", note.body);
  const std::string raw = note.lines[1].signature.substr(12);
  note.lines = {
      {kWitness,
       NoteKeyHash(kWitness, NoteSignatureType::kEd25519, witness_.verifying_key()) + raw}};
  ExpectMalformed(VerifyCheckpointSignature(note, kWitness, witness_.verifying_key()));
}

TEST_F(Checkpoints, AStatementIsNoCheckpointSignature) {
  const std::string payload = absl::StrCat("x\n5\n", kRoot, "\n");
  const auto envelope = SignEnvelope("t", payload, log_);
  ASSERT_TRUE(envelope.ok());
  const SignedNote note{
      PreAuthenticationEncoding("t", payload),
      {{kLog, NoteKeyHash(kLog, NoteSignatureType::kEd25519, log_.verifying_key()) +
                  envelope->signatures(0).sig()}}};
  ExpectMalformed(Verify(note));
}

TEST_F(Checkpoints, ErrorsCarryNoControlCharacters) {
  const std::string name = "\x1b[2Jforged\n" + std::string(1000, 'x');
  const std::string message(SignCheckpoint({kLog, 1, {}}, name, log_).status().message());
  EXPECT_EQ(message.find_first_of("\x1b\n"), std::string::npos);
  EXPECT_LT(message.size(), 300u);
}

}  // namespace
}  // namespace ginnel::crypto
