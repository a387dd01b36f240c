// SPDX-License-Identifier: Apache-2.0
#include "node/engine/derivation.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "node/engine/block_fill.h"
#include "node/engine/event_days.h"

namespace ginnel::node {
namespace {

bool IsListed(const DerivationRequest& request) {
  const std::vector<std::string>& offers = request.snapshot.info().offers;
  return std::find(offers.begin(), offers.end(), request.variable.name()) != offers.end();
}

absl::Status CheckListed(const DerivationRequest& request) {
  if (request.snapshot.info().offers.empty() || IsListed(request)) return absl::OkStatus();
  return NotOffered(request, "it is not among the variables that the member offers");
}

absl::StatusOr<BlockFill> FillOf(const DerivationRequest& request) {
  RETURN_IF_ERROR(CheckListed(request));
  const v1::Derivation& from = request.variable.from();
  if (request.as_of.around != nullptr && (from.has_died() || from.has_joined() ||
                                          from.has_registered_days() || from.has_geography())) {
    return absl::InvalidArgumentError(absl::StrCat("plan: `", request.variable.name(),
                                                   "` is not told of months around an event"));
  }
  switch (from.kind_case()) {
    case v1::Derivation::kAge:
      return FillAge(request);
    case v1::Derivation::kRegistered:
      return FillRegistered(request);
    case v1::Derivation::kDied:
      return FillDied(request);
    case v1::Derivation::kRegisteredDays:
      return FillRegisteredDays(request);
    case v1::Derivation::kJoined:
      return FillJoined(request);
    case v1::Derivation::kCondition:
      return FillCondition(request);
    case v1::Derivation::kObservation:
      return FillObservation(request);
    case v1::Derivation::kEvents:
      return FillEvents(request);
    case v1::Derivation::kGeography:
      return FillGeography(request);
    case v1::Derivation::kAttribute:
    case v1::Derivation::KIND_NOT_SET:
      return FillAttribute(request);
  }
  return absl::InternalError("a derivation without a case");
}

// What no row means, for the rows that exist.
bool AbsentIsKnown(const v1::Variable& variable) {
  return variable.absent() == v1::ABSENT_FALSE || variable.absent() == v1::ABSENT_ZERO;
}

DerivedColumn Build(DerivedColumn column, bool absent_is_known, const BlockFill& fill) {
  // 33 KiB: kept off the stack of a thread that may be small.
  const auto raw = std::make_unique<DerivedColumn::RawBlock>();
  for (size_t block = 0; block < BlocksFor(column.rows()); ++block) {
    raw->value.fill(0);
    raw->known = absent_is_known ? ExistingRows(block, column.rows()) : kNoBits;
    fill(block, *raw);
    column.Append(*raw);
  }
  column.Finish();
  return column;
}

}  // namespace

absl::Status NotOffered(const DerivationRequest& request, const std::string& why) {
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_VARIABLE_NOT_OFFERED,
      absl::StrCat("member ", request.snapshot.info().member, " does not offer variable `",
                   request.variable.name(), "`: ", why));
}

absl::Status CheckCovered(const DerivationRequest& request, Day end) {
  const DataSetInfo& info = request.snapshot.info();
  const absl::StatusOr<Day> covered = ParseDay(info.data_to);
  if (!covered.ok() || end.value - 1 <= covered->value) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_DATA_ENDS_BEFORE,
      absl::StrCat("`", request.variable.name(), "` is asked up to ", ToString(Day{end.value - 1}),
                   ", and the records of member ", info.member, " end on ", info.data_to,
                   ": ask about an earlier time, or wait for its next data set"));
}

absl::Status CheckBegun(const DerivationRequest& request, Day first) {
  const DataSetInfo& info = request.snapshot.info();
  const absl::StatusOr<Day> covered = ParseDay(info.data_from);
  if (!covered.ok() || *covered <= first) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_DATA_ENDS_BEFORE,
                       absl::StrCat("`", request.variable.name(), "` is asked from ",
                                    ToString(first), " on, and the records of member ", info.member,
                                    " begin on ", info.data_from, ": ask about a later time"));
}

