// SPDX-License-Identifier: Apache-2.0
//
// What an analyst can do before anybody has approved anything: words, models, a rehearsal. No
// federation runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "tests/integration/federation.h"
#include "tests/integration/process.h"

namespace ginnel::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kModels = std::string(GINNEL_SOURCE_DIR) + "/models";

Outcome With(std::vector<std::string> words, const std::vector<std::string>& models = {}) {
  words.insert(words.begin(), "ginnel");
  words.insert(words.end(), {"--dictionary", kModels + "/dictionary.yaml"});
  for (const std::string& model : models) {
    words.insert(words.end(), {"--model", kModels + "/" + model + ".yaml"});
  }
  return integration::Run(words);
}

TEST(Rehearsal, ShowsTheTableOfASyntheticCityAndSaysSo) {
  TemporaryFolder scratch;
  const Outcome outcome = integration::Run(
      {.command = {"ginnel", "query", "rehearse", kModels + "/queries/leeds-segments.yaml",
                   "--dictionary", kModels + "/dictionary.yaml", "--model",
                   kModels + "/leeds-2017.yaml", "--people", "3000"},
       .environment = {{"TMPDIR", scratch.path()}}});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("SYNTHETIC: made-up people, not a result"),
                                 HasSubstr("Frailty"), HasSubstr("would be shown here")));
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path())) << "the city was left behind";
}

TEST(Rehearsal, MarksEveryFormat) {
  for (const char* format : {"csv", "json"}) {
    const Outcome outcome = With({"query", "rehearse", kModels + "/queries/disease-registers.yaml",
                                  "--people", "1000", "--format", format});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, format == std::string("csv") ? HasSubstr("SYNTHETIC")
                                                          : HasSubstr("\"synthetic\": true"));
  }
}

TEST(Rehearsal, AdvisesCoarserCutsWhereMuchWouldBeHidden) {
  const Outcome outcome = With(
      {"query", "rehearse", kModels + "/queries/north-west-london-groups.yaml", "--people", "2000"},
      {"nwl-whole-systems"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Coarser cuts that mostly survive"));
  EXPECT_THAT(outcome.out, HasSubstr("by banding ltc-bands"));
}

TEST(Rehearsal, RefusesWhatTheRealThingWould) {
  TemporaryFolder folder;
  const std::string file = folder.path() + "/query.yaml";
  auto text = ReadFile(kModels + "/queries/disease-registers.yaml");
  ASSERT_TRUE(text.ok());
  text->replace(text->find("prevalence asthma"), 17, "prevalence asthmo");
  ASSERT_TRUE(WriteFileAtomically(file, *text).ok());
  const Outcome outcome = With({"query", "rehearse", file, "--people", "1000"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("unknown variable `asthmo`: did you mean `asthma`?"));
}

TEST(Dictionary, ListsAndShows) {
  const Outcome list = With({"dictionary", "list", "--sector", "social_care"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(list.out, AllOf(HasSubstr("cost_social_care"), Not(HasSubstr("cost_gp "))));
  const Outcome show = With({"dictionary", "show", "cost_gp"}, {"leeds-2017"});
  EXPECT_EQ(show.exit_code, 0) << show.err;
  EXPECT_THAT(show.out,
              AllOf(HasSubstr("general practice spend"), HasSubstr("0 to 15000"),
                    HasSubstr("the costs of events of kind gp appointment in the query's period"),
                    HasSubstr("unit cost")));
  EXPECT_THAT(With({"dictionary", "show", "ltc_count"}, {"leeds-2017"}).out,
              HasSubstr("banding ltc-bands, model leeds-2017"));
  const Outcome unknown = With({"dictionary", "show", "cost_pg"});
  EXPECT_EQ(unknown.exit_code, 4);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean `cost_gp`"));
}

TEST(Model, IsCheckedExplainedAndCompared) {
  const Outcome check =
      With({"model", "check", kModels + "/leeds-2017.yaml", kModels + "/bridges-to-health.yaml"});
  EXPECT_EQ(check.exit_code, 0) << check.err;
  EXPECT_THAT(check.out, AllOf(HasSubstr("8 of segment"),
                               HasSubstr("one sector can answer it: general_practice"),
                               HasSubstr("linked queries only, because of emergency_admissions")));
  const Outcome explain = With({"model", "explain", "leeds-2017"}, {"leeds-2017"});
  EXPECT_EQ(explain.exit_code, 0) << explain.err;
  EXPECT_THAT(explain.out, AllOf(HasSubstr("Blueprint for Leeds"), HasSubstr("everybody else")));
  const Outcome compare =
      With({"model", "compare", "leeds-2017", "nwl-whole-systems", "--people", "2000"},
           {"leeds-2017", "nwl-whole-systems"});
  EXPECT_EQ(compare.exit_code, 0) << compare.err;
  EXPECT_THAT(compare.out, AllOf(HasSubstr("Variance explained"), HasSubstr("Socially excluded")));
}

TEST(Model, ThatIsWrongSaysWhere) {
  TemporaryFolder folder;
  const std::string file = folder.path() + "/model.yaml";
  const auto check = [&](const std::string& segments) {
    EXPECT_TRUE(WriteFileAtomically(file,
                                    "model: m\nversion: 1\ntitle: M\nsource: a test of this\n"
                                    "segments:\n" +
                                        segments)
                    .ok());
    const Outcome outcome = With({"model", "check", file});
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_THAT(check("  - {name: A, when: \"age < 18\"}\n"),
              HasSubstr("must say `when: otherwise`"));
  EXPECT_THAT(check("  - {name: A, when: \"age < 18\"}\n  - {name: B, when: \"age < 9\"}\n"
                    "  - {name: C, when: otherwise}\n"),
              HasSubstr("nobody can reach it"));
  EXPECT_THAT(check("  - {name: A, when: \"agee < 18\"}\n  - {name: C, when: otherwise}\n"),
              HasSubstr("did you mean `age`"));
}

TEST(Words, MustComeFromSomewhere) {
  const Outcome outcome = integration::Run({"ginnel", "dictionary", "list"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--dictionary models/dictionary.yaml"));
}

}  // namespace
}  // namespace ginnel::integration
