// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/expression.h"
#include "query/plan.h"

namespace ginnel::query {

// START HERE for linked queries (protocols.md 5). The rows are the slots of the spine: one for each
// registered person, in an order that all nodes know and nobody else can read.
//
//   source  general-practice members, each for its own range of slots, or one other member for all
//           slots. It puts every slot into one of its local codes, by itself. General practice is
//           one source, or where the question is split by area and the agreement says in which
//           areas its members' people are, one for each group whose people can have the same codes.
//   rows    of a source: for each slot one-hot codes, then figures. Shared, never seen.
//   term    sum over the slots of a product of columns of several sources: what the trustees
//           work out under sharing. A public table says to which position of the plan's vector
//           each product belongs.
//   sums    figures that one source can work out alone: it adds them up, and shares the totals.
//
// What comes out is the plan's vector, total and by member, exactly as without linkage: the
// small-count tests and everything after them are the same.

/// One column of figures of a source, after its codes. In a slot whose code is another it is 0,
/// which the trustees check; somebody whom the source does not know has the absent values. Where
/// several sources supply a variable, each column holds what its own source knows, and terms
/// combine them.
struct LinkedColumn {
  // What of the aggregate's variable.
  enum class Value {
    kAggregate,   // what the aggregate adds up
    kKnown,       // 1 where it is known
    kWholeUnits,  // it, in whole `unit`s (pounds), rounded half up; 0 where it is not known. The
                  // square of a sum over several sources is the square of the sum of these.
  };
  int aggregate = 0;  // of Plan::aggregates
  Value value = Value::kAggregate;
  // Only of people of this code; kEveryCode: of everybody, where the source has no codes.
  uint32_t code = 0;
  // Holds 0 or 1 (people, true, known, contributors), which the trustees check.
  bool flag = false;

  static constexpr uint32_t kEveryCode = 0;
  friend bool operator==(const LinkedColumn&, const LinkedColumn&) = default;
};

/// One total that a source works out alone, and where it belongs.
struct LinkedSum {
  enum class Over {
    kSlots,       // of its range, of the code
    kMatched,     // people whom it holds and who have a slot of a general practice that is asked
    kNotMatched,  // people whom it holds and who have none
  };
  int aggregate = 0;  // of Plan::aggregates
  uint32_t code = 0;  // as in LinkedColumn
  uint32_t to = 0;    // a position of the plan's vector
  // All but kSlots are told roughly (linkage_quality.h).
  Over over = Over::kSlots;
};

struct LinkedSource {
  std::string name;  // "general_practice", or the member's id
  // Of the sectors that the query is across, the first that it supplies.
  v1::Sector sector = v1::SECTOR_UNSPECIFIED;
  // Indices in the roster. Several for general practice alone: each fills its own range of slots.
  std::vector<int> members;
  bool has_ranges() const { return sector == v1::SECTOR_GENERAL_PRACTICE; }

  // How its node finds a slot's code: 0 where the person is not counted, else 1 + the cell over
  // these axes, row-major. A person whom the source does not know has each variable's absent value
  // (dictionary.proto), here too. Only `counts_registered` looks at the plan's population.
  bool counts_registered = false;
  Expression where;
  std::vector<PlannedAxis> axes;
  // Where the agreement's areas leave only some cells over the axes possible: code 1 + i is cell
  // held[i], and a node that counts somebody in another must not answer. Not there: code 1 + i is
  // cell i.
  std::optional<std::vector<uint32_t>> held;

  // Its rows: columns 0 … codes − 1 are one-hot, exactly one 1 in each row. 0: it has none, because
  // its figures are all that is needed of it.
  uint32_t codes = 0;
  std::vector<LinkedColumn> figures;
  std::vector<LinkedSum> sums;

  // For people to read: what is behind `where` and `axes`, before codes that make no difference to
  // any cell were made one.
  std::vector<Expression> conditions;
  std::vector<PlannedAxis> tells;

  size_t columns() const { return codes + figures.size(); }
};

/// Columns first … first + count − 1 of the rows of a source.
struct LinkedFactor {
  int source = 0;
  uint32_t first = 0;
  uint32_t count = 0;
  friend bool operator==(const LinkedFactor&, const LinkedFactor&) = default;
};

/// For each choice of one column out of each factor: coefficient × the sum over the slots of the
/// product of those columns.
struct LinkedTerm {
  int64_t coefficient = 1;
  std::vector<LinkedFactor> factors;  // of different sources, one of them general practice
  // For each choice, the last factor fastest: the position of the plan's vector that it adds to, or
  // kNowhere.
  std::vector<int32_t> to;

  static constexpr int32_t kNowhere = -1;
  size_t products() const { return to.size(); }
};

/// Linkage quality of one source: a table beside the question's, of all people whom it holds,
/// whatever the question's conditions. Its cells are lines: how many are matched, how many are not,
/// and what the latter add to each sum that the question asks of the source (linkage_quality.h).
struct QualityTable {
  int source = 0;
  Plan table;                  // one count, one axis: the lines
  std::vector<int> variables;  // of the lines after the first two
  uint32_t first = 0;          // its first position in the whole plan's vector
  int first_test = -1;         // and the first of its tests among the plan's
};

struct LinkedPlan {
  std::vector<LinkedSource> sources;  // those of general practice first
  std::vector<LinkedTerm> terms;
  std::vector<QualityTable> quality;

  /// Columns of the rows that sources have for one slot, which is of one general practice: at most.
  size_t columns() const {
    size_t practices = 0, others = 0;
    for (const LinkedSource& source : sources) {
      if (source.has_ranges()) {
        practices = std::max(practices, source.columns());
      } else {
        others += source.columns();
      }
    }
    return practices + others;
  }
  /// Whether `term` is of the slots of `practices`, a source of general practice.
  bool IsOver(const LinkedTerm& term, const LinkedSource& practices) const {
    return std::any_of(term.factors.begin(), term.factors.end(), [&](const LinkedFactor& factor) {
      return &sources[static_cast<size_t>(factor.source)] == &practices;
    });
  }
  /// The members of general practice, by index in the roster, ascending.
  std::vector<int> practices() const {
    std::vector<int> all;
    for (const LinkedSource& source : sources) {
      if (source.has_ranges()) all.insert(all.end(), source.members.begin(), source.members.end());
    }
    std::sort(all.begin(), all.end());
    return all;
  }
};

/// Most combinations of codes of different sources that one linked plan may have, codes of people
/// who are not counted left out.
inline constexpr size_t kMaxCombinations = 256;
/// Most columns of the rows of one source.
inline constexpr size_t kMaxColumns = 4'096;

}  // namespace ginnel::query
