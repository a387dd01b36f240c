// SPDX-License-Identifier: Apache-2.0
#include "crypto/sodium.h"

#include <sodium.h>

#include "crypto/openssl.h"

namespace ginnel::crypto {

void RequireSodium() {
  static const bool ready = sodium_init() >= 0;
  RequireCrypto(ready, "libsodium");
}

}  // namespace ginnel::crypto
