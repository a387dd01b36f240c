// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Errors travel as absl::Status: a message says what was wrong, where, and what to do.

#define GINNEL_CONCAT_INNER_(a, b) a##b
#define GINNEL_CONCAT_(a, b) GINNEL_CONCAT_INNER_(a, b)

/// Returns from the enclosing function if `expression` (a Status) is not OK.
#define RETURN_IF_ERROR(expression) \
  GINNEL_RETURN_IF_ERROR_(GINNEL_CONCAT_(ginnel_status_, __LINE__), expression)

#define GINNEL_RETURN_IF_ERROR_(status, expression)         \
  do {                                                      \
    if (absl::Status status = (expression); !status.ok()) { \
      return status;                                        \
    }                                                       \
  } while (false)

/// Declares or assigns `lhs` from `expression` (a StatusOr), or returns its error.
#define ASSIGN_OR_RETURN(lhs, expression) \
  GINNEL_ASSIGN_OR_RETURN_(GINNEL_CONCAT_(ginnel_status_or_, __LINE__), lhs, expression)

#define GINNEL_ASSIGN_OR_RETURN_(status_or, lhs, expression) \
  auto status_or = (expression);                             \
  if (!status_or.ok()) {                                     \
    return status_or.status();                               \
  }                                                          \
  lhs = std::move(status_or).value()
