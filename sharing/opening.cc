// SPDX-License-Identifier: Apache-2.0
#include "sharing/opening.h"

#include <optional>
#include <utility>

#include "base/reason.h"
#include "base/status.h"
#include "crypto/field_codec.h"
#include "sharing/party.h"

namespace ginnel::sharing {

std::string PackPassed(const std::vector<bool>& passed) {
  std::string bytes;
  for (bool bit : passed) bytes.push_back(bit ? '\1' : '\0');
  return bytes;
}

// Number of tests (8 bytes little-endian), one byte a test, then x_i and x_{i+1} of the open
// positions.
std::string PassedShares::Pack() const {
  std::string bytes;
  for (int shift = 0; shift < 64; shift += 8) {
    bytes.push_back(static_cast<char>(static_cast<uint64_t>(passed.size()) >> shift));
  }
  return bytes + PackPassed(passed) + crypto::EncodeFieldElements(shares.own.view()) +
         crypto::EncodeFieldElements(shares.next.view());
}

absl::StatusOr<PassedShares> PassedShares::Unpack(std::string_view bytes) {
  const absl::Status torn = absl::DataLossError("the stored shares of a run are damaged");
  if (bytes.size() < 8) return torn;
  uint64_t tests = 0;
  for (size_t k = 8; k-- > 0;) tests = tests << 8 | static_cast<uint8_t>(bytes[k]);
  bytes.remove_prefix(8);
  if (bytes.size() < tests || (bytes.size() - tests) % 16 != 0) return torn;
  PassedShares out;
  for (char byte : bytes.substr(0, tests)) out.passed.push_back(byte == '\1');
  bytes.remove_prefix(tests);
  const size_t open = bytes.size() / 16;
  ASSIGN_OR_RETURN(out.shares.own, DecodeShares(bytes.substr(0, open * 8), open));
  ASSIGN_OR_RETURN(out.shares.next, DecodeShares(bytes.substr(open * 8), open));
  return out;
}

std::vector<uint32_t> OpenPositions(const query::Plan& plan, const std::vector<bool>& passed) {
  std::vector<uint32_t> open;
  for (uint32_t position = 0; position < plan.positions(); ++position) {
    bool all = !plan.guards[position].empty();
    for (int test : plan.guards[position]) all = all && passed[static_cast<size_t>(test)];
    if (all) open.push_back(position);
  }
  return open;
}

PassedShares SelectPassed(const query::Plan& plan, std::vector<bool> passed,
                          const ShareVector& total) {
  const std::vector<uint32_t> open = OpenPositions(plan, passed);
  PassedShares out;
  out.passed = std::move(passed);
  out.shares = ShareVector(open.size());
  for (size_t i = 0; i < open.size(); ++i) Set(out.shares, i, At(total, open[i]));
  return out;
}

absl::StatusOr<disclosure::OpenedTable> Opening::Join(
    const query::Plan& plan, const PassedShares& first, std::string_view passed_by_second,
    std::string_view x3_of_second, std::string_view passed_by_third, std::string_view x3_of_third) {
  const std::string passed = PackPassed(first.passed);
  if (passed_by_second != passed || passed_by_third != passed) {
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                         "the trustees disagree on which cells passed: nothing is released");
  }
  if (x3_of_second != x3_of_third) {
    return ReasonedError(
        absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
        "trustees 2 and 3 sent different parts of the opened cells: nothing is released");
  }
  if (first.passed.size() != plan.tests.size()) {
    return absl::DataLossError("the kept shares are not of this plan");
  }
  const std::vector<uint32_t> open = OpenPositions(plan, first.passed);
  if (first.shares.size() != open.size()) {
    return absl::DataLossError("the kept shares are not of this plan");
  }
  ASSIGN_OR_RETURN(const SecretElements x3, DecodeShares(x3_of_second, open.size()));
  std::vector<std::optional<int64_t>> values(plan.positions());
  for (size_t i = 0; i < open.size(); ++i) {
    values[open[i]] = (first.shares.own[i] + first.shares.next[i] + x3[i]).ToInt64();
  }
  return disclosure::OpenedTable(std::move(values), first.passed);
}

}  // namespace ginnel::sharing
