// SPDX-License-Identifier: Apache-2.0
#include "node/review/local_address.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace ginnel::node {
namespace {

bool IsPort(std::string_view text) {
  uint32_t port = 0;
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &port) && port <= 65535;
}

}  // namespace

absl::Status CheckLocalAddress(std::string_view address) {
  for (const std::string_view host : {"127.0.0.1:", "[::1]:"}) {
    if (address.substr(0, host.size()) == host && IsPort(address.substr(host.size()))) {
      return absl::OkStatus();
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "review_listen: `", absl::CHexEscape(std::string(address.substr(0, 80))),
      "` is not an address of this machine alone: write 127.0.0.1:PORT or [::1]:PORT. Review cards "
      "hold this member's exact figures; a lead at another machine comes through a tunnel "
      "(docs/operations.md)"));
}

}  // namespace ginnel::node
