#include "clients/cli/help.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/comments.h"
#include "clients/cli/error.h"
#include "clients/cli/flags.h"
#include "clients/cli/rules.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

constexpr size_t kWidth = 120;

size_t WidthOf(const Style& style) { return style.width == 0 ? kWidth : std::min(style.width, kWidth); }

std::string Entry(const std::string& left, const std::string& right, size_t column, const Style& style) {
  std::string out = "  " + left;
  if (right.empty()) return out + "\n";
  if (DisplayWidth(left) + 4 > column) {
    absl::StrAppend(&out, "\n", std::string(column, ' '));
  } else {
    out = PadRight(out, column);
  }
  return absl::StrCat(out, Indented(right, WidthOf(style), column), "\n");
}

std::string FlagEntry(const Flag& flag, const Style& style) {
  const std::string left = absl::StrCat(flag.letter.empty() ? "" : absl::StrCat("-", flag.letter, ", "), "--", flag.name,
                                        flag.placeholder.empty() ? "" : " ", flag.placeholder);
  std::string right = flag.help;
  if (!flag.choices.empty() && flag.name != "output")
    absl::StrAppend(&right, right.empty() ? "" : " ", "One of: ", absl::StrJoin(flag.choices, ", "), ".");
  if (flag.repeated) absl::StrAppend(&right, right.empty() ? "" : " ", "Can be given several times.");
  return Entry(left, right, 34, style);
}

// Without the sentences on status codes: frontctl says those in words when they come.
std::string ForPeople(const std::string& comment) {
  std::string out;
  for (absl::string_view rest = comment; !rest.empty();) {
    const std::string sentence = FirstSentence(rest);
    rest.remove_prefix(sentence.size());
    rest = absl::StripLeadingAsciiWhitespace(rest);
    const bool codes = absl::StrContains(sentence, "NOT_FOUND") || absl::StrContains(sentence, "ALREADY_EXISTS") ||
                       absl::StrContains(sentence, "FAILED_PRECONDITION") || absl::StrContains(sentence, "DATA_LOSS");
    if (!codes) absl::StrAppend(&out, out.empty() ? "" : " ", sentence);
  }
  return out;
}

std::string SummaryOf(const Command& command) {
  if (!command.summary.empty()) return command.summary;
  const google::protobuf::MethodDescriptor* method = FindMethod(command.method);
  return method == nullptr ? "" : ForPeople(CommentOf(absl::StrCat(method->service()->full_name(), "/", method->name())));
}

std::string ArgumentHelp(const Command& command, const Argument& argument) {
  if (!argument.help.empty()) return argument.help;
  const google::protobuf::MethodDescriptor* method = FindMethod(command.method);
  if (method == nullptr || argument.field.empty()) return "";
  const google::protobuf::Descriptor* type = method->input_type();
  std::string help;
  for (absl::string_view rest = argument.field; !rest.empty() && type != nullptr;) {
    const size_t dot = rest.find('.');
    const google::protobuf::FieldDescriptor* field = type->FindFieldByName(std::string(rest.substr(0, dot)));
    if (field == nullptr) break;
    help = CommentOf(field->full_name());
    type = field->message_type();
    rest = dot == absl::string_view::npos ? absl::string_view() : rest.substr(dot + 1);
  }
  // Whether it is required shows in the usage.
  return absl::StrReplaceAll(help, {{" Required.", ""}});
}

}  // namespace

std::string UsageOf(const Command& command) {
  std::string usage = absl::StrCat("frontctl ", command.Name());
  for (const Argument& argument : command.arguments) {
    const std::string label = argument.many ? argument.label + "..." : argument.label;
    absl::StrAppend(&usage, " ", argument.required ? label : absl::StrCat("[", label, "]"));
  }
  return usage + " [flags]";
}

