// SPDX-License-Identifier: Apache-2.0
#include "cli/language/model_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/command/json.h"
#include "base/document.h"
#include "base/status.h"
#include "base/suggest.h"
#include "cli/language/model_facts.h"
#include "cli/language/words_source.h"
#include "cli/rehearsal/rehearse.h"
#include "disclosure/render_table.h"
#include "query/dictionary_english.h"

namespace ginnel::cli {
namespace {

struct Options {
  WordsOptions words;
  std::vector<std::string> models;  // files, or names of the agreement's
  std::vector<std::string> measures = {"explained cost_gp"};
  uint32_t people = kRehearsalPeople;
  bool json = false;
};

bool IsFile(const std::string& word) {
  return absl::EndsWith(word, ".yaml") || absl::EndsWith(word, ".yml") ||
         absl::StrContains(word, '/');
}

absl::StatusOr<v1::SegmentationModel> FindModel(const std::string& word,
                                                const v1::Constitution& constitution) {
  if (IsFile(word)) return LoadYamlFile<v1::SegmentationModel>(word);
  const v1::SegmentationModel* found = nullptr;
  std::vector<std::string> names;
  for (const v1::SegmentationModel& model : constitution.models()) {
    names.push_back(model.model());
    if (model.model() == word && (found == nullptr || model.version() > found->version())) {
      found = &model;
    }
  }
  if (found != nullptr) return *found;
  return absl::NotFoundError(absl::StrCat("the agreement has no model `", word.substr(0, 80), "`",
                                          Suggest(word.substr(0, 80), names),
                                          "; a file's name ends in .yaml"));
}

struct Words {
  v1::Constitution constitution;
  query::Dictionary dictionary;
};

absl::StatusOr<Words> Load(const Options& options, const Clock& clock) {
  ASSIGN_OR_RETURN(v1::Constitution constitution, LoadWords(options.words, clock));
  ASSIGN_OR_RETURN(query::Dictionary dictionary,
                   query::Dictionary::Create(constitution.dictionary()));
  return Words{std::move(constitution), std::move(dictionary)};
}

std::string SizeOf(const ModelFacts& facts) {
  std::vector<std::string> sizes;
  for (const query::PlannedAxis& axis : facts.axes) {
    sizes.push_back(absl::StrCat(axis.labels.size(), " of ", axis.name));
  }
  return absl::StrJoin(sizes, " × ");
}

std::string WhoCanAnswer(const ModelFacts& facts) {
  std::vector<std::string> names;
  for (const v1::Sector sector : facts.sectors) names.push_back(query::SectorName(sector));
  if (!names.empty()) return absl::StrCat("one sector can answer it: ", absl::StrJoin(names, ", "));
  return absl::StrCat("no one sector can answer it: linked queries only, because of ",
                      absl::StrJoin(facts.unusual, ", "));
}

absl::Status Check(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const Words words, Load(options, terminal.clock));
  for (const std::string& word : options.models) {
    ASSIGN_OR_RETURN(const v1::SegmentationModel model, FindModel(word, words.constitution));
    const absl::StatusOr<ModelFacts> facts = FactsOf(model, words.dictionary);
    if (!facts.ok()) {
      return absl::Status(facts.status().code(),
                          absl::StrCat(word, ": ", facts.status().message()));
    }
    terminal.out << model.model() << " version " << model.version() << ": valid. " << SizeOf(*facts)
                 << "; everybody falls in exactly one; reads " << facts->variables.size()
                 << " variables; " << WhoCanAnswer(*facts) << ".\n";
  }
  return absl::OkStatus();
}

absl::Status Explain(const Options& options, Terminal& terminal) {
  ASSIGN_OR_RETURN(const Words words, Load(options, terminal.clock));
  for (const std::string& word : options.models) {
    ASSIGN_OR_RETURN(const v1::SegmentationModel model, FindModel(word, words.constitution));
    if (options.json) {
      ASSIGN_OR_RETURN(const std::string json, ToReadableJson(model));
      terminal.out << json;
      continue;
    }
    ASSIGN_OR_RETURN(const std::string english, query::SayModel(model, words.dictionary));
    terminal.out << model.title() << " (" << model.model() << ", version " << model.version()
                 << ")\nSource: " << model.source() << "\n"
                 << english;
  }
  return absl::OkStatus();
}

// How two models cut the same made-up people, and how much of a figure's variance each explains.
v1::Query ComparisonOf(const std::vector<v1::SegmentationModel>& models,
                       const std::vector<std::string>& measures) {
  v1::Query query;
  query.set_title(absl::StrCat(models[0].title(), ", against ", models[1].title()));
  query.set_purpose("comparison");
  query.set_author("analyst@rehearsal");
  query.set_period("2025/26");
  query.set_index_date("2026-04-01");
  query.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED);
  query.add_measures("people");
  for (const std::string& measure : measures) query.add_measures(measure);
  query.add_across(v1::SECTOR_GENERAL_PRACTICE);
  query.set_profile("nhs-1-7-round-5");
  query.set_runs(1);
  query.set_not_after("2026-12-31");
  return query;
}

