// SPDX-License-Identifier: Apache-2.0
#include "node/service/epoch_partner.h"

#include <utility>
#include <vector>

#include "base/status.h"
#include "node/spine/registered_list.h"
#include "node/store/controlled_people.h"
#include "node/store/controllers.h"

namespace ginnel::node {
namespace {

// As for an answer: without those who objected, and of the practices for which the member acts.
absl::StatusOr<RegisteredList> RegisteredNow(const EpochPartner::Parts& parts, Day day,
                                             int look_back_months) {
  const auto agreement = parts.on->agreement();
  ASSIGN_OR_RETURN(const Controllers controllers, ControllersOf(*agreement, parts.member));
  ASSIGN_OR_RETURN(const DataSetInfo info, parts.records->Info());
  ASSIGN_OR_RETURN(Records records, parts.records->LoadRegistered());
  RETURN_IF_ERROR(KeepControlled(records, controllers));
  return ListRegistered(records, agreement->constitution().dictionary().geographies(),
                        ListedDays(info, day, look_back_months));
}

}  // namespace

EpochPartner::EpochPartner(Parts parts, std::optional<LinkKeys> keys,
                           const TrusteeChannels& channels)
    : keys_(std::move(keys)),
      spines_(*parts.database),
      line_(parts.member, channels[0]),
      keep_(
          {.member = parts.member,
           .on = parts.on,
           .keys = keys_ ? &*keys_ : nullptr,
           .store = &spines_,
           .exchange = &line_,
           .registered = [parts](Day day, int months) { return RegisteredNow(parts, day, months); },
           .clock = parts.clock,
           .random = parts.random,
           .log = parts.log}),
      worker_(keep_, *parts.log) {}

}  // namespace ginnel::node
