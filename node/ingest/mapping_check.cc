// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/mapping_check.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/suggest.h"

namespace ginnel::node {
namespace {

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsKnownFormat(const std::string& format) {
  if (format.empty()) return true;
  const std::string sample =
      absl::StrReplaceAll(format, {{"yyyy", "2000"}, {"mm", "01"}, {"dd", "01"}});
  return ParseMonth(sample, format).ok();
}

class Check {
 public:
  Check(const MappingFile& file, const MappingTerms& terms, Problems& problems)
      : file_(file), mapping_(file.mapping()), terms_(terms), problems_(problems) {}

  void Run() {
    CheckMember();
    CheckDates();
    CheckAllowList();
    CheckIdentities();
    CheckOffers();
    if (mapping_.files().empty()) Add({"files"}, "the mapping names no files");
    int standard_inputs = (mapping_.allow_list().file() == "-" ? 1 : 0) +
                          (mapping_.identities().file() == "-" ? 1 : 0);
    if (standard_inputs > 1) {
      Add({"identities", "file"}, "standard input can be read only once");
    }
    for (int i = 0; i < mapping_.files_size(); ++i) {
      if (mapping_.files(i).file() == "-" && ++standard_inputs > 1) {
        Add({"files", i, "file"}, "standard input can be read only once");
      }
      CheckFile(i);
    }
  }

 private:
  void Add(std::initializer_list<MappingFile::Step> at, const std::string& message) {
    problems_.Add(file_.At(at), message);
  }

  void CheckMember() {
    if (mapping_.member().empty())
      return Add({}, "`member` is missing: write the id of this member in the agreement");
    if (!terms_.member.empty() && mapping_.member() != terms_.member) {
      Add({"member"}, absl::StrCat("the mapping is of member `", mapping_.member(),
                                   "` and this node is `", terms_.member, "`'s"));
    }
    if (mapping_.sector() == v1::SECTOR_UNSPECIFIED && mapping_.offers().empty()) {
      Add({},
          "`sector` is missing: it says which variables the member supplies (or list them under "
          "`offers`)");
    }
  }

  std::optional<Day> CheckDay(std::initializer_list<MappingFile::Step> at, const std::string& name,
                              const std::string& text) {
    const absl::StatusOr<Day> day = ParseDay(text);
    if (!day.ok()) {
      Add(at, absl::StrCat("`", name, "` must be a day, yyyy-mm-dd"));
      return std::nullopt;
    }
    if (*day > terms_.today) Add(at, absl::StrCat("`", name, "` ", text, " is in the future"));
    return *day;
  }

  void CheckDates() {
    const std::optional<Day> from = CheckDay({"data_from"}, "data_from", mapping_.data_from());
    const std::optional<Day> to = CheckDay({"data_to"}, "data_to", mapping_.data_to());
    if (from && to && *to < *from) Add({"data_to"}, "`data_to` is before `data_from`");
  }

  void CheckAllowList() {
    if (!mapping_.has_allow_list()) {
      if (terms_.allow_list_required) {
        Add({},
            "`allow_list` is missing: a purpose of the agreement admits only people on a dated "
            "list; name the file and its date");
      }
      return;
    }
    if (mapping_.allow_list().file().empty())
      Add({"allow_list"}, "`file` of the allow-list is missing");
    CheckDay({"allow_list", "date"}, "date", mapping_.allow_list().date());
  }

  void CheckIdentities() {
    if (!mapping_.has_identities()) return;
    if (mapping_.identities().file().empty()) {
      Add({"identities"}, "`file` of the identities is missing");
    }
    const std::string& number = mapping_.identities().nhs_number();
    if (mapping_.identities().person() == (number.empty() ? "nhs_number" : number)) {
      Add({"identities", "person"},
          "`person` is the column of the NHS numbers: own ids are something else");
    }
    if (mapping_.identities().person().empty()) {
      Add({"identities"},
          "`person` is missing: the heading of the column of this member's own ids");
    }
  }

  void CheckPerson(int i, const config::FileMapping& file) {
    if (file.person().empty()) return;
    if (!file.nhs_number().empty()) {
      Add({"files", i, "person"}, "`person` and `nhs_number`: a row says once whose it is");
    }
    if (!mapping_.has_identities()) {
      Add({"files", i, "person"},
          "`person` needs `identities`: the file that gives the NHS number of each own id");
    }
  }

  void CheckOffers() {
    std::set<std::string> seen;
    for (int i = 0; i < mapping_.offers_size(); ++i) {
      const absl::StatusOr<int> found = terms_.dictionary.Find(mapping_.offers(i));
      if (!found.ok()) Add({"offers", i}, std::string(found.status().message()));
      if (!seen.insert(mapping_.offers(i)).second)
        Add({"offers", i}, absl::StrCat("`", mapping_.offers(i), "` is listed twice"));
    }
  }

  void CheckFile(int i) {
    const config::FileMapping& file = mapping_.files(i);
    if (file.file().empty()) Add({"files", i}, "`file` is missing");
    CheckPerson(i, file);
    if (file.table() == config::TABLE_UNSPECIFIED) {
      return Add({"files", i},
                 "`table` is missing: persons, registrations, conditions, observations or events");
    }
    const std::vector<std::string> known = terms_.targets.Of(file.table());
    std::set<std::string> seen;
    for (int c = 0; c < file.columns_size(); ++c) {
      const config::ColumnMapping& column = file.columns(c);
      if (column.column().empty())
        Add({"files", i, "columns", c}, "`column` is missing: the heading in the CSV file");
      CheckTarget({"files", i, "columns", c, "to"}, file.table(), column.to(), known, seen);
      if (!IsKnownFormat(column.format())) {
        Add({"files", i, "columns", c, "format"},
            "unknown date format: yyyy-mm-dd, dd/mm/yyyy, dd-mm-yyyy, yyyymmdd, or for months "
            "yyyy-mm, mm/yyyy, yyyymm");
      }
      CheckRecodes(i, c);
    }
    for (int c = 0; c < file.constants_size(); ++c) {
      CheckTarget({"files", i, "constants", c, "to"}, file.table(), file.constants(c).to(), known,
                  seen);
    }
    for (const std::string& required : Targets::RequiredOf(file.table())) {
      if (!seen.contains(required)) {
        Add({"files", i}, absl::StrCat("no column or constant gives `", required,
                                       "`, which each row of ", NameOf(file.table()), " needs"));
      }
    }
  }

  void CheckTarget(std::initializer_list<MappingFile::Step> at, config::Table table,
                   const std::string& to, const std::vector<std::string>& known,
                   std::set<std::string>& seen) {
    if (!Holds(known, to)) {
      return Add(at,
                 absl::StrCat("unknown target `", to, "` of ", NameOf(table), Suggest(to, known)));
    }
    if (!seen.insert(to).second) Add(at, absl::StrCat("`", to, "` is given twice"));
  }

  void CheckRecodes(int i, int c) {
    const config::ColumnMapping& column = mapping_.files(i).columns(c);
    std::set<std::string> seen;
    for (int r = 0; r < column.recode_size(); ++r) {
      if (!seen.insert(column.recode(r).from()).second) {
        Add({"files", i, "columns", c, "recode", r},
            absl::StrCat(Shown(column.recode(r).from()), " is recoded twice"));
      }
    }
  }

  const MappingFile& file_;
  const config::Mapping& mapping_;
  const MappingTerms& terms_;
  Problems& problems_;
};

}  // namespace

void CheckMapping(const MappingFile& file, const MappingTerms& terms, Problems& problems) {
  Check(file, terms, problems).Run();
}

}  // namespace ginnel::node
