// SPDX-License-Identifier: Apache-2.0
#include "node/service/review_listener.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "node/review/local_address.h"

namespace ginnel::node {
namespace {

// How long a card may still take when the node ends.
constexpr absl::Duration kGrace = absl::Seconds(2);

}  // namespace

absl::StatusOr<std::unique_ptr<ReviewListener>> ReviewListener::Start(Parts parts,
                                                                      const RpcRuntime& runtime,
                                                                      const TlsIdentity& identity,
                                                                      const Clock& clock,
                                                                      EventLog& log) {
  RETURN_IF_ERROR(CheckLocalAddress(parts.listen));
  auto service =
      std::make_unique<ReviewService>(parts.member, parts.agreement, std::move(parts.make), log);
  std::unique_ptr<ReviewListener> listener(
      new ReviewListener(parts.listen.substr(0, parts.listen.rfind(':')), std::move(service)));
  ASSIGN_OR_RETURN(
      listener->server_,
      RpcServer::Start(
          runtime,
          {.listen = parts.listen,
           .services = {listener->service_.get()},
           .largest_message = size_t{64} << 10},  // a request is a digest
          identity, [agreement = std::move(parts.agreement)] { return agreement(); }, clock, log));
  return listener;
}

ReviewListener::~ReviewListener() {
  if (server_ != nullptr) server_->Shutdown(kGrace);
}

std::string ReviewListener::address() const { return absl::StrCat(host_, ":", server_->port()); }

}  // namespace ginnel::node
