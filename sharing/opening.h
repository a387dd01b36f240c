// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/opened_table.h"
#include "query/plan.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// What one trustee keeps of an attempt once the tests are done: its share of the positions that
/// passed, and of no other.
struct PassedShares {
  std::vector<bool> passed;  // by test of the plan
  ShareVector shares;        // of the open positions, in vector order

  /// For the encrypted store.
  std::string Pack() const;
  static absl::StatusOr<PassedShares> Unpack(std::string_view bytes);
};

/// The positions whose guards all passed, in vector order. A position without guards never opens.
std::vector<uint32_t> OpenPositions(const query::Plan& plan, const std::vector<bool>& passed);

/// One byte a test: 1 passed, 0 small.
std::string PackPassed(const std::vector<bool>& passed);

/// Takes from `total` what passed.
PassedShares SelectPassed(const query::Plan& plan, std::vector<bool> passed,
                          const ShareVector& total);

/// The last step, at trustee 1 alone.
class Opening {
 public:
  /// Joins trustee 1's (x1, x2) with x3 as trustees 2 and 3 each sent it. DataLoss unless both sent
  /// the same and all three agree on what passed: one cheating trustee cannot change a result
  /// unseen.
  static absl::StatusOr<disclosure::OpenedTable> Join(const query::Plan& plan,
                                                      const PassedShares& first,
                                                      std::string_view passed_by_second,
                                                      std::string_view x3_of_second,
                                                      std::string_view passed_by_third,
                                                      std::string_view x3_of_third);
};

}  // namespace ginnel::sharing
