// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <optional>
#include <string>

#include "crypto/digest.h"
#include "crypto/expand_message.h"
#include "gtest/gtest.h"
#include "tests/vectors/crypto/vector_file.h"

namespace ginnel::crypto {
namespace {

std::string Expand(const std::string& message, const std::string& tag, size_t size) {
  std::vector<uint8_t> out(size);
  const absl::Status status = ExpandMessageXmdSha512(
      {reinterpret_cast<const uint8_t*>(message.data()), message.size()}, tag, out);
  EXPECT_TRUE(status.ok()) << status;
  return ToHex(out);
}

struct ExpandVector {
  std::string message;
  const char* expanded;
};

// RFC 9380, K.3.
TEST(ExpandMessageVectors, AgreesWithRfc9380) {
  const std::string q128 = "q128_" + std::string(128, 'q');
  const std::string a512 = "a512_" + std::string(512, 'a');
  const ExpandVector vectors[] = {
      {"", "6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba"},
      {"abc", "0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc"},
      {"abcdef0123456789", "087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b107b83346bc967f58"},
      {q128, "7336234ee9983902440f6bc35b348352013becd88938d2afec44311caf8356b3"},
      {a512, "57b5f7e766d5be68a6bfe1768e3c2b7f1228b3e4b3134956dd73a59b954c66f4"},
      {"",
       "41b037d1734a5f8df225dd8c7de38f851efdb45c372887be655212d07251b921b052b62eaed99b46"
       "f72f2ef4cc96bfaf254ebbbec091e1a3b9e4fb5e5b619d2e0c5414800a1d882b62bb5cd1778f098b"
       "8eb6cb399d5d9d18f5d5842cf5d13d7eb00a7cff859b605da678b318bd0e65ebff70bec88c753b15"
       "9a805d2c89c55961"},
      {"abc",
       "7f1dddd13c08b543f2e2037b14cefb255b44c83cc397c1786d975653e36a6b11bdd7732d8b38adb4"
       "a0edc26a0cef4bb45217135456e58fbca1703cd6032cb1347ee720b87972d63fbf232587043ed290"
       "1bce7f22610c0419751c065922b488431851041310ad659e4b23520e1772ab29dcdeb2002222a363"
       "f0c2b1c972b3efe1"},
      {"abcdef0123456789",
       "3f721f208e6199fe903545abc26c837ce59ac6fa45733f1baaf0222f8b7acb0424814fcb5eecf6c1"
       "d38f06e9d0a6ccfbf85ae612ab8735dfdf9ce84c372a77c8f9e1c1e952c3a61b7567dd0693016af5"
       "1d2745822663d0c2367e3f4f0bed827feecc2aaf98c949b5ed0d35c3f1023d64ad1407924288d366"
       "ea159f46287e61ac"},
      {q128,
       "b799b045a58c8d2b4334cf54b78260b45eec544f9f2fb5bd12fb603eaee70db7317bf807c406e263"
       "73922b7b8920fa29142703dd52bdf280084fb7ef69da78afdf80b3586395b433dc66cde048a258e4"
       "76a561e9deba7060af40adf30c64249ca7ddea79806ee5beb9a1422949471d267b21bc88e688e401"
       "4087a0b592b695ed"},
      {a512,
       "05b0bfef265dcee87654372777b7c44177e2ae4c13a27f103340d9cd11c86cb2426ffcad5bd96408"
       "0c2aee97f03be1ca18e30a1f14e27bc11ebbd650f305269cc9fb1db08bf90bfc79b42a952b46daf8"
       "10359e7bc36452684784a64952c343c52e5124cd1f71d474d5197fefc571a92929c9084ffe1112cf"
       "5eea5192ebff330b"},
  };
  for (const ExpandVector& vector : vectors) {
    EXPECT_EQ(Expand(vector.message, "QUUX-V01-CS02-with-expander-SHA512-256",
                     std::string_view(vector.expanded).size() / 2),
              vector.expanded);
  }

  const std::optional<google::protobuf::Value> file =
      ReadVectorFile("rfc9380-expand-message-xmd-sha512.json");
  if (!file.has_value()) return;
  EXPECT_GT(Array(*file, "tests").values_size(), 0);
  for (const auto& test : Array(*file, "tests").values()) {
    const size_t size = std::strtoul(Text(test, "len_in_bytes").c_str(), nullptr, 16);
    EXPECT_EQ(Expand(Text(test, "msg"), Text(*file, "DST"), size), Text(test, "uniform_bytes"));
  }
}

}  // namespace
}  // namespace ginnel::crypto