absl::Status Compare(const Options& options, Terminal& terminal) {
  if (options.models.size() != 2) return absl::InvalidArgumentError("name two models");
  ASSIGN_OR_RETURN(const Words words, Load(options, terminal.clock));
  std::vector<v1::SegmentationModel> models;
  for (const std::string& word : options.models) {
    ASSIGN_OR_RETURN(v1::SegmentationModel model, FindModel(word, words.constitution));
    ASSIGN_OR_RETURN(const ModelFacts facts, FactsOf(model, words.dictionary));
    terminal.out << model.model() << ": " << SizeOf(facts) << "; reads " << facts.variables.size()
                 << " variables; " << WhoCanAnswer(facts) << "\n";
    models.push_back(std::move(model));
  }
  for (const v1::SegmentationModel& model : models) {
    v1::Query query = ComparisonOf(models, options.measures);
    query.set_title(absl::StrCat("What ", model.title(), " explains"));
    query.add_by(absl::StrCat("model ", model.model(), "@", model.version()));
    v1::Constitution constitution = words.constitution;
    constitution.mutable_models()->Assign(models.begin(), models.end());
    ASSIGN_OR_RETURN(
        const config::RehearsalReport report,
        Rehearse({std::move(query), std::move(constitution), options.people, 1, false}));
    terminal.out << "\n" << disclosure::RenderTable(report.release());
  }
  return absl::OkStatus();
}

CLI::App* Add(CLI::App& group, Terminal& terminal, const char* name, const char* description,
              const char* footer, const std::shared_ptr<Options>& options,
              absl::Status (*run)(const Options&, Terminal&)) {
  CLI::App* command = group.add_subcommand(name, description);
  command
      ->add_option("MODEL", options->models, "a model's file, or the name of one of the agreement")
      ->required();
  AddWordsOptions(*command, options->words);
  command->footer(footer);
  command->callback([options, run, &terminal] { terminal.outcome = run(*options, terminal); });
  return command;
}

}  // namespace

void AddModelCommands(CLI::App& app, Terminal& terminal) {
  CLI::App* group = app.add_subcommand("model", "Segmentation models");
  group->require_subcommand(1);
  Add(*group, terminal, "check", "Is a model valid under a dictionary, and who can answer it?",
      "Checks that rules type-check, that the last one takes everybody who is left, and that none "
      "is\n"
      "out of reach.\n\nExamples:\n  ginnel model check my-model.yaml --as people/analyst\n"
      "  ginnel model check models/leeds-2017.yaml --dictionary models/dictionary.yaml",
      std::make_shared<Options>(), Check);
  auto explain = std::make_shared<Options>();
  Add(*group, terminal, "explain", "A model's segments and rules in plain English",
      "Examples:\n  ginnel model explain leeds-2017 --as people/analyst", explain, Explain)
      ->add_flag("--json", explain->json, "print JSON");
  auto compare = std::make_shared<Options>();
  CLI::App* command =
      Add(*group, terminal, "compare",
          "Two models on one synthetic city: their segments' sizes, and how much each explains",
          "The people are made up (`ginnel query rehearse` says how). To compare on real figures, "
          "ask a\n"
          "query by each.\n\nExamples:\n  ginnel model compare leeds-2017 nwl-whole-systems --as "
          "people/analyst",
          compare, Compare);
  command->add_option("--measure", compare->measures,
                      "figures to show beside people (default: explained cost_gp)");
  command->add_option("--people", compare->people, "people of the synthetic city")
      ->check(CLI::Range(1'000, 1'000'000));
}

}  // namespace ginnel::cli
