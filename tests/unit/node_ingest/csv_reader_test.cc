// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/csv_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

namespace ginnel::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct Result {
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
  std::vector<uint64_t> lines;
  std::string problems;
};

Result ReadAll(const std::string& text) {
  const int fd = memfd_create("csv", MFD_CLOEXEC);
  EXPECT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  lseek(fd, 0, SEEK_SET);
  CsvReader reader(fd, "x.csv");
  Problems problems;
  Result result;
  if (reader.ReadHeading(problems)) {
    for (const CsvField& field : reader.heading()) result.heading.emplace_back(field.text);
    while (reader.Next(problems)) {
      result.lines.push_back(reader.row().line);
      std::vector<std::string>& row = result.rows.emplace_back();
      for (const CsvField& field : reader.row().fields) row.emplace_back(field.text);
    }
  }
  result.problems = std::string(problems.ToStatus().message());
  return result;
}

TEST(CsvReader, ReadsRfc4180WithAndWithoutALastLineEnd) {
  for (const char* end : {"", "\n", "\r\n"}) {
    const Result result = ReadAll(std::string("a,b\r\n1,2\n3,4") + end);
    EXPECT_EQ(result.problems, "");
    EXPECT_THAT(result.heading, ElementsAre("a", "b"));
    EXPECT_THAT(result.rows, ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "4")));
  }
}

TEST(CsvReader, ReadsQuotedCommasQuotesAndLineEnds) {
  const Result result = ReadAll("a,b\n\"x,\"\"y\"\"\",\"1\r\n2\n\"\n\"\",z\n");
  EXPECT_EQ(result.problems, "");
  EXPECT_THAT(result.rows, ElementsAre(ElementsAre("x,\"y\"", "1\r\n2\n"), ElementsAre("", "z")));
  EXPECT_THAT(result.lines, ElementsAre(2, 5));
}

TEST(CsvReader, KeepsEmptyValues) {
  const Result result = ReadAll("a,b,c\n,,\n,x,\n");
  EXPECT_THAT(result.rows, ElementsAre(ElementsAre("", "", ""), ElementsAre("", "x", "")));
}

TEST(CsvReader, SkipsAByteOrderMarkAndBlankLines) {
  const Result result = ReadAll(
      "\xEF\xBB\xBF"
      "a,b\n\n1,é\n\r\n");
  EXPECT_EQ(result.problems, "");
  EXPECT_THAT(result.heading, ElementsAre("a", "b"));
  EXPECT_THAT(result.rows, ElementsAre(ElementsAre("1", "é")));
  EXPECT_THAT(result.lines, ElementsAre(3));
}

TEST(CsvReader, ReadsFilesLargerThanItsBuffer) {
  std::string text = "n,text\n";
  const std::string filler(997, 'x');
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + ",\"" + filler + "\n\"\n";
  const Result result = ReadAll(text);
  EXPECT_EQ(result.problems, "");
  ASSERT_EQ(result.rows.size(), 5000u);
  EXPECT_EQ(result.rows[4999][0], "4999");
  EXPECT_EQ(result.rows[4999][1], filler + "\n");
  EXPECT_EQ(result.lines[4999], 2u + 2 * 4999);
}

TEST(CsvReader, PointsAtAQuoteThatIsNeverClosed) {
  EXPECT_THAT(ReadAll("a,b\n1,2\n3,\"four\n5,6\n").problems,
              StartsWith("x.csv:3:3: the quote that opens here is never closed"));
}

TEST(CsvReader, PointsAtAQuoteThatIsNeverClosedInAHugeFile) {
  std::string text = "a,b\n1,\"two\n";
  while (text.size() < 3'000'000) text += "3,4\n";
  EXPECT_THAT(ReadAll(text).problems,
              StartsWith("x.csv:2:3: the quote that opens here is never closed"));
}

TEST(CsvReader, PointsAtAQuoteWhereNoneMayBe) {
  EXPECT_THAT(ReadAll("a,b\n1,tw\"o\"\n").problems,
              StartsWith("x.csv:2:5: a quote inside a field"));
  EXPECT_THAT(ReadAll("a,b\n1,\"two\" \n").problems,
              StartsWith("x.csv:2:8: a closing quote must be followed by a comma or the end of the "
                         "line (the field opens at 2:3)"));
}

TEST(CsvReader, PointsAtRowsOfAnotherLengthAndReadsOn) {
  const Result result = ReadAll("a,b\n1\n1,2,3\n4,5\n");
  EXPECT_THAT(result.problems,
              HasSubstr("x.csv:2:1: the row has 1 value and the heading has 2 columns"));
  EXPECT_THAT(result.problems,
              HasSubstr("x.csv:3:5: the row has 3 values and the heading has 2 columns"));
  EXPECT_THAT(result.rows, ElementsAre(ElementsAre("4", "5")));
}

TEST(CsvReader, PointsAtBytesThatAreNotUtf8AndReadsOn) {
  const Result result = ReadAll("a,b\n1,caf\xE9\n3,4\n");
  EXPECT_THAT(result.problems, StartsWith("x.csv:2:6: byte 0xe9 is not UTF-8 (Windows-1252?)"));
  EXPECT_THAT(result.rows, ElementsAre(ElementsAre("3", "4")));
}

TEST(CsvReader, KnowsUtf16AndNulBytes) {
  EXPECT_THAT(ReadAll("\xFF\xFE"
                      "a,b")
                  .problems,
              StartsWith("x.csv:1:1: the file is UTF-16"));
  EXPECT_THAT(ReadAll(std::string("a,b\n1,\0\n", 8)).problems, StartsWith("x.csv:2:3: a NUL byte"));
}

TEST(CsvReader, PointsAtLineEndsOfCarriageReturnsOnly) {
  EXPECT_THAT(ReadAll("a,b\r1,2\r").problems,
              StartsWith("x.csv:1:4: a carriage return inside a line"));
}

TEST(CsvReader, SaysThatAFileIsEmpty) {
  EXPECT_THAT(ReadAll("").problems, StartsWith("x.csv:1:1: the file is empty"));
  EXPECT_THAT(ReadAll("\xEF\xBB\xBF").problems, StartsWith("x.csv:1:1: the file is empty"));
  EXPECT_EQ(ReadAll("a\n").problems, "");
}

TEST(CsvReader, RefusesHugeValuesAndRecords) {
  const Result field = ReadAll("a,b\n1," + std::string(70'000, 'x') + "\n2,3\n");
  EXPECT_THAT(field.problems, StartsWith("x.csv:2:3: a value of more than 64 KiB"));
  EXPECT_EQ(field.rows.size(), 1u);
  EXPECT_THAT(ReadAll("a,b\n1," + std::string(70'000, ',')).problems,
              StartsWith("x.csv:2:4: the row has"));
  EXPECT_THAT(ReadAll("a,b\n" + std::string(1'200'000, ',')).problems,
              StartsWith("x.csv:2:1: a record of more than 1 MiB"));
}

TEST(CsvReader, StopsAfterTwentyProblems) {
  std::string text = "a,b\n";
  for (int i = 0; i < 50; ++i) text += "1\n";
  const Result result = ReadAll(text);
  EXPECT_THAT(result.problems, HasSubstr("x.csv:21:1:"));
  EXPECT_THAT(result.problems, testing::Not(HasSubstr("x.csv:22:1:")));
  EXPECT_THAT(result.problems, HasSubstr("and perhaps more"));
}

}  // namespace
}  // namespace ginnel::node
