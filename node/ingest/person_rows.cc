// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/person_rows.h"

#include "absl/strings/str_cat.h"

namespace ginnel::node {
namespace {

int32_t At(const std::vector<int32_t>& column, uint32_t person) {
  return person < column.size() ? column[person] : kMissing;
}

}  // namespace

PersonRows::PersonRows(const BoundFile& file, uint32_t file_index,
                       const std::vector<std::string>& file_names, const DecodeTerms& terms,
                       Staging& staging)
    : file_index_(file_index), file_names_(file_names), today_(terms.today), staging_(staging) {
  for (const auto& [target, input] : file.inputs()) {
    Cell cell{.target = target, .input = &input, .column = nullptr, .decoder = nullptr};
    if (target == "birth_month") {
      cell.column = &staging.persons.birth_month;
    } else if (target == "death_month") {
      cell.column = &staging.persons.death_month;
    } else {
      cell.decoder = std::make_unique<ValueDecoder>(
          terms.dictionary, terms.targets.attributes.at(target), input.format(), terms.today);
      Records::ValueColumn& column = staging.persons.attributes[target];
      column.codes = cell.decoder->codes();
      cell.column = &column.values;
    }
    cells_.push_back(std::move(cell));
  }
  values_.resize(cells_.size());
}

void PersonRows::Add(const CsvRow& row, const RowPerson& person, Problems& problems) {
  if (!Decode(row, problems) || !Agrees(row, person.index, problems) ||
      !LivedForwards(row, person.index, problems)) {
    return;
  }
  Keep(person.index, row.line);
}

bool PersonRows::Decode(const CsvRow& row, Problems& problems) {
  capped_.clear();
  bool sound = true;
  for (size_t i = 0; i < cells_.size(); ++i)
    sound &= DecodeCell(cells_[i], row, values_[i], problems);
  return sound;
}

bool PersonRows::DecodeCell(const Cell& cell, const CsvRow& row, int32_t& value,
                            Problems& problems) {
  value = kMissing;
  const std::optional<std::string_view> text = cell.input->Read(row, problems);
  if (!text) return false;
  if (text->empty()) return true;
  absl::Status status;
  if (cell.decoder == nullptr) {
    const absl::StatusOr<int32_t> month = DecodeMonth(*text, cell.input->format(), today_);
    if (month.ok()) value = *month;
    status = month.status();
  } else {
    const absl::StatusOr<ValueDecoder::Decoded> decoded = cell.decoder->Decode(*text);
    if (decoded.ok()) value = decoded->value;
    if (decoded.ok() && decoded->capped) capped_.push_back(&cell);
    status = decoded.status();
  }
  if (!status.ok()) cell.input->Refuse(row, std::string(status.message()), problems);
  return status.ok();
}

bool PersonRows::Agrees(const CsvRow& row, uint32_t person, Problems& problems) const {
  for (size_t i = 0; i < cells_.size(); ++i) {
    const int32_t known = At(*cells_[i].column, person);
    if (known == kMissing || values_[i] == kMissing || known == values_[i]) continue;
    const Staging::Persons::Origin& origin = staging_.persons.origins[person];
    cells_[i].input->Refuse(
        row,
        absl::StrCat("the same person has another `", cells_[i].target, "` at ",
                     file_names_[origin.file], ":", origin.line,
                     ": each person has one row; remove or mend one of the two"),
        problems);
    return false;
  }
  return true;
}

bool PersonRows::LivedForwards(const CsvRow& row, uint32_t person, Problems& problems) const {
  int32_t birth = At(staging_.persons.birth_month, person);
  int32_t death = At(staging_.persons.death_month, person);
  const Input* place = nullptr;
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].decoder != nullptr || values_[i] == kMissing) continue;
    (cells_[i].target == "birth_month" ? birth : death) = values_[i];
    place = cells_[i].input;
  }
  if (place == nullptr || birth == kMissing || death == kMissing || birth <= death) return true;
  place->Refuse(row, "the person's death is before their birth", problems);
  return false;
}

void PersonRows::Keep(uint32_t person, uint64_t line) {
  std::vector<Staging::Persons::Origin>& origins = staging_.persons.origins;
  if (origins.size() <= person) origins.resize(person + 1);
  bool added = origins[person].line == 0;
  for (size_t i = 0; i < cells_.size(); ++i) {
    std::vector<int32_t>& column = *cells_[i].column;
    if (column.size() <= person) column.resize(person + 1, kMissing);
    if (values_[i] == kMissing || column[person] != kMissing) continue;
    column[person] = values_[i];
    added = true;
  }
  if (!added) {
    ++staging_.duplicates;
    return;
  }
  origins[person] = {file_index_, static_cast<uint32_t>(line)};
  for (const Cell* cell : capped_) staging_.capped[cell->decoder->variable()].push_back(person);
}

}  // namespace ginnel::node
