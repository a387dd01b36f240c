// SPDX-License-Identifier: Apache-2.0
#include "governance/run_id.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ginnel::governance {
namespace {

v1::Run SampleRun() {
  v1::Run run;
  run.set_query_digest("q");
  run.add_approval_digests("a1");
  run.add_approval_digests("a2");
  run.set_agreement_digest("g");
  run.add_roster("north");
  run.add_roster("south");
  run.set_nonce("n");
  run.set_n(1);
  run.set_attempt(2);
  run.set_threshold(8);
  run.set_started_at("2026-05-01T12:00:00Z");
  return run;
}

// The layout as run_id.h draws it, built by hand.
TEST(RunId, IsTheHashOfTheDocumentedBytes) {
  const auto number = [](char value) { return std::string(7, '\0') + value; };
  const auto text = [&](const std::string& value) {
    return number(static_cast<char>(value.size())) + value;
  };
  const std::string bytes = text("ginnel run v1") + text("q") + number(2) + text("a1") +
                            text("a2") + text("g") + number(2) + text("north") + text("south") +
                            text("n") + number(1) + number(2) + number(8) +
                            text("2026-05-01T12:00:00Z");
  EXPECT_EQ(RunIdOf(SampleRun()), crypto::Sha256(std::string_view(bytes)));

  v1::Run linked = SampleRun();
  linked.set_epoch(3);
  linked.set_spine_digest("s");
  EXPECT_EQ(RunIdOf(linked), crypto::Sha256(std::string_view(bytes + number(3) + text("s"))));
}

TEST(RunId, DependsOnEveryField) {
  const std::vector<std::function<void(v1::Run&)>> changes = {
      [](v1::Run&) {},
      [](v1::Run& run) { run.set_query_digest("r"); },
      [](v1::Run& run) { run.set_approval_digests(1, "a3"); },
      [](v1::Run& run) { run.set_agreement_digest("h"); },
      [](v1::Run& run) { run.set_roster(1, "east"); },
      [](v1::Run& run) { run.set_nonce("m"); },
      [](v1::Run& run) { run.set_n(2); },
      [](v1::Run& run) { run.set_attempt(1); },
      [](v1::Run& run) { run.set_threshold(9); },
      [](v1::Run& run) { run.set_started_at("2026-05-01T12:00:01Z"); },
      [](v1::Run& run) { run.set_epoch(1); },
      [](v1::Run& run) { run.set_spine_digest("s"); },
  };
  std::set<std::string> ids;
  for (const auto& change : changes) {
    v1::Run run = SampleRun();
    change(run);
    ids.insert(RunIdOf(run).ToHex());
  }
  EXPECT_EQ(ids.size(), changes.size());
}

TEST(RunId, TellsWhereOneItemEndsAndTheNextBegins) {
  v1::Run one = SampleRun();
  v1::Run other = SampleRun();
  one.set_roster(0, "northsou");
  one.set_roster(1, "th");
  EXPECT_NE(RunIdOf(one), RunIdOf(other));
  one = other;
  one.clear_roster();
  one.add_roster("northsouth");
  EXPECT_NE(RunIdOf(one), RunIdOf(other));
}

}  // namespace
}  // namespace ginnel::governance
