// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "cli/service/coordinator_client.h"
#include "crypto/signing.h"
#include "ginnel/config/process.pb.h"
#include "governance/agreement.h"
#include "query/dictionary.h"

namespace ginnel::cli {

/// Who is at the keyboard: a person's folder (`ginnel keys create --person`), with the agreement
/// that it names.
struct Person {
  config::PersonConfig config;
  std::string folder;
  std::shared_ptr<const governance::Agreement> agreement;
  std::shared_ptr<const query::Dictionary> dictionary;

  /// Reads person.yaml in `folder` and loads the agreement. `folder` may be empty: then
  /// GINNEL_PERSON names it.
  static absl::StatusOr<Person> Load(const std::string& folder, const Clock& clock);

  absl::StatusOr<crypto::SigningKey> SigningKey() const;
  std::string KeyFolder() const;
  std::string KeyPath(const std::string& name) const;
};

/// How a command reaches the coordinator of a person's agreement.
using Dial =
    std::function<absl::StatusOr<std::unique_ptr<CoordinatorClient>>(const Person&, const Clock&)>;

}  // namespace ginnel::cli
