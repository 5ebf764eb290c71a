#include "clients/cli/completion.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/command.h"
#include "clients/cli/flags.h"
#include "clients/cli/rules.h"

namespace frontline::cli {
namespace {

constexpr absl::string_view kFiles = "\tFILES";

constexpr absl::string_view kBash = R"(# frontctl completion for bash
_frontctl() {
  local cur candidates
  cur=${COMP_WORDS[COMP_CWORD]}
  COMP_WORDBREAKS=${COMP_WORDBREAKS//:/}
  candidates=$("${COMP_WORDS[0]}" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "$candidates" = $'\tFILES' ]; then
    COMPREPLY=($(compgen -f -- "$cur"))
  else
    local IFS=$'\n'
    COMPREPLY=($candidates)
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
  fi
}
complete -F _frontctl frontctl
)";

constexpr absl::string_view kZsh = R"(#compdef frontctl
# frontctl completion for zsh
_frontctl() {
  local -a candidates
  candidates=("${(@f)$("${words[1]}" complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "${candidates[1]}" == $'\tFILES' ]]; then
    _files
  else
    compadd -- "${candidates[@]}"
  fi
}
compdef _frontctl frontctl
)";

constexpr absl::string_view kFish = R"(# frontctl completion for fish
function __frontctl_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l candidates ($words[1] complete $words[2..-1] 2>/dev/null)
  if test "$candidates[1]" = \tFILES
    __fish_complete_path (commandline -ct)
  else
    printf '%s\n' $candidates
  end
end
complete -c frontctl -f -a '(__frontctl_complete)'
)";

bool IsNoun(const Noun& noun, const std::string& word) {
  return noun.name == word || std::find(noun.aliases.begin(), noun.aliases.end(), word) != noun.aliases.end();
}

std::string NounName(const std::string& word) {
  for (const Noun& noun : Nouns()) {
    if (IsNoun(noun, word)) return noun.name;
  }
  return word;
}

const Command* FindCommand(const std::vector<std::string>& bare) {
  if (bare.empty()) return nullptr;
  const std::string noun = NounName(bare[0]);
  for (const Command& command : Commands()) {
    if (command.noun == noun && (command.verb.empty() || (bare.size() > 1 && command.verb == bare[1]))) return &command;
  }
  return nullptr;
}

std::vector<Flag> FlagsFor(const Command* command) {
  std::vector<Flag> flags = command == nullptr ? std::vector<Flag>() : AllFlagsOf(*command);
  for (Flag& flag : GlobalFlags()) flags.push_back(std::move(flag));
  return flags;
}

const Flag* Find(const std::vector<Flag>& flags, const std::string& word) {
  for (const Flag& flag : flags) {
    if (word == "--" + flag.name || (!flag.letter.empty() && word == "-" + flag.letter)) return &flag;
  }
  return nullptr;
}

std::vector<std::string> StartingWith(const std::vector<std::string>& all, const std::string& prefix) {
  std::vector<std::string> fitting;
  for (const std::string& word : all) {
    if (absl::StartsWith(word, prefix)) fitting.push_back(word);
  }
  return fitting;
}

std::vector<std::string> ValuesOf(const Flag& flag, const std::string& prefix, const NamesOf& names) {
  if (!flag.choices.empty()) return StartingWith(flag.choices, prefix);
  if (flag.placeholder == "FILE" || flag.placeholder == "DIR") return {std::string(kFiles)};
  if (flag.path.empty()) return {};
  const Rules rules = RulesOf(*flag.path.back());
  return rules.form == Form::kName ? names(rules.resource, prefix) : std::vector<std::string>();
}

// The collection that an argument's names lie in.
std::string PatternOf(const Command& command, const Argument& argument) {
  const google::protobuf::MethodDescriptor* method = FindMethod(command.method);
  if (method == nullptr) return "";
  const google::protobuf::Descriptor* type = method->input_type();
  const google::protobuf::FieldDescriptor* field = nullptr;
  for (const std::string& segment : std::vector<std::string>(absl::StrSplit(argument.field, '.'))) {
    field = type == nullptr ? nullptr : type->FindFieldByName(segment);
    type = field == nullptr ? nullptr : field->message_type();
  }
  return field == nullptr ? "" : RulesOf(*field).resource;
}

std::vector<std::string> ArgumentValues(const Command& command, size_t place, const std::string& prefix, const NamesOf& names) {
  if (command.arguments.empty()) return {};
  const Argument& argument = command.arguments[std::min(place, command.arguments.size() - 1)];
  if (place >= command.arguments.size() && !argument.many) return {};
  if (argument.label == "FILE" || argument.label == "BACKUP") return {std::string(kFiles)};
  if (argument.label == "SHELL") return StartingWith({"bash", "zsh", "fish"}, prefix);
  const std::string pattern = argument.label == "CONTEXT"                              ? "contexts"
                              : argument.label == "SUPPLIER" && argument.field.empty() ? "suppliers/*"
                                                                                       : PatternOf(command, argument);
  return pattern.empty() ? std::vector<std::string>() : names(pattern, prefix);
}

}  // namespace

std::vector<std::string> Complete(const std::vector<std::string>& words, const NamesOf& names) {
  const std::string last = words.empty() ? "" : words.back();
  std::vector<std::string> bare;
  const Flag* open = nullptr;
  std::vector<Flag> flags = FlagsFor(nullptr);
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (open != nullptr) {
      open = nullptr;
    } else if (absl::StartsWith(words[i], "-")) {
      const Flag* flag = Find(flags, words[i]);
      open = flag != nullptr && !flag->placeholder.empty() ? flag : nullptr;
    } else {
      bare.push_back(words[i]);
      if (bare.size() <= 2) flags = FlagsFor(FindCommand(bare));
    }
  }
  const Command* command = FindCommand(bare);
  if (open != nullptr) return ValuesOf(*open, last, names);
  std::vector<std::string> known;
  if (absl::StartsWith(last, "-")) {
    for (const Flag& flag : flags) known.push_back("--" + flag.name);
    known.push_back("--help");
    return StartingWith(known, last);
  }
  if (bare.empty()) {
    for (const Noun& noun : Nouns()) known.push_back(noun.name);
    return StartingWith(known, last);
  }
  if (command == nullptr) {
    if (bare.size() > 1) return {};
    for (const Command& other : Commands()) {
      if (other.noun == NounName(bare[0])) known.push_back(other.verb);
    }
    return StartingWith(known, last);
  }
  return ArgumentValues(*command, bare.size() - (command->verb.empty() ? 1 : 2), last, names);
}

absl::string_view CompletionScript(absl::string_view shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  return shell == "fish" ? kFish : absl::string_view();
}

}  // namespace frontline::cli
