// SPDX-License-Identifier: Apache-2.0
#include "cli/synth/synth_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/status.h"
#include "synth/generate_city.h"

namespace ginnel::cli {
namespace {

absl::Status Generate(synth::CityOptions options, bool json, Terminal& terminal) {
  std::string last;
  options.progress = [&](std::string_view step, double) {
    if (!json && step != last) terminal.err << step << "…\n";
    last = step;
  };
  synth::CitySummary summary;
  RETURN_IF_ERROR(synth::GenerateCity(options, &summary));
  if (json) {
    terminal.out << "{\"registered\":" << summary.registered
                 << ",\"left_or_died\":" << summary.left_or_died
                 << ",\"never_registered\":" << summary.never_registered
                 << ",\"brent_cohort\":" << summary.brent_cohort
                 << ",\"event_rows\":" << summary.event_rows << "}\n";
    return absl::OkStatus();
  }
  terminal.out << "Synthetic: nobody in these files exists.\n"
               << "  registered at the index date     " << summary.registered << "\n"
               << "  left or died in three years      " << summary.left_or_died << "\n"
               << "  registered nowhere in the place  " << summary.never_registered << "\n"
               << "  Harness and Kilburn, 75 or over, with a long-term condition  "
               << summary.brent_cohort << "\n  event rows  " << summary.event_rows << "\n"
               << "Written to " << options.out_dir
               << ": one folder for each organisation, with its mapping.yaml\n";
  return absl::OkStatus();
}

}  // namespace

void AddSynthCommand(CLI::App& app, Terminal& terminal) {
  CLI::App* command = app.add_subcommand(
      "synth", "Write a synthetic city: CSV files and mappings of seven organisations");
  auto options = std::make_shared<synth::CityOptions>();
  auto json = std::make_shared<bool>(false);
  command->add_option("--people", options->people,
                      "registered people (default: the published table's 229323)");
  command->add_option("--seed", options->seed, "the same seed gives the same city everywhere");
  command->add_option("--out", options->out_dir, "folder to write to")->required();
  command->add_flag("--flaws", options->flaws,
                    "add invalid NHS numbers and repeated rows, to see what ingest says of them");
  command->add_flag("--json", *json, "print JSON");
  command->footer(
      "Examples:\n  ginnel synth --people 229323 --seed 1 --out city\n"
      "  ginnel synth --people 5000 --out small --flaws");
  command->callback(
      [options, json, &terminal] { terminal.outcome = Generate(*options, *json, terminal); });
}

}  // namespace ginnel::cli
