#include <filesystem>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "clients/cli/config.h"
#include "clients/cli/error.h"
#include "clients/cli/run.h"
#include "clients/cli/table.h"

namespace frontline::cli {
namespace {

struct Loaded {
  std::string path;
  Config config;
};

absl::StatusOr<Loaded> Load(const Invocation& invocation) {
  Loaded loaded{ConfigPath(invocation.session.environment()), {}};
  absl::StatusOr<Config> config = LoadConfig(loaded.path);
  if (!config.ok()) return UsageError(config.status().message());
  loaded.config = *std::move(config);
  return loaded;
}

// Keeps the contexts and then says what was done.
absl::StatusOr<int> Save(const Loaded& loaded, const std::string& done, const Invocation& invocation) {
  if (absl::Status saved = SaveConfig(loaded.path, loaded.config); !saved.ok()) return UsageError(saved.message());
  invocation.out() << done << "\n";
  return kOk;
}

absl::Status Known(const Loaded& loaded, const std::string& name) {
  if (loaded.config.contexts.count(name) > 0) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("there is no context '", name, "'; 'frontctl contexts list' shows those there are"));
}

// A file that is named must be found from any folder later on.
void SetFile(const std::string& given, std::string* file) {
  if (!given.empty()) *file = std::filesystem::absolute(given).lexically_normal().string();
}

std::string Security(const Context& context) {
  Target target;
  if (!context.server.empty()) target.server = context.server;
  target.tls_ca = context.tls_ca;
  target.tls_cert = context.tls_cert;
  target.plaintext = context.plaintext;
  if (!UsesTls(target)) return "none";
  return context.tls_cert.empty() ? "TLS" : "TLS, own certificate";
}

}  // namespace

absl::StatusOr<int> RunContextsList(const Invocation& invocation) {
  const absl::StatusOr<Loaded> loaded = Load(invocation);
  if (!loaded.ok()) return loaded.status();
  const std::string chosen = invocation.session.environment()("FRONTLINE_CONTEXT");
  const std::string current = chosen.empty() ? loaded->config.current : chosen;
  if (invocation.session.output == Output::kName || invocation.session.output == Output::kJson) {
    const bool json = invocation.session.output == Output::kJson;
    std::string names;
    for (const auto& [name, context] : loaded->config.contexts) {
      absl::StrAppend(&names, json ? (names.empty() ? "" : ", ") : "", json ? "\"" : "", name, json ? "\"" : "\n");
    }
    invocation.out() << (json ? absl::StrCat("[", names, "]\n") : names);
    return kOk;
  }
  Table table({{" "}, {"CONTEXT"}, {"SERVER"}, {"TOKEN"}, {"ENCRYPTION"}});
  for (const auto& [name, context] : loaded->config.contexts) {
    const std::string token = !context.token.empty() ? "kept here" : context.token_file;
    table.Add({name == current ? "*" : "", name, context.server, token, Security(context)});
  }
  const Style style = invocation.session.style();
  invocation.out() << (table.empty() ? "No contexts. Make one: frontctl contexts set NAME --server ADDRESS --token-file FILE\n"
                                     : table.Render(style.width, style.colour));
  return kOk;
}

absl::StatusOr<int> RunContextsUse(const Invocation& invocation) {
  absl::StatusOr<Loaded> loaded = Load(invocation);
  if (!loaded.ok()) return loaded.status();
  const std::string name = invocation.arguments.Get("CONTEXT");
  if (absl::Status known = Known(*loaded, name); !known.ok()) return known;
  loaded->config.current = name;
  return Save(*loaded, absl::StrCat("From now on: ", name, ", ", loaded->config.contexts[name].server), invocation);
}

absl::StatusOr<int> RunContextsSet(const Invocation& invocation) {
  absl::StatusOr<Loaded> loaded = Load(invocation);
  if (!loaded.ok()) return loaded.status();
  const std::string name = invocation.arguments.Get("CONTEXT");
  const TargetFlags& flags = invocation.session.flags;
  const bool is_new = loaded->config.contexts.count(name) == 0;
  if (is_new && flags.server.empty()) return UsageError("--server ADDRESS is missing: a new context needs one");
  Context& context = loaded->config.contexts[name];
  if (!flags.server.empty()) context.server = flags.server;
  SetFile(flags.tls_ca, &context.tls_ca);
  SetFile(flags.tls_cert, &context.tls_cert);
  SetFile(flags.tls_key, &context.tls_key);
  context.plaintext = context.plaintext || flags.plaintext;
  if (!flags.token_file.empty()) {
    SetFile(flags.token_file, &context.token_file);
    context.token.clear();
  }
  if (invocation.arguments.Yes("copy-token")) {
    TargetFlags own;
    own.server = context.server;
    own.token_file = context.token_file;
    const absl::StatusOr<Target> target = ResolveTarget(
        own, [](const char*) { return std::string(); }, Config());
    if (!target.ok()) return UsageError(target.status().message());
    if (target->token.empty()) return UsageError("--copy-token needs --token-file FILE");
    context.token = target->token;
    context.token_file.clear();
  }
  if (invocation.arguments.Yes("use") || loaded->config.contexts.size() == 1) loaded->config.current = name;
  const std::string in_use = loaded->config.current == name ? ", in use" : "";
  return Save(*loaded, absl::StrCat(is_new ? "Made " : "Changed ", name, ", ", context.server, in_use), invocation);
}

absl::StatusOr<int> RunContextsDelete(const Invocation& invocation) {
  absl::StatusOr<Loaded> loaded = Load(invocation);
  if (!loaded.ok()) return loaded.status();
  const std::string name = invocation.arguments.Get("CONTEXT");
  if (absl::Status known = Known(*loaded, name); !known.ok()) return known;
  loaded->config.contexts.erase(name);
  if (loaded->config.current == name) loaded->config.current.clear();
  return Save(*loaded, absl::StrCat("Deleted ", name), invocation);
}

}  // namespace frontline::cli
