// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ginnel::synth {

/// The seven organisations, in the order of their folders.
enum class Member : uint8_t {
  kHarness,
  kKilburn,
  kThirdNetwork,
  kAcute,
  kMentalHealth,
  kCommunity,
  kCouncil
};
inline constexpr size_t kMembers = 7;
inline constexpr size_t kNetworks = 3;

/// "harness", "kilburn", "third-network", "acute-trust", "mental-health-trust", "community-trust",
/// "council".
std::string_view IdOf(Member member);
/// The sector as a mapping file writes it: "general_practice".
std::string_view SectorOf(Member member);

/// A GP practice: a fictional code of the form that the ODS gives, its network and its
/// neighbourhood.
struct Practice {
  std::string_view code;
  std::string_view title;
  Member network;
  std::string_view neighbourhood;
  int size;  // relative
};

/// All practices, those of a network together, each network's from its more to its less deprived
/// area.
std::span<const Practice> Practices();
std::span<const Practice> PracticesOf(Member network);

/// The geography (ginnel.v1.Geographies) as YAML, to be pasted into an agreement's dictionary:
/// practice → neighbourhood → locality → cluster → place → system.
std::string GeographyYaml();

}  // namespace ginnel::synth
