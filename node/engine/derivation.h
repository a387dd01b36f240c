// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "node/engine/derived_column.h"
#include "node/engine/snapshot.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// The point in time of a query.
struct AsOf {
  Day index_date;
  DayRange period;
  // Where set, the period is each person's own: month `own_month` from the day of their first event
  // in `period`, of those that this variable counts (query::EventMonths). Nobody else has one.
  const v1::Variable* around = nullptr;
  int own_month = 0;
};

/// Computes one variable of the dictionary for every person of `snapshot`. `x` is the index date;
/// windows of m months are MonthsBefore(x, m) ≤ day < x, so they end the day before it.
///
/// - age: whole years at x, birthday on the first day of the birth month; not known where that is
///   not known or after x.
/// - registered: some episode has from ≤ x < to, and the person is not dead. Only the month of a
///   death is known: like a birthday it is placed on the first day, so that in the month of death a
///   person is alive on its first day only.
/// - died: the death month lies in the period, as far as that lies before x.
/// - registered days: days of the period before x that some episode covers and on which the person
/// is
///   not dead; in the month of death that is its first day only.
/// - joined: there are such days, and the day before the period is not one.
/// - attribute: the value in the persons table.
/// - condition: some record has from < x < to, and from in the window where there is one: a later
///   record of the same condition counts as recorded anew. Records that are resolved or outside the
///   window make it known to be false.
/// - observation: the latest known value in the window (ever, without one); of two on one day the
///   later row.
/// - events: rows, quantity or cost of the kinds in the window, whether there is any, or the
/// quantity
///   of the latest (of several on one day the last row); without a window, in the period as far as
///   it lies before x. Only those with the wanted codes and portfolios.
/// - around an event, events without a window are of the person's own month m: from m months after
///   the day of the event to the day before m + 1 months after it, whatever x is. Of who has no
///   such event there are none.
/// - geography: the practice of the episode with from ≤ x < to (the latest begun of several), or of
///   the last one that covered a day of the period before x, rolled up to a level.
///
/// Where a person has no row that answers, `absent` of the variable says what that means: not
/// known, or false or 0. Numbers are capped to the variable's bounds. A code that the dictionary
/// does not list is not known.
///
/// Errors: FailedPrecondition REASON_VARIABLE_NOT_OFFERED where the member does not offer the
/// variable or its data set has no table that could hold it (never a silent zero);
/// FailedPrecondition REASON_DATA_ENDS_BEFORE where the window reaches past the member's records;
/// InvalidArgument REASON_QUERY_INVALID for a period that has no day before x.
absl::StatusOr<DerivedColumn> Derive(const Snapshot& snapshot, const query::Dictionary& dictionary,
                                     int variable, const AsOf& as_of);

/// Whom POPULATION_BASE_REGISTERED counts: "registered" as above, whether or not the dictionary has
/// a variable for it.
absl::StatusOr<DerivedColumn> DeriveRegistered(const Snapshot& snapshot, const AsOf& as_of);

/// Whom POPULATION_BASE_REGISTERED_IN_PERIOD counts: who has any "registered days".
absl::StatusOr<DerivedColumn> DeriveRegisteredInPeriod(const Snapshot& snapshot, const AsOf& as_of);

/// Who has an event of the period that `variable` counts, or its condition recorded in the period
/// (event_days.h). Errors as Derive's.
absl::StatusOr<DerivedColumn> DeriveHadEvent(const Snapshot& snapshot,
                                             const query::Dictionary& dictionary, int variable,
                                             const AsOf& as_of);

}  // namespace ginnel::node
