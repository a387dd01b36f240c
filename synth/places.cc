// SPDX-License-Identifier: Apache-2.0
#include "synth/places.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace ginnel::synth {
namespace {

struct Organisation {
  std::string_view id;
  std::string_view sector;
};
constexpr std::array<Organisation, kMembers> kOrganisations = {
    {{"harness", "general_practice"},
     {"kilburn", "general_practice"},
     {"third-network", "general_practice"},
     {"acute-trust", "acute"},
     {"mental-health-trust", "mental_health"},
     {"community-trust", "community"},
     {"council", "social_care"}}};

constexpr Member kH = Member::kHarness;
constexpr Member kK = Member::kKilburn;
constexpr Member kT = Member::kThirdNetwork;

// clang-format off
constexpr std::array<Practice, 31> kPractices = {{
    {"Y90001", "Alder Surgery",           kH, "N01",  70},
    {"Y90002", "Ash Lane Practice",       kH, "N01", 110},
    {"Y90003", "Aspen Medical Centre",    kH, "N01",  90},
    {"Y90004", "Beech Road Surgery",      kH, "N01", 130},
    {"Y90005", "Birch Health Centre",     kH, "N02",  60},
    {"Y90006", "Blackthorn Practice",     kH, "N02", 140},
    {"Y90007", "Bramble Surgery",         kH, "N02",  80},
    {"Y90008", "Cedar Medical Centre",    kH, "N03", 120},
    {"Y90009", "Cherry Tree Practice",    kH, "N03", 100},
    {"Y90010", "Chestnut Surgery",        kH, "N03",  75},
    {"Y90011", "Cypress Health Centre",   kK, "N04",  95},
    {"Y90012", "Dogwood Surgery",         kK, "N04", 125},
    {"Y90013", "Elder Lane Practice",     kK, "N04",  65},
    {"Y90014", "Elm Park Surgery",        kK, "N05", 135},
    {"Y90015", "Fir Grove Practice",      kK, "N05",  85},
    {"Y90016", "Gorse Medical Centre",    kK, "N05", 105},
    {"Y90017", "Hawthorn Surgery",        kK, "N06", 115},
    {"Y90018", "Hazel Health Centre",     kK, "N06",  70},
    {"Y90019", "Heather Practice",        kK, "N06",  90},
    {"Y90020", "Holly Bank Surgery",      kT, "N07",  80},
    {"Y90021", "Hornbeam Practice",       kT, "N07", 120},
    {"Y90022", "Ivy Medical Centre",      kT, "N07", 100},
    {"Y90023", "Juniper Surgery",         kT, "N07",  60},
    {"Y90024", "Larch Health Centre",     kT, "N08", 130},
    {"Y90025", "Lime Avenue Practice",    kT, "N08",  90},
    {"Y90026", "Maple Surgery",           kT, "N08", 110},
    {"Y90027", "Myrtle Medical Centre",   kT, "N08",  75},
    {"Y90028", "Oak Tree Practice",       kT, "N09", 140},
    {"Y90029", "Rowan Surgery",           kT, "N09",  85},
    {"Y90030", "Sycamore Health Centre",  kT, "N09", 105},
    {"Y90031", "Willow Bank Practice",    kT, "N09",  95},
}};

struct Area {
  std::string_view level;
  std::string_view code;
  std::string_view title;
  std::string_view within;
};
constexpr std::array<Area, 17> kAreas = {{
    {"system",        "S1",  "the demonstration system", ""},
    {"place",         "P1",  "the demonstration place",  "S1"},
    {"cluster",       "C1",  "Inner cluster",            "P1"},
    {"cluster",       "C2",  "Outer cluster",            "P1"},
    {"locality",      "L1",  "Harness locality",         "C1"},
    {"locality",      "L2",  "Kilburn locality",         "C1"},
    {"locality",      "L3",  "Riverside locality",       "C2"},
    {"locality",      "L4",  "Hillside locality",        "C2"},
    {"neighbourhood", "N01", "Canal",                    "L1"},
    {"neighbourhood", "N02", "Foundry",                  "L1"},
    {"neighbourhood", "N03", "Orchard",                  "L1"},
    {"neighbourhood", "N04", "Market",                   "L2"},
    {"neighbourhood", "N05", "Station",                  "L2"},
    {"neighbourhood", "N06", "Priory",                   "L2"},
    {"neighbourhood", "N07", "Weir",                     "L3"},
    {"neighbourhood", "N08", "Mill",                     "L3"},
    {"neighbourhood", "N09", "Moor",                     "L4"},
}};
// clang-format on

void AppendArea(std::string& yaml, const Area& area) {
  auto view = [](std::string_view text) { return absl::string_view(text.data(), text.size()); };
  absl::StrAppend(&yaml, "  - {level: ", view(area.level), ", code: ", view(area.code),
                  ", title: ", view(area.title));
  if (!area.within.empty()) absl::StrAppend(&yaml, ", within: ", view(area.within));
  absl::StrAppend(&yaml, "}\n");
}

}  // namespace

std::string_view IdOf(Member member) { return kOrganisations[static_cast<size_t>(member)].id; }
std::string_view SectorOf(Member member) {
  return kOrganisations[static_cast<size_t>(member)].sector;
}

std::span<const Practice> Practices() { return kPractices; }

std::span<const Practice> PracticesOf(Member network) {
  size_t first = 0;
  while (kPractices[first].network != network) ++first;
  size_t end = first;
  while (end < kPractices.size() && kPractices[end].network == network) ++end;
  return Practices().subspan(first, end - first);
}

std::string GeographyYaml() {
  std::string yaml =
      "# The geography of a synthetic city: fictional practices, neighbourhoods, localities and "
      "clusters.\n"
      "levels: [system, place, cluster, locality, neighbourhood, practice]\n"
      "areas:\n";
  for (const Area& area : kAreas) AppendArea(yaml, area);
  for (const Practice& practice : Practices()) {
    AppendArea(yaml, {"practice", practice.code, practice.title, practice.neighbourhood});
  }
  return yaml;
}

}  // namespace ginnel::synth
