// SPDX-License-Identifier: Apache-2.0
#include "base/free_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace ginnel {

absl::StatusOr<std::string> WithFreePort(const std::string& address) {
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  if (colon == std::string::npos || colon == 0 ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", address, "' is not an address of the form 127.0.0.1:7441"));
  }
  if (port != 0) return address;
  const std::string host = address.substr(0, colon);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  if (inet_pton(AF_INET, host.c_str(), &where.sin_addr) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", host, "' is not an IPv4 address: give a port other than 0"));
  }
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = sizeof(where);
  const bool found = probe >= 0 && bind(probe, reinterpret_cast<sockaddr*>(&where), size) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr*>(&where), &size) == 0;
  if (probe >= 0) close(probe);
  if (!found) {
    return absl::UnavailableError(
        absl::StrCat("no port is free on ", host, ", or it is not an address of this machine"));
  }
  return absl::StrCat(host, ":", ntohs(where.sin_port));
}

}  // namespace ginnel
