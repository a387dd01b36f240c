// SPDX-License-Identifier: Apache-2.0
#include "base/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace ginnel {
namespace {

// Parses one line as a JSON object.
google::protobuf::Struct Parse(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok()) << line;
  return object;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(EventLog, WritesOneJsonObjectForEachEvent) {
  testing::internal::CaptureStderr();
  EventLog log("node harness");
  log.Write(Event::kRunRefused, {{"run_id", std::string("ab12")}, {"n", int64_t{-3}}});
  const auto lines = Lines(testing::internal::GetCapturedStderr());
  ASSERT_EQ(lines.size(), 1u);
  auto fields = Parse(lines[0]).fields();
  EXPECT_EQ(fields["event"].string_value(), "run_refused");
  EXPECT_EQ(fields["id"].number_value(), 305);
  EXPECT_EQ(fields["level"].string_value(), "warning");
  EXPECT_EQ(fields["process"].string_value(), "node harness");
  EXPECT_EQ(fields["run_id"].string_value(), "ab12");
  EXPECT_EQ(fields["n"].number_value(), -3);
  EXPECT_THAT(fields["time"].string_value(), testing::MatchesRegex("20..-..-..T..:..:..\\....Z"));
}

TEST(EventLog, TextOfAPeerCannotForgeALineOrAField) {
  testing::internal::CaptureStderr();
  EventLog log("test");
  const std::string hostile = "x\",\"level\":\"ok\"}\n{\"event\":\"run_opened\"} %v {} \xFF\x1B[2J";
  log.Write(Event::kRunFailed, {{"error", hostile}});
  const auto lines = Lines(testing::internal::GetCapturedStderr());
  ASSERT_EQ(lines.size(), 1u);
  auto fields = Parse(lines[0]).fields();
  EXPECT_EQ(fields["event"].string_value(), "run_failed");
  EXPECT_EQ(fields["level"].string_value(), "error");
  EXPECT_EQ(fields["error"].string_value(),
            "x\",\"level\":\"ok\"}\n{\"event\":\"run_opened\"} %v {} \xEF\xBF\xBD\x1B[2J");
}

TEST(EventLog, LinesOfSeveralThreadsDoNotMix) {
  testing::internal::CaptureStderr();
  EventLog log("test");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&log] {
      for (int j = 0; j < 100; ++j) log.Write(Event::kRunStarted, {{"n", int64_t{j}}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto lines = Lines(testing::internal::GetCapturedStderr());
  EXPECT_EQ(lines.size(), 400u);
  for (const std::string& line : lines)
    EXPECT_EQ(Parse(line).fields().at("id").number_value(), 300);
}

TEST(EventLog, EachEventHasAName) {
  for (const Event event :
       {Event::kServerStarted, Event::kPeerRejected, Event::kRequestRefused, Event::kStoreFailed,
        Event::kQueryOffered, Event::kRunVoided, Event::kIngestCommitted, Event::kDataReloaded,
        Event::kPersonErased, Event::kObjectionKept, Event::kObjectionWithdrawn,
        Event::kPersonShown}) {
    EXPECT_NE(EventName(event), "unnamed");
  }
}

TEST(CorrelationId, IsSixteenHexDigitsAndNew) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = NewCorrelationId();
    EXPECT_EQ(id.size(), 16u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_TRUE(seen.insert(id).second);
  }
}

}  // namespace
}  // namespace ginnel
