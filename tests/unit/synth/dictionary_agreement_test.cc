// SPDX-License-Identifier: Apache-2.0
//
// The city speaks the words of the core dictionary, or a node could not take it in.
#include <map>
#include <set>
#include <string>

#include "base/document.h"
#include "ginnel/v1/dictionary.pb.h"
#include "gtest/gtest.h"
#include "synth/generate_city.h"
#include "tests/unit/synth/written_city.h"

namespace ginnel::synth {
namespace {

// What variables are derived from, by kind of derivation, with their codes if they are categories.
struct Sources {
  std::map<std::string, v1::Variable> attributes, observations;
  std::set<std::string> conditions, kinds;
};

Sources SourcesOf(const v1::Dictionary& dictionary) {
  Sources sources;
  for (const v1::Variable& variable : dictionary.variables()) {
    const v1::Derivation& from = variable.from();
    auto or_name = [&](const std::string& name) { return name.empty() ? variable.name() : name; };
    if (from.has_attribute()) sources.attributes[or_name(from.attribute().name())] = variable;
    if (from.has_observation()) sources.observations[or_name(from.observation().name())] = variable;
    if (from.has_condition()) sources.conditions.insert(or_name(from.condition().code()));
    sources.kinds.insert(from.events().kinds().begin(), from.events().kinds().end());
  }
  return sources;
}

bool IsCodeOf(const v1::Variable& variable, std::string_view value) {
  for (const v1::Code& code : variable.codes()) {
    if (code.code() == value) return true;
  }
  return variable.type() != v1::VARIABLE_TYPE_CATEGORY;
}

TEST(DictionaryAgreement, EveryNameCodeAndKindIsInTheCoreDictionary) {
  const absl::StatusOr<v1::Dictionary> dictionary =
      LoadYamlFile<v1::Dictionary>(GINNEL_SOURCE_DIR "/models/dictionary.yaml");
  ASSERT_TRUE(dictionary.ok()) << dictionary.status();
  const Sources sources = SourcesOf(*dictionary);
  TemporaryFolder folder;
  CitySummary summary;
  ASSERT_TRUE(GenerateCity({.people = 4'000, .out_dir = folder.path()}, &summary).ok());
  for (const FileSummary& file : summary.files) {
    const std::string path = folder.path() + "/" +
                             std::string(kMemberIds[static_cast<size_t>(file.member)]) + "/" +
                             file.file;
    if (file.file == "conditions.csv") {
      ForEachRow(path, {"condition"}, [&](const Fields& row) {
        ASSERT_TRUE(sources.conditions.contains(std::string(row[0]))) << row[0];
      });
    } else if (file.file == "events.csv") {
      ForEachRow(path, {"kind"}, [&](const Fields& row) {
        ASSERT_TRUE(sources.kinds.contains(std::string(row[0]))) << row[0];
      });
    } else if (file.file == "observations.csv") {
      ForEachRow(path, {"name", "value"}, [&](const Fields& row) {
        const auto variable = sources.observations.find(std::string(row[0]));
        ASSERT_NE(variable, sources.observations.end()) << row[0];
        ASSERT_TRUE(IsCodeOf(variable->second, row[1])) << row[0] << ' ' << row[1];
      });
    } else if (file.file == "persons.csv") {
      ForEachRow(path, {"sex", "ethnic_category"}, [&](const Fields& row) {
        ASSERT_TRUE(IsCodeOf(sources.attributes.at("sex"), row[0])) << row[0];
        ASSERT_TRUE(IsCodeOf(sources.attributes.at("ethnic_category"), row[1])) << row[1];
      });
    }
  }
}

}  // namespace
}  // namespace ginnel::synth
