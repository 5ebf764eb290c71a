#include "clients/cli/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/comments.h"
#include "clients/cli/flags.h"
#include "clients/cli/help.h"

namespace frontline::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// The contract's protos are read by themselves, so that a service which the program does not know is missed too.
TEST(CommandTest, EveryMethodOfTheContractIsServed) {
  std::set<std::string> served;
  for (const Command& command : Commands()) {
    if (!command.method.empty()) served.insert("frontline." + command.method);
  }
  ASSERT_GT(MethodsOfContract().size(), 80u);
  for (const std::string& method : MethodsOfContract()) EXPECT_EQ(served.count(method), 1u) << "no command serves " << method;
}

TEST(CommandTest, EveryCommandNamesAMethodThatThereIsAndFieldsThatItHas) {
  for (const Command& command : Commands()) {
    SCOPED_TRACE(command.Name());
    if (command.method.empty()) {
      EXPECT_NE(command.run, nullptr);
      continue;
    }
    const google::protobuf::MethodDescriptor* method = FindMethod(command.method);
    ASSERT_NE(method, nullptr) << command.method;
    EXPECT_TRUE(command.run != nullptr || (!method->client_streaming() && !method->server_streaming())) << "a stream needs a run of its own";
    for (const Argument& argument : command.arguments) {
      const google::protobuf::Descriptor* type = method->input_type();
      if (argument.field.empty()) continue;
      for (const std::string& segment : std::vector<std::string>(absl::StrSplit(argument.field, '.'))) {
        ASSERT_NE(type, nullptr);
        const google::protobuf::FieldDescriptor* field = type->FindFieldByName(segment);
        ASSERT_NE(field, nullptr) << argument.field;
        type = field->message_type();
      }
    }
  }
}

TEST(CommandTest, EveryCommandHasItsNounHelpAndExamples) {
  std::set<std::string> nouns;
  for (const Noun& noun : Nouns()) nouns.insert(noun.name);
  std::set<std::string> names;
  for (const Command& command : Commands()) {
    SCOPED_TRACE(command.Name());
    EXPECT_TRUE(names.insert(command.Name()).second) << "twice";
    if (command.hidden) continue;
    EXPECT_EQ(nouns.count(command.noun), 1u);
    EXPECT_THAT(command.examples, testing::Not(IsEmpty()));
    const std::string help = CommandHelp(command, Style());
    EXPECT_THAT(help, HasSubstr("Usage"));
    EXPECT_FALSE(absl::StartsWith(help, "\n")) << "no summary";
  }
}

TEST(CommandTest, FlagsOfACommandDiffer) {
  std::set<std::string> global;
  for (const Flag& flag : GlobalFlags()) global.insert(flag.name);
  for (const Command& command : Commands()) {
    SCOPED_TRACE(command.Name());
    std::set<std::string> names;
    for (const Flag& flag : AllFlagsOf(command)) {
      EXPECT_TRUE(names.insert(flag.name).second) << flag.name;
      EXPECT_EQ(global.count(flag.name), 0u) << flag.name << " hides the flag of every command";
    }
  }
}

// Examples are read by people and copied: their flags must be there.
TEST(CommandTest, ExamplesUseFlagsThatThereAre) {
  for (const Command& command : Commands()) {
    std::set<std::string> names = {"help"};
    for (const Flag& flag : AllFlagsOf(command)) names.insert(flag.name);
    for (const Flag& flag : GlobalFlags()) names.insert(flag.name);
    for (const std::string& example : command.examples) {
      if (absl::StrContains(example, ";") || absl::StrContains(example, "|")) continue;
      for (absl::string_view word : absl::StrSplit(example, ' ')) {
        if (!absl::StartsWith(word, "--")) continue;
        const std::string name(word.substr(2, word.find('=') == absl::string_view::npos ? absl::string_view::npos : word.find('=') - 2));
        const bool other = !absl::StartsWith(example, command.Name());
        EXPECT_TRUE(other || names.count(name) > 0) << command.Name() << ": " << example;
      }
    }
  }
}

TEST(CommandTest, HelpComesFromTheContractsComments) {
  EXPECT_EQ(CommentOf("frontline.requirement.v1.Need.statement"), "What is lacking, in a sentence. Required, at most 300 characters.");
  EXPECT_EQ(FirstSentence("Reads a need with all its supporters. And more."), "Reads a need with all its supporters.");
  EXPECT_EQ(CommentOf("frontline.nothing"), "");
}

}  // namespace
}  // namespace frontline::cli
