#include "clients/cli/app.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <map>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/dates.h"
#include "clients/cli/error.h"
#include "clients/cli/help.h"
#include "clients/cli/run.h"
#include "clients/cli/suggest.h"

namespace frontline::cli {
namespace {

void AddFlag(const Flag& flag, CLI::App* app) {
  const std::string name = absl::StrCat(flag.letter.empty() ? "" : absl::StrCat("-", flag.letter, ","), "--", flag.name);
  CLI::Option* option = flag.placeholder.empty() ? app->add_flag(name) : app->add_option(name)->type_size(1);
  // Each use takes one value, and the last use counts where there can be only one.
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
}

// The commands as CLI11 knows them. Nothing is required here: Check says better what is missing.
class Parser {
 public:
  Parser() : app_("frontctl") {
    app_.set_help_flag("-h,--help");
    app_.require_subcommand(0, 1);
    for (const Flag& flag : GlobalFlags()) AddFlag(flag, &app_);
    std::map<std::string, CLI::App*> nouns;
    for (const Command& command : Commands()) {
      CLI::App*& noun = nouns[command.noun];
      if (noun == nullptr) noun = AddNoun(command.noun);
      CLI::App* leaf = command.verb.empty() ? noun : noun->add_subcommand(command.verb)->fallthrough();
      for (const Flag& flag : AllFlagsOf(command)) AddFlag(flag, leaf);
      for (const Argument& argument : command.arguments) {
        leaf->add_option(argument.label)->expected(argument.many ? -1 : 1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      }
      commands_[leaf] = &command;
    }
  }

  void Parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());
    app_.parse(std::move(words));
  }

  // The deepest subcommand that was named.
  const CLI::App* Deepest() const {
    const CLI::App* app = &app_;
    while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
    return app;
  }
  const Command* CommandOf(const CLI::App* app) const {
    const auto found = commands_.find(app);
    return found == commands_.end() ? nullptr : found->second;
  }
  const CLI::App& root() const { return app_; }

  static Arguments ArgumentsOf(const CLI::App& app) {
    Arguments arguments;
    for (const CLI::Option* option : app.get_options()) {
      const std::string name = option->get_lnames().empty() ? option->get_name() : option->get_lnames().front();
      for (const std::string& value : option->results()) arguments.Add(name, value);
    }
    return arguments;
  }

 private:
  CLI::App* AddNoun(const std::string& name) {
    CLI::App* noun = app_.add_subcommand(name)->fallthrough();
    noun->require_subcommand(0, 1);
    for (const Noun& known : Nouns()) {
      if (known.name != name) continue;
      for (const std::string& alias : known.aliases) noun->alias(alias);
    }
    return noun;
  }

