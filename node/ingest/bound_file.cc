// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/bound_file.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/suggest.h"

namespace ginnel::node {
namespace {

class Heading {
 public:
  Heading(const CsvReader& reader, Problems& problems) : reader_(reader), problems_(problems) {
    std::set<std::string_view> seen;
    for (const CsvField& field : reader.heading()) {
      names_.emplace_back(field.text);
      if (field.text.empty())
        Refuse(field, "a column without a heading: give it one and list it under `ignore`");
      if (!field.text.empty() && !seen.insert(field.text).second) {
        Refuse(field, absl::StrCat("the heading ", Shown(field.text), " stands twice"));
      }
    }
  }

  std::optional<size_t> Find(const std::string& name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) return std::nullopt;
    return static_cast<size_t>(found - names_.begin());
  }

  // Headings are suggested only if they can be shown: a file without a heading line begins with
  // data.
  void Missing(const Place& place, const std::string& name) const {
    std::vector<std::string> shown;
    for (const std::string& heading : names_) {
      if (Shown(heading).front() == '\'') shown.push_back(heading);
    }
    problems_.Add(place,
                  absl::StrCat("no column `", name, "` in ", reader_.name(), Suggest(name, shown)));
  }

  void CheckKnown(const std::vector<std::string>& known) const {
    for (const CsvField& field : reader_.heading()) {
      if (field.text.empty() || std::find(known.begin(), known.end(), field.text) != known.end())
        continue;
      Refuse(field, absl::StrCat("the mapping does not know column ", Shown(field.text),
                                 Suggest(field.text, known), "; map it or list it under `ignore`"));
    }
  }

 private:
  void Refuse(const CsvField& field, const std::string& message) const {
    problems_.Add({reader_.name(), field.line, field.column}, message);
  }

  const CsvReader& reader_;
  Problems& problems_;
  std::vector<std::string> names_;
};

}  // namespace

BoundFile::BoundFile(const MappingFile& mapping, int file, const CsvReader& reader,
                     Problems& problems) {
  const config::FileMapping& bound = mapping.mapping().files(file);
  const Heading heading(reader, problems);
  by_own_id_ = !bound.person().empty();
  const std::string person = by_own_id_                   ? bound.person()
                             : bound.nhs_number().empty() ? "nhs_number"
                                                          : bound.nhs_number();
  std::vector<std::string> known(bound.ignore().begin(), bound.ignore().end());
  known.push_back(person);
  const std::optional<size_t> column_of_person = heading.Find(person);
  if (!column_of_person) {
    heading.Missing(mapping.At({"files", file, by_own_id_ ? "person" : "nhs_number"}), person);
  }
  person_ = column_of_person.value_or(0);
  for (int c = 0; c < bound.columns_size(); ++c) {
    const config::ColumnMapping& column = bound.columns(c);
    known.push_back(column.column());
    const std::optional<size_t> index = heading.Find(column.column());
    if (!index)
      heading.Missing(mapping.At({"files", file, "columns", c, "column"}), column.column());
    if (index) inputs_.emplace(column.to(), Input(column, *index));
  }
  for (int c = 0; c < bound.constants_size(); ++c) {
    inputs_.emplace(
        bound.constants(c).to(),
        Input(bound.constants(c).value(), mapping.At({"files", file, "constants", c, "value"})));
  }
  heading.CheckKnown(known);
}

const Input& BoundFile::Of(const std::string& target) const {
  static const Input kUnbound;
  const auto found = inputs_.find(target);
  return found == inputs_.end() ? kUnbound : found->second;
}

}  // namespace ginnel::node
