// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "base/document.h"
#include "cli/register/evidence.h"
#include "tests/unit/cli_register/cli_room.h"

namespace ginnel::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class EvidenceFile : public CliRoom {
 protected:
  EvidenceFile() {
    const std::string query = Release();
    const CommandResult written = Run({"release", "evidence", query, "--as",
                                       Person("analyst@office"), "--out", Path("evidence.json")});
    EXPECT_EQ(written.exit_code, kOk) << written.error;
    json_ = Read("evidence.json");
    evidence_ = *ParseCanonicalJson<v1::ReleaseEvidence>(json_);
  }
  absl::Status Verify(const std::string& json) {
    return VerifyEvidence(json, "", random_).status();
  }

  std::string json_;
  v1::ReleaseEvidence evidence_;
  SystemRandom random_;
};

TEST_F(EvidenceFile, NoticesEveryByteThatIsFlipped) {
  ASSERT_TRUE(Verify(json_).ok());
  constexpr size_t kStep = 37;
  for (size_t at = 0; at < json_.size(); at += kStep) {
    for (const char bit : {'\x01', '\x20'}) {
      std::string bent = json_;
      bent[at] = static_cast<char>(bent[at] ^ bit);
      ASSERT_TRUE(absl::IsDataLoss(Verify(bent))) << at << " " << json_.substr(at, 20);
    }
  }
}

TEST_F(EvidenceFile, NoticesWhatIsAddedOrCutOff) {
  for (const char* more : {"\n", " ", "{}"}) EXPECT_FALSE(Verify(json_ + more).ok());
  EXPECT_FALSE(Verify(" " + json_).ok());
  EXPECT_FALSE(Verify(json_.substr(0, json_.size() - 1)).ok());
  EXPECT_FALSE(Verify("").ok());
}

// Calls `try_it` once for each value in `message`, changed, and puts the value back.
void ForEachChange(Message& message, const std::string& path,
                   const std::function<void(const std::string& path)>& try_it) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const std::string here = path + "." + std::string(field->name()) + std::to_string(i);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        ForEachChange(field->is_repeated() ? *reflection.MutableRepeatedMessage(&message, field, i)
                                           : *reflection.MutableMessage(&message, field),
                      here, try_it);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const bool many = field->is_repeated();
        const auto set = [&](const std::string& value) {
          many ? reflection.SetRepeatedString(&message, field, i, value)
               : reflection.SetString(&message, field, value);
        };
        const std::string value = many ? reflection.GetRepeatedString(message, field, i)
                                       : reflection.GetString(message, field);
        for (const size_t at : {size_t{0}, value.size() / 2, value.size() - 1}) {
          std::string bent = value;
          bent[at] = static_cast<char>(bent[at] ^ 1);
          set(bent);
          try_it(here);
        }
        set(value);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
        const uint32_t value = reflection.GetUInt32(message, field);
        reflection.SetUInt32(&message, field, value + 1);
        try_it(here);
        reflection.SetUInt32(&message, field, value);
      } else {
        ASSERT_EQ(field->cpp_type(), FieldDescriptor::CPPTYPE_UINT64) << here;
        const uint64_t value = reflection.GetUInt64(message, field);
        reflection.SetUInt64(&message, field, value + 1);
        try_it(here);
        reflection.SetUInt64(&message, field, value);
      }
    }
  }
}

// The file's digest helps only against accidents: whoever alters it on purpose makes a new one.
TEST_F(EvidenceFile, NoticesEveryValueThatIsChangedEvenWithAFittingDigest) {
  size_t tried = 0;
  ForEachChange(evidence_, "", [&](const std::string& path) {
    // Nobody signs the one, and the other is made anew.
    if (path == ".program_version0" || path == ".digest0") return;
    const absl::StatusOr<std::string> bent = WriteEvidence(evidence_);
    ++tried;
    if (!bent.ok()) return;  // no document at all
    EXPECT_TRUE(absl::IsDataLoss(Verify(*bent))) << path;
  });
  EXPECT_GT(tried, 250u);
}

TEST_F(EvidenceFile, NoticesCharactersOfTheCheckpointThatAreChangedEvenWithAFittingDigest) {
  const std::string note = evidence_.checkpoint();
  for (size_t at = 0; at < note.size(); at += 3) {
    std::string bent = note;
    bent[at] = static_cast<char>(bent[at] ^ 1);
    evidence_.set_checkpoint(bent);
    const absl::StatusOr<std::string> json = WriteEvidence(evidence_);
    if (!json.ok()) continue;
    ASSERT_TRUE(absl::IsDataLoss(Verify(*json))) << at;
  }
}

}  // namespace
}  // namespace ginnel::cli
