# SPDX-License-Identifier: Apache-2.0
# Headers of other projects that most of the compiler's time would go into, compiled once. Each source still includes
# what it uses: the presets `release`, which is what is shipped, and `fuzz` compile without
# (-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON).

# CMake would mark them as system headers altogether; GCC 12 then takes what they include for the project's own, and warns
# of it.
set(CMAKE_PCH_PROLOGUE "")
# A precompiled header is taken only where all options are the same: some libraries ask for -pthread, so everything has it.
# The other one is for ccache (CMakePresets.json sets its sloppiness).
add_compile_options(-pthread $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)

file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/precompiled.cc" CONTENT "int main() {}\n")

# ginnel_precompiled(NAME [PROGRAM] HEADERS … DEPS …): a target whose headers those of its kind, libraries or programs,
# take over: they are compiled for different places in memory.
function(ginnel_precompiled name)
  cmake_parse_arguments(ARG "PROGRAM" "" "HEADERS;DEPS" ${ARGN})
  if(ARG_PROGRAM)
    add_executable(${name} "${PROJECT_BINARY_DIR}/precompiled.cc")
  else()
    add_library(${name} STATIC "${PROJECT_BINARY_DIR}/precompiled.cc")
  endif()
  target_link_libraries(${name} PRIVATE ginnel_options ${ARG_DEPS})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

ginnel_precompiled(ginnel_headers
  HEADERS <absl/container/flat_hash_map.h> <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_join.h>
    <google/protobuf/message.h> <algorithm> <functional> <map> <memory> <string> <vector>
  DEPS protobuf::libprotobuf absl::flat_hash_map absl::statusor absl::strings)
ginnel_precompiled(ginnel_command_headers
  HEADERS <CLI/CLI.hpp> <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_join.h>
    <google/protobuf/message.h>
  DEPS protobuf::libprotobuf absl::statusor absl::strings CLI11::CLI11)
ginnel_precompiled(ginnel_test_headers PROGRAM
  HEADERS <gmock/gmock.h> <gtest/gtest.h> <absl/status/statusor.h> <absl/strings/str_cat.h>
    <google/protobuf/message.h> <map> <string> <vector>
  DEPS protobuf::libprotobuf absl::statusor absl::strings GTest::gtest GTest::gmock)