std::string ProgramHelp(const Style& style) {
  std::string out = Indented(
      "frontctl works with a Frontline server: officers' needs, requirements that answer them, suppliers' facts, and who could meet what, with every "
      "reason.",
      WidthOf(style), 0);
  absl::StrAppend(&out, "\n\n", style.Strong("Usage"), "\n  frontctl NOUN VERB [arguments] [flags]\n\n", style.Strong("Nouns"), "\n");
  for (const Noun& noun : Nouns()) absl::StrAppend(&out, Entry(noun.name, noun.summary, 20, style));
  absl::StrAppend(&out, "\n", style.Strong("Flags of every command"), "\n");
  for (const Flag& flag : GlobalFlags()) absl::StrAppend(&out, FlagEntry(flag, style));
  absl::StrAppend(
      &out, "  -h, --help                      What a command does, its flags, and examples.\n\n", style.Strong("Examples"),
      "\n  frontctl whoami\n  frontctl needs list --order most-supported\n  frontctl match run forces/kent/requirements/body-worn-video-battery\n"
      "  frontctl import ocds notices.json --dry-run\n  frontctl needs create --help\n\n",
      style.Strong("Environment"), "\n");
  for (const auto& [name, what] : std::initializer_list<std::pair<const char*, const char*>>{
           {"FRONTLINE_SERVER", "as --server"},
           {"FRONTLINE_TOKEN_FILE", "as --token-file"},
           {"FRONTLINE_TOKEN", "the token itself"},
           {"FRONTLINE_CONTEXT", "as --context"},
           {"FRONTLINE_CONFIG", "the file of contexts; ~/.config/frontline/config.json unless set"},
           {"NO_COLOR", "no colours on a terminal"},
       }) {
    absl::StrAppend(&out, Entry(name, what, 26, style));
  }
  absl::StrAppend(&out, "\n", style.Strong("Exit codes"), "\n", ExitCodeHelp());
  absl::StrAppend(&out,
                  "\nNames are as in forces/kent/needs/7k2m. Days are 2026-11-24, today, +90d, -6m or +2y. Words of the contract are typed as read: "
                  "in-review, procurement-officer.\n");
  return out;
}

std::string NounHelp(const Noun& noun, const Style& style) {
  std::string out = absl::StrCat("frontctl ", noun.name, ": ", noun.summary, "\n\n", style.Strong("Verbs"), "\n");
  for (const Command& command : Commands()) {
    if (command.noun == noun.name && !command.verb.empty()) absl::StrAppend(&out, Entry(command.verb, FirstSentence(SummaryOf(command)), 20, style));
  }
  return absl::StrCat(out, "\n'frontctl ", noun.name, " VERB --help' says more, with examples.\n");
}

std::string CommandHelp(const Command& command, const Style& style) {
  std::string out = absl::StrCat(Indented(SummaryOf(command), WidthOf(style), 0), "\n\n", style.Strong("Usage"), "\n  ", UsageOf(command), "\n");
  if (!command.arguments.empty()) absl::StrAppend(&out, "\n");
  for (const Argument& argument : command.arguments) absl::StrAppend(&out, Entry(argument.label, ArgumentHelp(command, argument), 20, style));
  const std::vector<Flag> flags = AllFlagsOf(command);
  if (!flags.empty()) absl::StrAppend(&out, "\n", style.Strong("Flags"), "\n");
  for (const Flag& flag : flags) absl::StrAppend(&out, FlagEntry(flag, style));
  if (!command.examples.empty()) absl::StrAppend(&out, "\n", style.Strong("Examples"), "\n");
  for (const std::string& example : command.examples)
    absl::StrAppend(&out, "  frontctl ", absl::StrReplaceAll(example, {{"; needs ", "; frontctl needs "}}), "\n");
  if (!command.notes.empty()) absl::StrAppend(&out, "\n", Indented(command.notes, WidthOf(style), 0), "\n");
  return absl::StrCat(out, "\nFlags of every command (server, token, -o) stand in 'frontctl --help'.\n");
}

}  // namespace frontline::cli