absl::StatusOr<DayRange> PeriodSoFar(const DerivationRequest& request) {
  const AsOf& as_of = request.as_of;
  const DayRange window{as_of.period.first, std::min(as_of.period.end, as_of.index_date)};
  if (window.first < window.end) return window;
  return ReasonedError(
      absl::StatusCode::kInvalidArgument, v1::REASON_QUERY_INVALID,
      absl::StrCat("`", request.variable.name(),
                   "` is of the period before the index date, and no day of the period from ",
                   ToString(as_of.period.first), " lies before ", ToString(as_of.index_date),
                   ": choose an index date after the period"));
}

absl::StatusOr<DayRange> CoveredPeriod(const DerivationRequest& request) {
  ASSIGN_OR_RETURN(const DayRange period, PeriodSoFar(request));
  RETURN_IF_ERROR(CheckBegun(request, period.first));
  RETURN_IF_ERROR(CheckCovered(request, period.end));
  return period;
}

bool Supplied(const DerivationRequest& request, bool table_has_rows) {
  return table_has_rows || request.snapshot.people() == 0 || IsListed(request);
}

std::vector<int> IndexCodes(const CodeTable& codes, const v1::Variable& variable) {
  absl::flat_hash_map<std::string, int> known;
  for (int i = 0; i < variable.codes_size(); ++i) known[variable.codes(i).code()] = i;
  std::vector<int> index;
  for (const std::string& code : codes) {
    const auto at = known.find(code);
    index.push_back(at == known.end() ? -1 : at->second);
  }
  return index;
}

int64_t WholeUnit(int decimals) {
  int64_t unit = 1;
  for (int i = 0; i < decimals; ++i) unit *= 10;
  return unit;
}

absl::StatusOr<DerivedColumn> Derive(const Snapshot& snapshot, const query::Dictionary& dictionary,
                                     int variable, const AsOf& as_of) {
  const DerivationRequest request{snapshot, dictionary.variable(variable), dictionary.proto(),
                                  dictionary.decimals(variable), as_of};
  ASSIGN_OR_RETURN(const BlockFill fill, FillOf(request));
  DerivedColumn column =
      request.variable.type() == v1::VARIABLE_TYPE_FLAG
          ? DerivedColumn::OfFlags(snapshot.people())
          : DerivedColumn::OfNumbers(snapshot.people(), dictionary.lower(variable),
                                     dictionary.upper(variable));
  return Build(std::move(column), AbsentIsKnown(request.variable), fill);
}

namespace {

// A flag that needs no variable of the dictionary.
absl::StatusOr<DerivedColumn> DeriveFlag(
    const Snapshot& snapshot, const AsOf& as_of,
    absl::StatusOr<BlockFill> (*fill_of)(const DerivationRequest&)) {
  v1::Variable variable;
  variable.set_name("registered");
  variable.set_type(v1::VARIABLE_TYPE_FLAG);
  const v1::Dictionary nothing;
  const DerivationRequest request{snapshot, variable, nothing, 0, as_of};
  ASSIGN_OR_RETURN(const BlockFill fill, fill_of(request));
  return Build(DerivedColumn::OfFlags(snapshot.people()), /*absent_is_known=*/true, fill);
}

}  // namespace

absl::StatusOr<DerivedColumn> DeriveHadEvent(const Snapshot& snapshot,
                                             const query::Dictionary& dictionary, int variable,
                                             const AsOf& as_of) {
  const DerivationRequest request{snapshot, dictionary.variable(variable), dictionary.proto(),
                                  dictionary.decimals(variable), as_of};
  RETURN_IF_ERROR(CheckListed(request));
  ASSIGN_OR_RETURN(const EventDays days, EventDays::Create(request));
  const BlockFill fill = [&](size_t block, DerivedColumn::RawBlock& raw) {
    std::array<int32_t, kBlockRows> day;
    days.Fill(block, day);
    for (size_t row = 0; row < kBlockRows; ++row) {
      raw.value[row] = day[row] < days.period().end.value ? 1 : 0;
    }
  };
  return Build(DerivedColumn::OfFlags(snapshot.people()), /*absent_is_known=*/true, fill);
}

absl::StatusOr<DerivedColumn> DeriveRegistered(const Snapshot& snapshot, const AsOf& as_of) {
  return DeriveFlag(snapshot, as_of, FillRegistered);
}

absl::StatusOr<DerivedColumn> DeriveRegisteredInPeriod(const Snapshot& snapshot,
                                                       const AsOf& as_of) {
  return DeriveFlag(snapshot, as_of, FillRegisteredDays);
}

}  // namespace ginnel::node
