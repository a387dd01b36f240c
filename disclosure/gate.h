// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "disclosure/opened_table.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/release.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::disclosure {

/// What a release says besides its cells. All are required but `opt_out_rule` and `epoch`.
struct ReleaseContext {
  std::string query_digest;
  std::string agreement_digest;
  std::string run_id;
  uint32_t n = 0;
  uint32_t attempt = 0;
  std::vector<v1::MemberEnvelope> members;
  bool shadow = true;  // on trial, unless the agreement's gateway is live
  absl::Time released_at;
  std::string opening_commitment;
  std::string opt_out_rule;  // in plain English
  std::string population;    // in plain English
  uint32_t epoch = 0;        // of a linked run
};

/// The only maker of a release with cells: everything that leaves passes here. It takes what was
/// opened under the small-count test and makes the disclosure-controlled table of it:
///   counts       rounded by the profile; suppressed with their range; true zero (count_figure.h)
///   percentages  from released counts (figure.h)
///   means        rounded so that neither count nor sum comes back; sums and spend per head from
///   them (amount_figure.h) totals       from released cells, or audited (audited_totals.h). Means
///   and sums are always totalled from released cells: an exact
///                overall mean beside the cells' means tells how many people are in each.
/// The release depends on nothing that was not opened, and shows nothing that another opened figure
/// with the same rounding would not. Stateless, thread-safe.
class Gate {
 public:
  /// `dictionary` must outlive the gate.
  explicit Gate(const query::Dictionary& dictionary) : dictionary_(dictionary) {}

  /// Base cells row-major, each with its measures in the query's order; then totals (table_shape.h)
  /// likewise; beside a linked question's table, linkage quality (linkage_figures.h). Fails closed:
  /// InvalidArgument for an unknown profile or an incomplete context, Internal for plans without a
  /// rule (plan_check.h), DataLoss for opened figures that contradict their tests or each other. No
  /// error names a figure.
  absl::StatusOr<v1::Release> MakeRelease(const query::Plan& plan, const v1::Query& query,
                                          const OpenedTable& opened,
                                          const ReleaseContext& context) const;

 private:
  const query::Dictionary& dictionary_;
};

}  // namespace ginnel::disclosure
