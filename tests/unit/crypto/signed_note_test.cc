// SPDX-License-Identifier: Apache-2.0
#include "crypto/signed_note.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

// "AAAAAFM=" is five bytes: a key hash of zeros and a signature "S".
constexpr char kText[] = "one\n\ntwo\n\n\u2014 log.example AAAAAFM=\n\u2014 other AAAAAFM=\n";

TEST(SignedNoteText, ReadsBodyNamesAndRawSignatures) {
  const auto note = SignedNote::Parse(kText);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->body, "one\n\ntwo\n");
  ASSERT_EQ(note->lines.size(), 2u);
  EXPECT_EQ(note->lines[0].name, "log.example");
  EXPECT_EQ(note->lines[0].signature, std::string("\0\0\0\0S", 5));
  EXPECT_EQ(note->lines[1].name, "other");
  EXPECT_EQ(note->ToText(), kText);
}

TEST(SignedNoteText, TakesBodiesInAnyLanguage) {
  const std::string text = "\u00e8 subito sera.\n\n\u2014 q AAAAAFM=\n";
  const auto note = SignedNote::Parse(text);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->ToText(), text);
}

struct BadNote {
  const char* why;
  std::string text;
};

TEST(SignedNoteText, RefusesEverythingThatHasNotItsOneForm) {
  const BadNote cases[] = {
      {"empty", ""},
      {"no signatures", "body\n"},
      {"no signatures after the blank line", "body\n\n"},
      {"no blank line", "body\n\u2014 a AAAAAFM=\n"},
      {"no newline at the end", "body\n\n\u2014 a AAAAAFM="},
      {"blank line at the end", "body\n\n\u2014 a AAAAAFM=\n\n"},
      {"hyphen for the em dash", "body\n\n- a AAAAAFM=\n"},
      {"no space after the em dash", "body\n\n\u2014a AAAAAFM=\n"},
      {"two spaces before the name", "body\n\n\u2014  a AAAAAFM=\n"},
      {"two spaces before the signature", "body\n\n\u2014 a  AAAAAFM=\n"},
      {"space at the end of a line", "body\n\n\u2014 a AAAAAFM= \n"},
      {"carriage return", "body\n\n\u2014 a AAAAAFM=\r\n"},
      {"carriage return in the body", "body\r\n\n\u2014 a AAAAAFM=\n"},
      {"tabulator in the body", "bo\tdy\n\n\u2014 a AAAAAFM=\n"},
      {"NUL in the body", std::string("bo\0dy\n\n\u2014 a AAAAAFM=\n", 22)},
      {"not UTF-8", "bo\xff\n\n\u2014 a AAAAAFM=\n"},
      {"no name", "body\n\n\u2014 AAAAAFM=\n"},
      {"plus in a name", "body\n\n\u2014 a+b AAAAAFM=\n"},
      {"a letter that looks like another in a name", "body\n\n\u2014 l\u043eg AAAAAFM=\n"},
      {"no-break space in a name", "body\n\n\u2014 l\u00a0g AAAAAFM=\n"},
      {"no signature", "body\n\n\u2014 a \n"},
      {"key hash alone", "body\n\n\u2014 a AAAAAA==\n"},
      {"unpadded base64", "body\n\n\u2014 a AAAAAFM\n"},
      {"loose last bits", "body\n\n\u2014 a AAAAAFN=\n"},
      {"web-safe base64", "body\n\n\u2014 a AAAA_-8=\n"},
      {"text after the signatures", "body\n\n\u2014 a AAAAAFM=\nmore\n"},
  };
  for (const BadNote& bad : cases) {
    const auto note = SignedNote::Parse(bad.text);
    EXPECT_EQ(note.status().code(), absl::StatusCode::kInvalidArgument) << bad.why;
    EXPECT_EQ(ReasonOf(note.status()), v1::REASON_STATEMENT_MALFORMED) << bad.why;
  }
}

TEST(SignedNoteText, BoundsTheNumberOfSignatures) {
  std::string text = "body\n\n";
  for (size_t i = 0; i < SignedNote::kMaxLines; ++i) text += "\u2014 a AAAAAFM=\n";
  EXPECT_TRUE(SignedNote::Parse(text).ok());
  EXPECT_FALSE(SignedNote::Parse(text + "\u2014 a AAAAAFM=\n").ok());
}

TEST(SignedNoteText, ErrorsNameTheLine) {
  const auto note = SignedNote::Parse("body\n\n\u2014 a AAAAAFM=\n\u2014 a \n");
  EXPECT_NE(std::string(note.status().message()).find("line 2"), std::string::npos)
      << note.status();
}

TEST(SignedNoteName, IsPrintableAsciiWithoutSpacesAndPlus) {
  EXPECT_TRUE(IsNoteName("ginnel.example/register"));
  EXPECT_TRUE(IsNoteName("~"));
  for (const char* const bad : {"", "a b", "a+b", "a\n", " ", "\x7f", "\u00e9"}) {
    EXPECT_FALSE(IsNoteName(bad)) << bad;
  }
}

class SignedNoteKey : public testing::Test {
 protected:
  SignedNoteKey() : random_(31), key_(SigningKey::Generate(random_).verifying_key()) {}

  std::string Hash(NoteSignatureType type) { return NoteKeyHash("log", type, key_); }

  SeededRandom random_;
  VerifyingKey key_;
};

TEST_F(SignedNoteKey, HashTellsNamesTypesAndKeysApart) {
  const std::string hash = Hash(NoteSignatureType::kEd25519);
  EXPECT_EQ(hash.size(), 4u);
  EXPECT_NE(hash, Hash(NoteSignatureType::kCosignatureV1));
  EXPECT_NE(hash, NoteKeyHash("lag", NoteSignatureType::kEd25519, key_));
  const VerifyingKey other = SigningKey::Generate(random_).verifying_key();
  EXPECT_NE(hash, NoteKeyHash("log", NoteSignatureType::kEd25519, other));
}

TEST_F(SignedNoteKey, FindsItsLineByNameAndHash) {
  SignedNote note{"body\n",
                  {{"log", Hash(NoteSignatureType::kCosignatureV1) + "time"},
                   {"lag", Hash(NoteSignatureType::kEd25519) + "another's"},
                   {"log", Hash(NoteSignatureType::kEd25519) + "its own"}}};
  const auto find = [&] {
    return FindNoteSignature(note, "log", NoteSignatureType::kEd25519, key_);
  };
  ASSERT_TRUE(find().ok()) << find().status();
  EXPECT_EQ(*find(), "its own");

  note.lines.push_back(note.lines.back());
  EXPECT_EQ(find().status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(find().status()), v1::REASON_STATEMENT_MALFORMED);

  note.lines.resize(2);
  EXPECT_EQ(find().status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(find().status()), v1::REASON_SIGNATURE_INVALID);
}

}  // namespace
}  // namespace ginnel::crypto
