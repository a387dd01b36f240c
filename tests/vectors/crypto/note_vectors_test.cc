// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "crypto/checkpoint.h"
#include "gtest/gtest.h"
#include "tests/vectors/crypto/vector_file.h"

namespace ginnel::crypto {
namespace {

VerifyingKey KeyOf(std::string_view base64) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(std::string(base64), &bytes));
  EXPECT_EQ(bytes.size(), 33u) << "the type, then the key";
  const auto key = VerifyingKey::FromHex(
      ToHex({reinterpret_cast<const uint8_t*>(bytes.data()) + 1, bytes.size() - 1}));
  EXPECT_TRUE(key.ok()) << key.status();
  return key.value_or(VerifyingKey{});
}

std::string HexOf(std::string_view bytes) {
  return ToHex({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

std::span<const uint8_t> BytesOf(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

SignedNote Parsed(std::string_view text) {
  auto note = SignedNote::Parse(text);
  EXPECT_TRUE(note.ok()) << note.status();
  if (!note.ok()) return {};
  EXPECT_EQ(note->ToText(), text);
  return *std::move(note);
}

// golang.org/x/mod/sumdb/note: the example of its documentation, with the private key.
TEST(NoteVectors, AgreesWithTheNoteOfTheGoChecksumDatabase) {
  const SignedNote note = Parsed(
      "If you think cryptography is the answer to your problem,\n"
      "then you don't know what your problem is.\n"
      "\n"
      "\u2014 PeterNeumann "
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
      "\n");
  const VerifyingKey key = KeyOf("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(HexOf(NoteKeyHash("PeterNeumann", NoteSignatureType::kEd25519, key)), "c74f20a3");
  const auto found = FindNoteSignature(note, "PeterNeumann", NoteSignatureType::kEd25519, key);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(key.Verify(BytesOf(note.body), BytesOf(*found)));

  std::string seed;
  ASSERT_TRUE(absl::Base64Unescape("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz", &seed));
  const auto signer = SigningKey::FromSeed(SecretHex(HexOf(seed.substr(1))));
  ASSERT_TRUE(signer.ok());
  EXPECT_EQ(signer->verifying_key(), key);
  const auto again = signer->Sign(BytesOf(note.body));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(std::string(again->begin(), again->end()), *found);
}

// The verifier keys of the example of c2sp.org/signed-note and of transparency-dev/formats,
// note/note_cosigv1_test.go.
TEST(NoteVectors, KeyHashesAreThoseOfPublishedKeys) {
  EXPECT_EQ(HexOf(NoteKeyHash("example.com/foo", NoteSignatureType::kEd25519,
                              KeyOf("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"))),
            "530d903a");
  EXPECT_EQ(HexOf(NoteKeyHash("TEST", NoteSignatureType::kEd25519,
                              KeyOf("AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"))),
            "7997405c");
  EXPECT_EQ(HexOf(NoteKeyHash("remora.n621.de", NoteSignatureType::kCosignatureV1,
                              KeyOf("BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"))),
            "da77ade7");
}

// A checkpoint that the log arche2025h1.staging.ct.transparency.dev published, with its signatures
// (one of them of a type that Ginnel does not know) and the cosignatures of public witnesses.
constexpr char kPublished[] =
    "arche2025h1.staging.ct.transparency.dev\n"
    "1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
    "\n"
    "\u2014 arche2025h1.staging.ct.transparency.dev "
    "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFb"
    "on5Ch9MNL5zRNZ55lvGt0=\n"
    "\u2014 arche2025h1.staging.ct.transparency.dev "
    "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "\u2014 transparency.dev/DEV:witness-little-garden "
    "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY"
    "096st5BQ==\n"
    "\u2014 remora.n621.de "
    "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB"
    "0DrAWfBw==\n";

TEST(NoteVectors, VerifiesAPublishedCheckpointAndItsCosignatures) {
  const SignedNote note = Parsed(kPublished);
  const auto checkpoint = ParseCheckpointBody(note.body);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, "arche2025h1.staging.ct.transparency.dev");
  EXPECT_EQ(checkpoint->size, 1432088532u);
  EXPECT_TRUE(VerifyCheckpointSignature(note, checkpoint->origin,
                                        KeyOf("AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"))
                  .ok());
  const auto remora = VerifyCosignature(note, "remora.n621.de",
                                        KeyOf("BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"));
  ASSERT_TRUE(remora.ok()) << remora.status();
  EXPECT_EQ(*remora, absl::FromUnixSeconds(0x6a122120));
  const auto garden = VerifyCosignature(note, "transparency.dev/DEV:witness-little-garden",
                                        KeyOf("BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM"));
  ASSERT_TRUE(garden.ok()) << garden.status();
  EXPECT_EQ(*garden, absl::FromUnixSeconds(0x6a122120));
}

TEST(NoteVectors, RefusesThePublishedCheckpointAtAnotherSize) {
  SignedNote note = Parsed(kPublished);
  note.body.replace(note.body.find("1432088532"), 10, "1432088533");
  EXPECT_FALSE(VerifyCheckpointSignature(note, "arche2025h1.staging.ct.transparency.dev",
                                         KeyOf("AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"))
                   .ok());
  EXPECT_FALSE(VerifyCosignature(note, "remora.n621.de",
                                 KeyOf("BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"))
                   .ok());
}

}  // namespace
}  // namespace ginnel::crypto
