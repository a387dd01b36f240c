// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_bytes.h"
#include "google/protobuf/struct.pb.h"

namespace ginnel::crypto {

/// The JSON file `name` of data/vectors in the shared folder ($GINNEL_SHARED, or ../shared beside
/// the source), if it is there. It is no part of the project: tests that read it also hold some of
/// its vectors themselves. A file that is there and cannot be read fails the test.
std::optional<google::protobuf::Value> ReadVectorFile(const std::string& name);

/// The names, for ReadVectorFile, of all JSON files in `folder` of data/vectors and the folders in
/// it, in order; none if it is not there.
std::vector<std::string> VectorFilesIn(const std::string& folder);

/// Member `name` of an object; fails the test if there is none.
const google::protobuf::Value& Member(const google::protobuf::Value& object,
                                      const std::string& name);
const std::string& Text(const google::protobuf::Value& object, const std::string& name);
/// The elements of the array `name`.
const google::protobuf::ListValue& Array(const google::protobuf::Value& object,
                                         const std::string& name);

/// Bytes of hex digits; fails the test if they are not.
std::vector<uint8_t> Hex(std::string_view hex);
SecretBytes SecretHex(std::string_view hex);

}  // namespace ginnel::crypto
