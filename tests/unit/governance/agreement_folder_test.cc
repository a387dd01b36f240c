// SPDX-License-Identifier: Apache-2.0
#include "governance/agreement_folder.h"

#include <filesystem>

#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

using testing::HasSubstr;

class Folder : public testing::Test {
 protected:
  Folder() : folder_(FreshFolder()) {
    std::filesystem::create_directories(folder_ + "/models");
    std::filesystem::create_directories(folder_ + "/operations");
    Put("constitution.yaml", "title: Sample\nversion: 1\n");
    Put("dictionary.yaml", "name: core\nvariables:\n  - name: age\n    type: integer\n");
  }
  void Put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(folder_ + "/" + name, text).ok());
  }

  std::string folder_;
};

TEST_F(Folder, PutsDictionaryAndModelsIntoTheConstitution) {
  Put("models/a.yaml", "model: zeta\nversion: 1\n");
  Put("models/z.yaml", "model: alpha\nversion: 1\n");
  Put("models/notes.txt", "not a model");
  const auto constitution = AssembleConstitution(folder_);
  ASSERT_TRUE(constitution.ok()) << constitution.status();
  EXPECT_EQ(constitution->title(), "Sample");
  EXPECT_EQ(constitution->dictionary().name(), "core");
  ASSERT_EQ(constitution->models_size(), 2);
  EXPECT_EQ(constitution->models(0).model(), "alpha");
  EXPECT_EQ(constitution->models(1).model(), "zeta");
}

TEST_F(Folder, NeedsADictionaryAndNoModels) {
  std::filesystem::remove_all(folder_ + "/models");
  EXPECT_TRUE(AssembleConstitution(folder_).ok());
  std::filesystem::remove(folder_ + "/dictionary.yaml");
  EXPECT_THAT(std::string(AssembleConstitution(folder_).status().message()),
              HasSubstr("dictionary.yaml"));
}

TEST_F(Folder, SaysWhenAFolderCannotBeRead) {
  std::filesystem::remove_all(folder_ + "/models");
  Put("models", "a file where a folder should be");
  EXPECT_THAT(std::string(AssembleConstitution(folder_).status().message()),
              HasSubstr("/models: "));
}

TEST_F(Folder, RefusesADictionaryInsideTheConstitutionsFile) {
  Put("constitution.yaml", "title: Sample\ndictionary:\n  name: other\n");
  EXPECT_THAT(std::string(AssembleConstitution(folder_).status().message()),
              HasSubstr("files of their own"));
}

TEST_F(Folder, NamesTheFileAndLineOfAMistake) {
  Put("models/a.yaml", "model: a\nvresion: 1\n");
  EXPECT_THAT(std::string(AssembleConstitution(folder_).status().message()),
              HasSubstr("a.yaml:2:1: unknown field"));
}

TEST_F(Folder, OperationsAreInAFileOfTheirPartysName) {
  Put("operations/north.yaml", "party: south\nversion: 1\n");
  const auto operations = AgreementFolder(folder_).ReadOperations("north");
  EXPECT_THAT(std::string(operations.status().message()),
              HasSubstr("the file must have the party's name"));
  Put("operations/north.yaml", "party: north\nversion: 1\n");
  EXPECT_TRUE(AgreementFolder(folder_).ReadOperations("north").ok());
}

TEST_F(Folder, SaysWhichFileIsNoEnvelope) {
  Put("constitution.dsse.json", "{}");
  const absl::Status status = AgreementFolder(folder_).ReadSignedConstitution().status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("constitution.dsse.json"));
}

}  // namespace
}  // namespace ginnel::governance
