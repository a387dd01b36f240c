// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret_bytes.h"
#include "ginnel/v1/agreement.pb.h"
#include "node/engine/engine.h"
#include "query/dictionary.h"

namespace ginnel::rehearsal {

/// A synthetic city on disk, in a folder of its own that goes with this object: the files of its
/// seven organisations, which are loaded as a node would load them. NHS numbers are of the test
/// ranges, and stand-ins for pseudonyms are made with a key that is drawn anew.
class SyntheticMembers {
 public:
  /// In `folder`, which is the caller's to remove.
  static absl::StatusOr<std::unique_ptr<SyntheticMembers>> Create(const std::string& folder,
                                                                  int64_t people, uint64_t seed,
                                                                  const Clock& clock,
                                                                  RandomSource& random);
  SyntheticMembers(const SyntheticMembers&) = delete;
  SyntheticMembers& operator=(const SyntheticMembers&) = delete;

  /// `constitution` with the city's organisations as its members, and the city's areas. They keep
  /// to areas of their own if any member of `constitution` does.
  v1::Constitution Settle(v1::Constitution constitution) const;
  /// The engine over one organisation's data, loaded at its first use. NotFound for another.
  absl::StatusOr<node::Engine*> EngineOf(const std::string& member,
                                         const query::Dictionary& dictionary);

 private:
  SyntheticMembers(std::string folder, const Clock& clock, RandomSource& random)
      : folder_(std::move(folder)),
        clock_(clock),
        random_(random),
        number_key_(SecretBytes::Random(32, random)) {}
  absl::Status Generate(int64_t people, uint64_t seed);
  absl::Status ReadMappings();
  absl::StatusOr<std::unique_ptr<node::Engine>> Load(const std::string& member,
                                                     const query::Dictionary& dictionary);

  const std::string folder_;
  const Clock& clock_;
  RandomSource& random_;
  const SecretBytes number_key_;  // one for all organisations: the same people have the same ids
  std::vector<v1::Member> members_;
  v1::Geographies geographies_;
  std::map<std::string, std::unique_ptr<node::Engine>> engines_;
};

}  // namespace ginnel::rehearsal
