// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/document.h"
#include "every_kind.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace ginnel {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::EveryKind;
using ::testing::HasSubstr;

void ExpectRoundTrip(const EveryKind& message, const std::string& json) {
  const absl::StatusOr<std::string> written = CanonicalJson(message);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(*written, json);
  const absl::StatusOr<EveryKind> read = ParseCanonicalJson<EveryKind>(*written);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(MessageDifferencer::Equals(message, *read));
}

void ExpectRefused(const std::string& json) {
  EveryKind message;
  message.set_text("left over");
  const absl::Status status = ParseCanonicalJson(json, message);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << json;
  EXPECT_TRUE(MessageDifferencer::Equals(message, EveryKind())) << "nothing of it may be used";
}

TEST(CanonicalJson, LeavesOutDefaults) { ExpectRoundTrip({}, "{}"); }

TEST(CanonicalJson, SortsFieldsByNameAndWritesNoWhiteSpace) {
  EveryKind message;
  message.set_text("b");
  message.set_flag(true);
  message.set_count(4'294'967'295u);
  message.set_small(-7);
  message.mutable_inner()->set_value(1);
  message.mutable_inner()->set_name("n");
  ExpectRoundTrip(message, R"({"count":4294967295,"flag":true,"inner":{"name":"n","value":1},)"
                           R"("small":-7,"text":"b"})");
}

TEST(CanonicalJson, Writes64BitIntegersAsStrings) {
  EveryKind message;
  message.set_large(std::numeric_limits<int64_t>::min());
  message.set_big_count(std::numeric_limits<uint64_t>::max());
  message.add_numbers(0);
  message.add_numbers(-1);
  ExpectRoundTrip(message, R"({"big_count":"18446744073709551615","large":"-9223372036854775808",)"
                           R"("numbers":["0","-1"]})");
}

TEST(CanonicalJson, KeepsAnOptionalThatIsSetToItsDefault) {
  EveryKind message;
  message.set_bound(0);
  ExpectRoundTrip(message, R"({"bound":"0"})");
}

TEST(CanonicalJson, KeepsTheChoiceOfAOneof) {
  EveryKind message;
  message.mutable_first();
  ExpectRoundTrip(message, R"({"first":{}})");
  message.set_second("");
  ExpectRoundTrip(message, R"({"second":""})");
}

TEST(CanonicalJson, NamesEnumsInFull) {
  EveryKind message;
  message.set_colour(testing::COLOUR_DARK_BLUE);
  message.add_colours(testing::COLOUR_UNSPECIFIED);
  message.add_colours(testing::COLOUR_RED);
  ExpectRoundTrip(message,
                  R"({"colour":"COLOUR_DARK_BLUE","colours":["COLOUR_UNSPECIFIED","COLOUR_RED"]})");
}

TEST(CanonicalJson, WritesBytesAsPaddedBase64) {
  EveryKind message;
  message.set_data(std::string("\xFB\xFF\x00\x01", 4));
  ExpectRoundTrip(message, R"({"data":"+/8AAQ=="})");
}

TEST(CanonicalJson, EscapesOnlyQuoteBackslashAndControls) {
  EveryKind message;
  message.set_text(
      std::string("\"\\/\b\f\n\r\t\x01\x1F\x7F\0<>&\xC3\xA9\xE2\x80\xA8\xF0\x9F\x8F\xA0", 24));
  ExpectRoundTrip(
      message,
      "{\"text\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\\u0000<>&\xC3\xA9\xE2\x80\xA8"
      "\xF0\x9F\x8F\xA0\"}");
}

TEST(CanonicalJson, KeepsTheOrderOfLists) {
  EveryKind message;
  message.add_texts("b");
  message.add_texts("a");
  message.add_inners();
  message.add_inners()->set_name("x");
  ExpectRoundTrip(message, R"({"inners":[{},{"name":"x"}],"texts":["b","a"]})");
}

TEST(CanonicalJson, RefusesToWriteWhatHasNoOneSpelling) {
  EveryKind real;
  real.set_real(0.5);
  EXPECT_THAT(std::string(CanonicalJson(real).status().message()), HasSubstr("EveryKind.real"));
  EveryKind map;
  (*map.mutable_words())["a"] = "b";
  EXPECT_EQ(CanonicalJson(map).status().code(), absl::StatusCode::kInvalidArgument);
  EveryKind future;
  future.set_colour(static_cast<testing::Colour>(77));
  EXPECT_EQ(CanonicalJson(future).status().code(), absl::StatusCode::kInvalidArgument);
  EveryKind latin;
  latin.set_text("\xE9");
  EXPECT_EQ(CanonicalJson(latin).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(CanonicalJson, RefusesToWriteFieldsItDoesNotKnow) {
  EveryKind message;
  message.mutable_inner()
      ->GetReflection()
      ->MutableUnknownFields(message.mutable_inner())
      ->AddVarint(99, 1);
  EXPECT_EQ(CanonicalJson(message).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(CanonicalJson, RefusesEveryOtherSpellingOfTheSameMessage) {
  for (const char* json : {
           R"({"text":"a","text":"a"})",          // duplicate key
           R"({"text":"b","text":"a"})",          // duplicate key, other value
           R"({"text":"a",})",                    // trailing comma
           R"({ "text":"a"})",                    // white space
           "{\"text\":\"a\"}\n",                  //
           R"({text:"a"})",                       // unquoted key
           R"({'text':'a'})",                     // single quotes
           R"({"text":"a","count":1})",           // not sorted
           R"({"text":""})",                      // default
           R"({"inner":null})",                   // null
           R"({"bigCount":"1"})",                 // camel case
           R"({"big_count":1})",                  // 64 bits as a number
           R"({"count":"1"})",                    // 32 bits as a string
           R"({"count":1.0})",                    //
           R"({"count":1e0})",                    //
           R"({"colour":1})",                     // enum by number
           R"({"colour":"COLOUR_UNSPECIFIED"})",  // default
           R"({"data":"+/8AAQ"})",                // no padding
           R"({"data":"-_8AAQ=="})",              // web-safe alphabet
           R"({"data":"+/8AAR=="})",              // trailing bits
           R"({"text":"\u0061"})",                // escape that is not needed
           R"({"text":"\/"})",                    //
           R"({"numbers":["01"]})",               // leading zero
           R"({"texts":[]})",                     // empty list
           R"({"texts":"a"})",                    // not a list
           R"({"unknown":1})",                    //
           R"({"first":{},"second":""})",         // two of a oneof
           R"({"real":0.5})",                     //
           R"({"words":{"a":"b"}})",              //
           "{\"text\":\"\xE9\"}",                 // not UTF-8
           "\xEF\xBB\xBF{}",                      // byte order mark
           "{}{}",                                //
           "[]",                                  //
           "null",                                //
           "",                                    //
       }) {
    ExpectRefused(json);
  }
}

TEST(CanonicalJson, RefusesDeepNestingBeforeItIsParsed) {
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += R"({"deeper":)";
  ExpectRefused(deep);
  ExpectRefused(std::string(1'000'000, '['));
  EveryKind nested;
  EveryKind* at = &nested;
  for (int i = 0; i < 70; ++i) at = at->mutable_deeper();
  EXPECT_FALSE(CanonicalJson(nested).ok());
}

TEST(CanonicalJson, RefusesDocumentsOverTheLimit) {
  ExpectRefused("{\"text\":\"" + std::string(17u << 20, 'a') + "\"}");
}

}  // namespace
}  // namespace ginnel
