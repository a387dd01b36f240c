# SPDX-License-Identifier: Apache-2.0
# One way to declare a room's library, its programs and its tests.
include(GoogleTest)

add_library(ginnel_options INTERFACE)
target_compile_options(ginnel_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
# GCC 12 wrongly warns of overlap in std::string::insert and "x" + string when it optimises (its bug 105651).
target_compile_options(ginnel_options INTERFACE $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>)
if(GINNEL_WERROR)
  target_compile_options(ginnel_options INTERFACE -Werror)
endif()

# Hardening wherever nothing instruments the code instead.
if(GINNEL_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=address,undefined)
elseif(GINNEL_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=thread)
else()
  add_compile_options(-fstack-protector-strong $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
if(GINNEL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()

include(GinnelPrecompiled)

# ginnel_library(NAME [COMMANDS] SOURCES … DEPS …): target ginnel_NAME, alias ginnel::NAME; headers are included from the
# project's root. COMMANDS: its sources read command lines.
function(ginnel_library name)
  cmake_parse_arguments(ARG "COMMANDS" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(ginnel_${name} STATIC ${ARG_SOURCES})
  add_library(ginnel::${name} ALIAS ginnel_${name})
  target_include_directories(ginnel_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(ginnel_${name} PUBLIC ${ARG_DEPS} PRIVATE ginnel_options ${ARG_PRIVATE_DEPS})
  if(ARG_COMMANDS)
    target_precompile_headers(ginnel_${name} REUSE_FROM ginnel_command_headers)
  else()
    target_precompile_headers(ginnel_${name} REUSE_FROM ginnel_headers)
  endif()
endfunction()

# ginnel_program(NAME SOURCES … DEPS …)
function(ginnel_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ginnel_options ${ARG_DEPS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endfunction()

# How long a test may take at most, in seconds: what it needs on a busy machine, and several times that where every access
# to memory is watched.
function(ginnel_patience seconds result)
  if(GINNEL_SANITIZE)
    math(EXPR seconds "${seconds} * 5")
  endif()
  set(${result} ${seconds} PARENT_SCOPE)
endfunction()

# ginnel_test_program(NAME SOURCES … DEPS …): a GoogleTest program.
function(ginnel_test_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ginnel_options ${ARG_DEPS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE GINNEL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" GINNEL_BIN_DIR="${PROJECT_BINARY_DIR}/bin")
  target_precompile_headers(${name} REUSE_FROM ginnel_test_headers)
  # GCC 12 does not remember of precompiled headers which are the system's, and warns of its own std::string (its bug 105651).
  target_compile_options(${name} PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread>)
endfunction()

# ginnel_test(NAME LABEL unit|property|vectors|attack|integration SOURCES … DEPS …)
function(ginnel_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT;PROCESSORS" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  ginnel_patience(${ARG_TIMEOUT} patience)
  if(NOT ARG_PROCESSORS)
    set(ARG_PROCESSORS 1)
  endif()
  ginnel_test_program(${name} SOURCES ${ARG_SOURCES} DEPS ${ARG_DEPS})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${patience} PROCESSORS ${ARG_PROCESSORS})
endfunction()

# Sources of the current folder that read JSON through google::protobuf::Struct: the map of it that Debian's library
# was built with is not the one that g++ makes of the same header under ThreadSanitizer, and reading it there crashes.
function(ginnel_reads_struct)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "-fno-sanitize=thread" SKIP_PRECOMPILE_HEADERS ON)
endfunction()
