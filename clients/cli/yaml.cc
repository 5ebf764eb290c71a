#include "clients/cli/yaml.h"

#include <yaml-cpp/yaml.h>

#include <cmath>
#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMostBytes = 8 << 20;
constexpr int kMostNodes = 400'000;  // with aliases written out: a few lines of them can stand for billions

absl::Status At(const YAML::Node& node, absl::string_view path, absl::string_view what) {
  const int line = node.Mark().line + 1;
  return absl::InvalidArgumentError(
      absl::StrCat(line > 0 ? absl::StrCat("line ", line, ": ") : "", OneLine(path), path.empty() ? "" : ": ", OneLine(what)));
}

bool IsMessage(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

std::string FieldNames(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return absl::StrJoin(names, ", ");
}

template <typename Number>
absl::StatusOr<Number> Whole(const YAML::Node& node, const std::string& path) {
  Number number = 0;
  if (absl::SimpleAtoi(node.Scalar(), &number)) return number;
  return At(node, path, absl::StrCat("'", node.Scalar(), "' is no whole number"));
}

absl::StatusOr<double> Decimal(const YAML::Node& node, const std::string& path) {
  double number = 0;
  if (absl::SimpleAtod(node.Scalar(), &number) && std::isfinite(number)) return number;
  return At(node, path, absl::StrCat("'", node.Scalar(), "' is no number"));
}

absl::StatusOr<bool> YesOrNo(const YAML::Node& node, const std::string& path) {
  const std::string word = absl::AsciiStrToLower(node.Scalar());
  if (word == "true" || word == "yes") return true;
  if (word == "false" || word == "no") return false;
  return At(node, path, absl::StrCat("'", node.Scalar(), "' is neither true nor false"));
}

absl::Status SetEnum(const YAML::Node& node, const std::string& path, const FieldDescriptor& field, Message* message) {
  const auto* value = FindEnumValue(*field.enum_type(), node.Scalar());
  if (value == nullptr) {
    std::vector<std::string> words;
    for (int i = 0; i < field.enum_type()->value_count(); ++i) {
      if (field.enum_type()->value(i)->number() != 0) words.push_back(EnumFlag(*field.enum_type()->value(i)));
    }
    return At(node, path, absl::StrCat("'", node.Scalar(), "' is none of ", absl::StrJoin(words, ", ")));
  }
  const Reflection& reflection = *message->GetReflection();
  field.is_repeated() ? reflection.AddEnum(message, &field, value) : reflection.SetEnum(message, &field, value);
  return absl::OkStatus();
}

// Sets the field, or adds to it.
absl::Status SetScalar(const YAML::Node& node, const std::string& path, const FieldDescriptor& field, Message* message) {
  if (!node.IsScalar()) return At(node, path, "a single value is wanted");
  const Reflection& reflection = *message->GetReflection();
  const auto put = [&](const auto& value, auto set, auto add) -> absl::Status {
    if (!value.ok()) return value.status();
    field.is_repeated() ? (reflection.*add)(message, &field, *value) : (reflection.*set)(message, &field, *value);
    return absl::OkStatus();
  };
  switch (field.type()) {
    case FieldDescriptor::TYPE_STRING:
      field.is_repeated() ? reflection.AddString(message, &field, node.Scalar()) : reflection.SetString(message, &field, node.Scalar());
      return absl::OkStatus();
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SINT32:
      return put(Whole<int32_t>(node, path), &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SINT64:
      return put(Whole<int64_t>(node, path), &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::TYPE_DOUBLE:
      return put(Decimal(node, path), &Reflection::SetDouble, &Reflection::AddDouble);
    case FieldDescriptor::TYPE_BOOL:
      return put(YesOrNo(node, path), &Reflection::SetBool, &Reflection::AddBool);
    case FieldDescriptor::TYPE_ENUM:
      return SetEnum(node, path, field, message);
    default:
      return At(node, path, "can't be given in such a file");
  }
}

// Values that stand in several places by an alias count each time.
class Reader {
 public:
  explicit Reader(Lines* lines) : lines_(lines) {}

  absl::Status Read(const YAML::Node& node, const std::string& path, Message* message) {
    if (absl::Status counted = Count(node, path); !counted.ok()) return counted;
    const Descriptor& type = *message->GetDescriptor();
    if (node.IsScalar() && type.FindFieldByName("en") != nullptr) return SetScalar(node, path, *type.FindFieldByName("en"), message);
    if (!node.IsMap()) return At(node, path, "fields are wanted, as 'name: value'");
    std::set<std::string> given;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return At(entry.first, path, "a field's name is a word");
      const std::string& name = entry.first.Scalar();
      const FieldDescriptor* field = type.FindFieldByName(name);
      if (field == nullptr) field = type.FindFieldByCamelcaseName(name);
      if (name == "<<") return At(entry.first, path, "merge keys ('<<') are not read: write the fields out");
      if (field == nullptr) return At(entry.first, path, absl::StrCat("there is no field '", name, "' here; there are ", FieldNames(type)));
      if (!given.insert(field->name()).second) return At(entry.first, path, absl::StrCat("'", name, "' is given twice"));
      const std::string here = path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
      Note(here, entry.first);
      if (absl::Status set = ReadField(entry.second, here, *field, message); !set.ok()) return set;
    }
    return absl::OkStatus();
  }

 private:
  void Note(const std::string& path, const YAML::Node& node) {
    if (lines_ != nullptr) lines_->emplace(path, node.Mark().line + 1);
  }
  absl::Status Count(const YAML::Node& node, const std::string& path) {
    if (++nodes_ <= kMostNodes) return absl::OkStatus();
    return At(node, path, "the document is too large, with its aliases written out");
  }
  absl::Status ReadScalar(const YAML::Node& node, const std::string& path, const FieldDescriptor& field, Message* message) {
    if (absl::Status counted = Count(node, path); !counted.ok()) return counted;
    return SetScalar(node, path, field, message);
  }

  absl::Status ReadField(const YAML::Node& node, const std::string& path, const FieldDescriptor& field, Message* message) {
    if (node.IsNull()) return absl::OkStatus();
    if (field.is_map()) return ReadMap(node, path, field, message);
    if (field.is_repeated()) return ReadList(node, path, field, message);
    if (IsMessage(field)) return Read(node, path, message->GetReflection()->MutableMessage(message, &field));
    return ReadScalar(node, path, field, message);
  }

  absl::Status ReadList(const YAML::Node& node, const std::string& path, const FieldDescriptor& field, Message* message) {
    // One value may stand for a list of one.
    if (node.IsScalar() && !IsMessage(field)) return ReadScalar(node, path, field, message);
    if (!node.IsSequence()) return At(node, path, "a list is wanted, as '[a, b]' or with '- ' on lines of their own");
    int index = 0;
    for (const YAML::Node& item : node) {
      const std::string here = absl::StrCat(path, "[", index++, "]");
      Note(here, item);
      const absl::Status read =
          IsMessage(field) ? Read(item, here, message->GetReflection()->AddMessage(message, &field)) : ReadScalar(item, here, field, message);
      if (!read.ok()) return read;
    }
    return absl::OkStatus();
  }

  absl::Status ReadMap(const YAML::Node& node, const std::string& path, const FieldDescriptor& field, Message* message) {
    if (!node.IsMap()) return At(node, path, "entries are wanted, as 'key: value'");
    std::set<std::string> given;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return At(entry.first, path, "a key is a word");
      const std::string here = absl::StrCat(path, "[\"", entry.first.Scalar(), "\"]");
      if (!given.insert(entry.first.Scalar()).second) return At(entry.first, path, absl::StrCat("'", entry.first.Scalar(), "' is given twice"));
      Note(here, entry.first);
      Message* added = message->GetReflection()->AddMessage(message, &field);
      const Descriptor& type = *field.message_type();
      if (absl::Status set = ReadScalar(entry.first, here, *type.map_key(), added); !set.ok()) return set;
      if (absl::Status set = ReadField(entry.second, here, *type.map_value(), added); !set.ok()) return set;
    }
    return absl::OkStatus();
  }

  Lines* const lines_;
  int nodes_ = 0;
};

// Whether a second document begins: the mark stands at the start of a line, where no text can have it.
bool HasMoreDocuments(absl::string_view text) {
  bool begun = false;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const bool mark = absl::StartsWith(line, "---") && (line.size() == 3 || absl::ascii_isspace(static_cast<unsigned char>(line[3])));
    if (mark && begun) return true;
    const absl::string_view bare = absl::StripAsciiWhitespace(line);
    begun = begun || (!bare.empty() && bare[0] != '#' && bare[0] != '%');
  }
  return false;
}

