// SPDX-License-Identifier: Apache-2.0
#include "synth/generate_city.h"

#include <filesystem>
#include <numeric>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"
#include "synth/member_files.h"
#include "synth/random.h"

namespace ginnel::synth {
namespace {

constexpr uint64_t kOrderStream = 0x4f52444552;
constexpr size_t kProgressEvery = 1u << 14;

// People in no order that tells their cell.
std::vector<uint32_t> ShuffledPlaces(const City& city) {
  Random random(city.seed(), kOrderStream);
  std::vector<uint32_t> places(city.people().size());
  std::iota(places.begin(), places.end(), 0u);
  for (size_t i = places.size(); i > 1; --i) {
    std::swap(places[i - 1], places[random.Below(static_cast<uint32_t>(i))]);
  }
  return places;
}

class CityWriter {
 public:
  absl::Status Open(const CityOptions& options) {
    for (size_t i = 0; i < kMembers; ++i) {
      const Member member = static_cast<Member>(i);
      const std::string_view id = IdOf(member);
      const std::string path =
          absl::StrCat(options.out_dir, "/", absl::string_view(id.data(), id.size()));
      if (i < kNetworks) {
        ASSIGN_OR_RETURN(NetworkFiles files,
                         NetworkFiles::Create(member, path, dates_, options.flaws));
        networks_.push_back(std::move(files));
      } else {
        ASSIGN_OR_RETURN(ServiceFiles files,
                         ServiceFiles::Create(member, path, dates_, options.flaws));
        services_.push_back(std::move(files));
      }
    }
    return absl::OkStatus();
  }

  void Write(const City& city, const Person& person) {
    record_.person = &person;
    HistoryOf(city, person, record_.history);
    EventsOf(city, person, record_.events);
    for (NetworkFiles& files : networks_) files.Write(record_);
    for (ServiceFiles& files : services_) files.Write(record_);
  }

  absl::Status Close(std::vector<FileSummary>& summary) {
    for (NetworkFiles& files : networks_) RETURN_IF_ERROR(files.Close(summary));
    for (ServiceFiles& files : services_) RETURN_IF_ERROR(files.Close(summary));
    return absl::OkStatus();
  }

 private:
  DateText dates_;
  PersonRecord record_;
  std::vector<NetworkFiles> networks_;
  std::vector<ServiceFiles> services_;
};

bool InBrentCohort(const Person& person) {
  const Episode& now = person.episodes[person.episode_count - 1u];
  return person.age >= 75 && person.ltc_count >= 1 &&
         Practices()[now.practice].network != Member::kThirdNetwork;
}

CitySummary SummaryOf(const City& city, std::vector<FileSummary> files) {
  CitySummary summary;
  summary.registered = static_cast<int64_t>(city.registered().size());
  for (const Person& person : city.registered())
    summary.brent_cohort += InBrentCohort(person) ? 1 : 0;
  for (const Person& person : city.others())
    ++(person.episode_count > 0 ? summary.left_or_died : summary.never_registered);
  for (const FileSummary& file : files) {
    summary.bytes += file.bytes;
    if (file.file == "events.csv") summary.event_rows += file.rows;
  }
  summary.files = std::move(files);
  return summary;
}

}  // namespace

absl::Status WriteCity(const City& city, const CityOptions& options, CitySummary* summary) {
  if (options.out_dir.empty()) return absl::InvalidArgumentError("no folder to write the city to");
  CityWriter writer;
  RETURN_IF_ERROR(writer.Open(options));
  const std::vector<uint32_t> places = ShuffledPlaces(city);
  for (size_t i = 0; i < places.size(); ++i) {
    if (options.progress && i % kProgressEvery == 0) {
      options.progress("writing files",
                       static_cast<double>(i) / static_cast<double>(places.size()));
    }
    writer.Write(city, city.people()[places[i]]);
  }
  std::vector<FileSummary> files;
  RETURN_IF_ERROR(writer.Close(files));
  RETURN_IF_ERROR(WriteFileAtomically(options.out_dir + "/geography.yaml", GeographyYaml()));
  *summary = SummaryOf(city, std::move(files));
  if (options.progress) options.progress("writing files", 1.0);
  return absl::OkStatus();
}

absl::Status GenerateCity(const CityOptions& options, CitySummary* summary) {
  ASSIGN_OR_RETURN(const City city, City::Create(options.people, options.seed, options.progress));
  return WriteCity(city, options, summary);
}

}  // namespace ginnel::synth
