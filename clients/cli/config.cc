#include "clients/cli/config.h"

#include <fcntl.h>
#include <google/protobuf/struct.pb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/json.h"

namespace frontline::cli {
namespace {

using google::protobuf::Struct;

std::string TextOf(const Struct& object, const char* key) {
  const auto found = object.fields().find(key);
  return found == object.fields().end() ? "" : found->second.string_value();
}

Context ContextOf(const Struct& object) {
  Context context{TextOf(object, "server"), TextOf(object, "token"),   TextOf(object, "tokenFile"),
                  TextOf(object, "tlsCa"),  TextOf(object, "tlsCert"), TextOf(object, "tlsKey")};
  const auto plaintext = object.fields().find("plaintext");
  context.plaintext = plaintext != object.fields().end() && plaintext->second.bool_value();
  return context;
}

void Put(const char* key, const std::string& text, Struct* object) {
  if (!text.empty()) (*object->mutable_fields())[key].set_string_value(text);
}

Struct ToStruct(const Context& context) {
  Struct object;
  Put("server", context.server, &object);
  Put("token", context.token, &object);
  Put("tokenFile", context.token_file, &object);
  Put("tlsCa", context.tls_ca, &object);
  Put("tlsCert", context.tls_cert, &object);
  Put("tlsKey", context.tls_key, &object);
  if (context.plaintext) (*object.mutable_fields())["plaintext"].set_bool_value(true);
  return object;
}

absl::Status Failed(const std::string& what, const std::string& path) {
  return absl::InvalidArgumentError(absl::StrCat(what, " '", path, "': ", std::strerror(errno)));
}

// A new file of ours alone, with this content, on the disk.
absl::Status WriteOwn(const std::string& path, const std::string& content) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Failed("can't write", path);
  size_t written = 0;
  while (written < content.size()) {
    const ssize_t n = write(fd, content.data() + written, content.size() - written);
    if (n < 0 && errno != EINTR) break;
    if (n > 0) written += static_cast<size_t>(n);
  }
  const bool good = written == content.size() && fsync(fd) == 0;
  const absl::Status failed = good ? absl::OkStatus() : Failed("can't write", path);
  close(fd);
  return failed;
}

absl::StatusOr<std::string> ReadToken(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string token;
  if (!in || !std::getline(in, token)) return absl::InvalidArgumentError(absl::StrCat("the token file '", file, "' can't be read, or is empty"));
  return std::string(absl::StripAsciiWhitespace(token));
}

absl::StatusOr<Context> Find(const Config& config, const std::string& name) {
  const auto found = config.contexts.find(name);
  if (found != config.contexts.end()) return found->second;
  return absl::InvalidArgumentError(absl::StrCat("there is no context '", name, "'; 'frontctl contexts list' shows those there are"));
}

std::string FirstOf(const std::string& a, const std::string& b, const std::string& c = "") { return !a.empty() ? a : !b.empty() ? b : c; }

}  // namespace

std::string ConfigPath(const Environment& environment) {
  if (const std::string path = environment("FRONTLINE_CONFIG"); !path.empty()) return path;
  const std::string base = FirstOf(environment("XDG_CONFIG_HOME"), absl::StrCat(environment("HOME"), "/.config"));
  return base + "/frontline/config.json";
}

absl::StatusOr<Config> LoadConfig(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return errno == ENOENT || errno == ENOTDIR ? absl::StatusOr<Config>(Config()) : Failed("can't read", path);
  std::ifstream in(path, std::ios::binary);
  std::stringstream content;
  content << in.rdbuf();
  if (!in) return Failed("can't read", path);
  Struct object;
  if (absl::Status parsed = ParseJson(content.str(), &object); !parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the file of contexts '", path, "' is damaged: ", parsed.message()));
  }
  Config config;
  config.current = TextOf(object, "current");
  bool secret = false;
  const auto contexts = object.fields().find("contexts");
  if (contexts != object.fields().end()) {
    for (const auto& [name, value] : contexts->second.struct_value().fields()) {
      config.contexts[name] = ContextOf(value.struct_value());
      secret = secret || !config.contexts[name].token.empty();
    }
  }
  if (secret && (found.st_mode & 077) != 0) {
    return absl::InvalidArgumentError(absl::StrCat("'", path, "' holds a token and can be read by others; run: chmod 600 ", path));
  }
  return config;
}

absl::Status SaveConfig(const std::string& path, const Config& config) {
  Struct object;
  Put("current", config.current, &object);
  Struct* contexts = (*object.mutable_fields())["contexts"].mutable_struct_value();
  for (const auto& [name, context] : config.contexts) *(*contexts->mutable_fields())[name].mutable_struct_value() = ToStruct(context);
  const std::string folder = std::filesystem::path(path).parent_path().string();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::exists(folder, error)) {
    std::filesystem::create_directories(folder, error);
    if (error) return absl::InvalidArgumentError(absl::StrCat("can't make the folder '", folder, "': ", error.message()));
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  const std::string temporary = absl::StrCat(path, ".", getpid());
  unlink(temporary.c_str());
  if (absl::Status written = WriteOwn(temporary, ToJson(object)); !written.ok()) {
    unlink(temporary.c_str());
    return written;
  }
  return rename(temporary.c_str(), path.c_str()) == 0 ? absl::OkStatus() : Failed("can't write", path);
}

absl::StatusOr<Target> ResolveTarget(const TargetFlags& flags, const Environment& environment, const Config& config) {
  Context context;
  const std::string name = FirstOf(flags.context, environment("FRONTLINE_CONTEXT"), config.current);
  const bool environment_first = flags.context.empty();
  if (!name.empty()) {
    const absl::StatusOr<Context> found = Find(config, name);
    if (!found.ok()) return found.status();
    context = *found;
  }
  Target target;
  target.timeout = flags.timeout;
  const std::string by_environment = environment_first ? environment("FRONTLINE_SERVER") : "";
  target.server = FirstOf(FirstOf(flags.server, by_environment), context.server, target.server);
  if (target.server != context.server) context = Context();
  target.tls_ca = FirstOf(flags.tls_ca, context.tls_ca);
  target.tls_cert = FirstOf(flags.tls_cert, context.tls_cert);
  target.tls_key = FirstOf(flags.tls_key, context.tls_key);
  target.plaintext = flags.plaintext || context.plaintext;
  const bool own_token = !environment_first && (!context.token.empty() || !context.token_file.empty());
  const std::string file_by_environment = own_token ? "" : environment("FRONTLINE_TOKEN_FILE");
  const std::string token_by_environment = own_token ? "" : environment("FRONTLINE_TOKEN");
  std::string file = FirstOf(flags.token_file, file_by_environment);
  if (file.empty() && token_by_environment.empty()) file = context.token_file;
  if (!file.empty()) {
    absl::StatusOr<std::string> token = ReadToken(file);
    if (!token.ok()) return token.status();
    target.token = *std::move(token);
  } else {
    target.token = FirstOf(token_by_environment, context.token);
  }
  for (const char c : target.token) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return absl::InvalidArgumentError("the token holds characters that no token has");
  }
  return target;
}

}  // namespace frontline::cli
