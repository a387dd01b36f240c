// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "../../unit/query/documents.h"
#include "query/model.h"
#include "query/row_evaluator.h"
#include "random_expression.h"

namespace ginnel::query {
namespace {

v1::SegmentationModel RandomModel(RandomExpression& random) {
  v1::SegmentationModel model;
  model.set_model("random");
  model.set_version(1);
  model.set_title("Random");
  const int segments = 1 + random.Below(6);
  for (int s = 0; s < segments; ++s) {
    v1::Segment& segment = *model.add_segments();
    segment.set_name("segment " + std::to_string(s));
    segment.set_when(s + 1 == segments ? "otherwise" : random.Condition(2));
  }
  return model;
}

TEST(ModelProperty, EveryoneFallsInExactlyOneSegment) {
  RandomExpression random(CoreDictionary(), 11);
  int sound = 0;
  for (int i = 0; i < 2000; ++i) {
    const v1::SegmentationModel model = RandomModel(random);
    const auto axes = AxesOfModel(model, CoreDictionary());
    if (!axes.ok()) continue;  // an unreachable rule
    ++sound;
    const PlannedAxis& axis = (*axes)[0];
    for (int person = 0; person < 10; ++person) {
      const auto row = random.Person();
      // Exclusive form: segment i is its rule and none before it. Exactly one holds.
      int held = 0;
      bool before = false;
      size_t last_held = 0;
      for (size_t s = 0; s < axis.rules.size(); ++s) {
        const bool holds = !before && IsSelected(axis.rules[s], row);
        before = before || holds;
        if (holds) last_held = s;
        held += holds ? 1 : 0;
      }
      ASSERT_EQ(held, 1);
      ASSERT_EQ(SegmentOf(axis, row), last_held);
    }
  }
  EXPECT_GT(sound, 500);
}

// Nobody out of many random people may reach a rule that the check calls unreachable.
TEST(ModelProperty, NobodyReachesARuleThatIsCalledUnreachable) {
  RandomExpression random(CoreDictionary(), 12);
  std::vector<std::vector<std::optional<int64_t>>> people;
  for (int i = 0; i < 300; ++i) people.push_back(random.Person());
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    const v1::SegmentationModel model = RandomModel(random);
    const std::string error = ErrorOf(CheckModel(model, CoreDictionary()));
    if (error == "OK") continue;
    ++refused;
    const size_t at = error.find("segment `segment ");
    ASSERT_NE(at, std::string::npos) << error;
    const int named = error[at + 17] - '0';
    std::vector<Expression> rules;  // of the segments up to the one named
    for (int r = 0; r <= named; ++r) {
      const std::string& when = model.segments(r).when();
      rules.push_back(when == "otherwise" ? LiterallyTrue()
                                          : *ParseExpression(when, CoreDictionary()));
    }
    for (const auto& row : people) {
      int reached = -1;
      for (int r = 0; r <= named && reached < 0; ++r) {
        if (IsSelected(rules[static_cast<size_t>(r)], row)) reached = r;
      }
      ASSERT_NE(reached, named) << error;
    }
  }
  EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace ginnel::query
