// SPDX-License-Identifier: Apache-2.0
#include "query/dictionary.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/bands.h"
#include "query/decimal.h"
#include "query/dictionary_check.h"
#include "query/names.h"

namespace ginnel::query {
namespace {

// Months that a month variable can hold: 1800-01 to 2199-12, since 1970-01.
constexpr int64_t kFirstMonth = -170 * 12;
constexpr int64_t kLastMonth = 230 * 12 - 1;

absl::Status About(std::string_view what, std::string_view name, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::InvalidArgumentError(absl::StrCat("dictionary: ", std::string(what), " `",
                                                 std::string(name.substr(0, 80)), "` ",
                                                 status.message()));
}

absl::Status CheckBandsWithinBounds(const std::vector<Band>& bands, const Dictionary& dictionary,
                                    int variable) {
  const int64_t lower = dictionary.lower(variable);
  const int64_t upper = dictionary.upper(variable);
  for (const Band& band : bands) {
    if (band.lower > upper || band.upper.value_or(band.lower) < lower) {
      return absl::InvalidArgumentError(absl::StrCat("has band `", band.label,
                                                     "` outside the bounds of `",
                                                     dictionary.variable(variable).name(), "`"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBanding(const v1::Banding& banding, const Dictionary& dictionary) {
  if (!IsDocumentName(banding.name())) {
    return absl::InvalidArgumentError(
        "has a name that is not usable: lower case letters, digits and hyphens");
  }
  if (!IsVariableName(banding.axis())) {
    return absl::InvalidArgumentError("has an `axis` that is not a lower_snake name");
  }
  const absl::StatusOr<int> variable = dictionary.Find(banding.variable());
  if (!variable.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("bands an ", variable.status().message()));
  }
  if (!IsNumeric(dictionary.variable(*variable).type())) {
    return absl::InvalidArgumentError(
        absl::StrCat("bands `", banding.variable(), "`, which is not a number"));
  }
  const absl::StatusOr<std::vector<Band>> bands =
      ParseBands({banding.bands().begin(), banding.bands().end()}, dictionary.decimals(*variable));
  if (!bands.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("is wrong: ", bands.status().message()));
  }
  return CheckBandsWithinBounds(*bands, dictionary, *variable);
}

absl::Status CheckBandings(const Dictionary& dictionary) {
  absl::flat_hash_set<std::string> names;
  for (const v1::Banding& banding : dictionary.proto().bandings()) {
    RETURN_IF_ERROR(About("banding", banding.name(), CheckBanding(banding, dictionary)));
    if (!names.insert(banding.name()).second) {
      return About("banding", banding.name(), absl::InvalidArgumentError("is there twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Dictionary> Dictionary::Create(v1::Dictionary proto) {
  FillDefaults(proto);
  Dictionary dictionary;
  dictionary.proto_ = std::move(proto);
  const v1::Dictionary& checked = dictionary.proto_;
  if (checked.variables().empty()) {
    return absl::InvalidArgumentError("dictionary: there are no `variables`");
  }
  if (absl::Status status = CheckGeographies(checked.geographies()); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("dictionary: ", status.message()));
  }
  if (absl::Status status = CheckCodeLists(checked); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("dictionary: ", status.message()));
  }
  for (int i = 0; i < checked.variables_size(); ++i) {
    const v1::Variable& variable = checked.variables(i);
    RETURN_IF_ERROR(About("variable", variable.name(), CheckVariable(variable)));
    RETURN_IF_ERROR(About("variable", variable.name(), CheckDerivation(variable, checked)));
    ASSIGN_OR_RETURN(const int decimals, DecimalsOfScale(variable));
    dictionary.decimals_.push_back(decimals);
    if (!dictionary.index_.emplace(variable.name(), i).second) {
      return About("variable", variable.name(), absl::InvalidArgumentError("is there twice"));
    }
  }
  if (absl::Status status = CheckSources(checked); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("dictionary: ", status.message()));
  }
  RETURN_IF_ERROR(CheckBandings(dictionary));
  return dictionary;
}

absl::StatusOr<int> Dictionary::Find(std::string_view name) const {
  const auto at = index_.find(absl::string_view(name.data(), name.size()));
  if (at != index_.end()) return at->second;
  std::vector<std::string> names;
  for (const v1::Variable& variable : proto_.variables()) names.push_back(variable.name());
  return absl::NotFoundError(absl::StrCat("unknown variable `", std::string(name.substr(0, 80)),
                                          "`", Suggest(name.substr(0, 80), names)));
}

int64_t Dictionary::lower(int index) const {
  const v1::Variable& variable = proto_.variables(index);
  if (variable.type() == v1::VARIABLE_TYPE_MONTH) return kFirstMonth;
  return IsNumeric(variable.type()) ? variable.lower() * PowerOfTen(decimals(index)) : 0;
}

int64_t Dictionary::upper(int index) const {
  const v1::Variable& variable = proto_.variables(index);
  switch (variable.type()) {
    case v1::VARIABLE_TYPE_FLAG:
      return 1;
    case v1::VARIABLE_TYPE_CATEGORY:
      return variable.codes_size() > 0 ? variable.codes_size() - 1 : 0;
    case v1::VARIABLE_TYPE_MONTH:
      return kLastMonth;
    default:
      return variable.upper() * PowerOfTen(decimals(index));
  }
}

absl::StatusOr<int> Dictionary::CodeIndex(int variable, std::string_view code) const {
  const v1::Variable& found = proto_.variables(variable);
  std::vector<std::string> codes;
  std::string listed;
  for (int i = 0; i < found.codes_size(); ++i) {
    if (found.codes(i).code() == code) return i;
    codes.push_back(found.codes(i).code());
    if (i < 20) absl::StrAppend(&listed, i == 0 ? "" : ", ", "'", found.codes(i).code(), "'");
  }
  if (codes.size() > 20) absl::StrAppend(&listed, " and ", codes.size() - 20, " more");
  const std::string shown(code.substr(0, 80));
  if (codes.empty()) {
    return absl::NotFoundError(
        absl::StrCat("`", found.name(), "` has no codes: the agreement lists no areas of level `",
                     found.from().geography().level(), "`"));
  }
  return absl::NotFoundError(absl::StrCat("`", found.name(), "` has no code '", shown, "'",
                                          Suggest(shown, codes), " (its codes are ", listed, ")"));
}

const v1::Banding* Dictionary::FindBanding(std::string_view name) const {
  for (const v1::Banding& banding : proto_.bandings()) {
    if (banding.name() == name) return &banding;
  }
  return nullptr;
}

}  // namespace ginnel::query