// The library's errors are exceptions; they end here. It is asked for one document: asked for all, it finds them without end in some that are broken.
absl::StatusOr<YAML::Node> Load(absl::string_view text) {
  if (text.size() > kMostBytes) return absl::InvalidArgumentError(absl::StrCat("has more than ", kMostBytes >> 20, " MiB"));
  if (HasMoreDocuments(text)) return absl::InvalidArgumentError("holds more than one document ('---')");
  try {
    YAML::Node document = YAML::Load(std::string(text));
    if (document.IsNull()) return absl::InvalidArgumentError("holds nothing");
    return document;
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("line ", error.mark.line + 1, ", column ", error.mark.column + 1, ": ", OneLine(error.msg)));
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("can't be read: ", OneLine(error.what())));
  }
}

}  // namespace

absl::Status ParseYaml(absl::string_view text, Message* message, Lines* lines) {
  const absl::StatusOr<YAML::Node> document = Load(text);
  if (!document.ok()) return document.status();
  try {
    return Reader(lines).Read(*document, "", message);
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("can't be read: ", OneLine(error.what())));
  }
}

bool YamlHasKey(absl::string_view text, absl::string_view key) {
  const absl::StatusOr<YAML::Node> document = Load(text);
  if (!document.ok() || !document->IsMap()) return false;
  for (const auto& entry : *document) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return true;
  }
  return false;
}

int LineOf(const Lines& lines, absl::string_view path) {
  while (true) {
    if (const auto found = lines.find(std::string(path)); found != lines.end()) return found->second;
    const size_t end = path.find_last_of(".[");
    if (end == absl::string_view::npos) return 0;
    path = path.substr(0, end);
  }
}

}  // namespace frontline::cli
