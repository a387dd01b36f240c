// SPDX-License-Identifier: Apache-2.0
#include "sharing/in_force.h"

#include <mutex>
#include <utility>

#include "base/status.h"

namespace ginnel::sharing {
namespace {

// The dictionary that was asked for last, by the constitution that it is of.
class Follower {
 public:
  explicit Follower(governance::AgreementSource source) : source_(std::move(source)) {}

  absl::StatusOr<InForce> Now() {
    const std::shared_ptr<const governance::Agreement> agreement = source_();
    const std::lock_guard lock(mutex_);
    if (dictionary_ == nullptr || agreement->digest() != digest_) {
      ASSIGN_OR_RETURN(query::Dictionary made,
                       query::Dictionary::Create(agreement->constitution().dictionary()));
      dictionary_ = std::make_shared<const query::Dictionary>(std::move(made));
      digest_ = agreement->digest();
    }
    return InForce{agreement, dictionary_};
  }

 private:
  const governance::AgreementSource source_;
  std::mutex mutex_;
  crypto::Digest digest_;
  std::shared_ptr<const query::Dictionary> dictionary_;
};

}  // namespace

InForceSource Following(governance::AgreementSource source) {
  const auto follower = std::make_shared<Follower>(std::move(source));
  return [follower] { return follower->Now(); };
}

}  // namespace ginnel::sharing