  CLI::App app_;
  std::map<const CLI::App*, const Command*> commands_;
};

const Noun* FindNoun(const std::string& name) {
  for (const Noun& noun : Nouns()) {
    if (noun.name == name) return &noun;
  }
  return nullptr;
}

std::string HelpFor(const Parser& parser, const Style& style) {
  const CLI::App* app = parser.Deepest();
  if (const Command* command = parser.CommandOf(app); command != nullptr) return CommandHelp(*command, style);
  const Noun* noun = FindNoun(app->get_name());
  return noun == nullptr ? ProgramHelp(style) : NounHelp(*noun, style);
}

std::string HelpHint(const Parser& parser) {
  const Command* command = parser.CommandOf(parser.Deepest());
  if (command != nullptr) return absl::StrCat("Usage: ", UsageOf(*command), "\n'frontctl ", command->Name(), " --help' says more.\n");
  const Noun* noun = FindNoun(parser.Deepest()->get_name());
  return absl::StrCat("'frontctl ", noun == nullptr ? "" : noun->name + " ", "--help' shows what there is.\n");
}

absl::Status ReadGlobals(const Arguments& arguments, Session* session) {
  const std::string output = arguments.Has("output") ? arguments.Get("output") : "table";
  static const std::map<std::string, Output> kOutputs = {
      {"table", Output::kTable}, {"wide", Output::kWide}, {"json", Output::kJson}, {"name", Output::kName}};
  const auto found = kOutputs.find(output);
  if (found == kOutputs.end()) return UsageError(absl::StrCat("--output: '", output, "' is none of table, wide, json, name"));
  session->output = found->second;
  TargetFlags& flags = session->flags;
  flags.context = arguments.Get("context");
  flags.server = arguments.Get("server");
  flags.token_file = arguments.Get("token-file");
  flags.tls_ca = arguments.Get("tls-ca");
  flags.tls_cert = arguments.Get("tls-cert");
  flags.tls_key = arguments.Get("tls-key");
  flags.plaintext = arguments.Yes("plaintext");
  if (arguments.Has("timeout")) {
    const std::optional<absl::Duration> span = ParseSpan(arguments.Get("timeout"));
    if (!span || *span <= absl::ZeroDuration()) return UsageError("--timeout: a length of time is wanted: 30s, 5m");
    flags.timeout = *span;
  }
  return absl::OkStatus();
}

absl::Status CheckArguments(const Command& command, const Arguments& arguments) {
  for (const Argument& argument : command.arguments) {
    if (argument.required && !arguments.Has(argument.label)) return UsageError(absl::StrCat(argument.label, " is missing"));
  }
  return absl::OkStatus();
}

int Fail(const absl::Status& status, const std::string& hint, Session& session) {
  session.terminal().out.flush();
  session.terminal().err << RenderError(status, session.server()) << (ExitCodeOf(status) == kUsage ? hint : "");
  return ExitCodeOf(status);
}

// What CLI11 does not understand, in better words.
absl::Status Explain(const Parser& parser, const CLI::ParseError& error, const std::vector<std::string>& words) {
  const CLI::App* app = parser.Deepest();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) return UsageError(error.what());
  return UsageError(UnknownWord(parser.CommandOf(app), FindNoun(app->get_name()), parser.root().remaining(true), words));
}

int Run(const Parser& parser, const std::vector<std::string>& words, Session& session) {
  const CLI::App* app = parser.Deepest();
  const Command* command = parser.CommandOf(app);
  if (absl::Status read = ReadGlobals(Parser::ArgumentsOf(parser.root()), &session); !read.ok()) return Fail(read, "", session);
  if (command == nullptr) {
    if (words.empty()) {
      session.terminal().out << ProgramHelp(session.style());
      return kOk;
    }
    return Fail(UsageError(FindNoun(app->get_name()) == nullptr ? "a noun is missing" : "a verb is missing"), HelpHint(parser), session);
  }
  const Arguments arguments = Parser::ArgumentsOf(*app);
  if (absl::Status checked = CheckArguments(*command, arguments); !checked.ok()) return Fail(checked, HelpHint(parser), session);
  const Invocation invocation(*command, arguments, session);
  const absl::StatusOr<int> code = command->run != nullptr ? command->run(invocation) : RunMethod(invocation);
  if (!code.ok()) return Fail(code.status(), HelpHint(parser), session);
  session.terminal().out.flush();
  // A full disk, or a closed pipe.
  return session.terminal().out.good() ? *code : static_cast<int>(kDefect);
}

}  // namespace

int RunFrontctl(const std::vector<std::string>& arguments, Session& session) {
  // What is completed is no command line of ours: it may be anything.
  if (!arguments.empty() && arguments[0] == "complete") {
    Arguments words;
    for (size_t i = 1; i < arguments.size(); ++i) words.Add("WORD", arguments[i]);
    const Command none = {};
    return RunComplete(Invocation(none, words, session)).value_or(kDefect);
  }
  Parser parser;
  try {
    parser.Parse(arguments);
  } catch (const CLI::CallForHelp&) {
    session.terminal().out << HelpFor(parser, session.style());
    return kOk;
  } catch (const CLI::ParseError& error) {
    return Fail(Explain(parser, error, arguments), HelpHint(parser), session);
  }
  return Run(parser, arguments, session);
}

}  // namespace frontline::cli
