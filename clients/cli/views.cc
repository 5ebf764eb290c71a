#include "clients/cli/views.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/fields.h"
#include "clients/cli/phrase.h"
#include "clients/cli/rules.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

struct TypeColumns {
  absl::string_view type;
  std::vector<ColumnSpec> columns;
};

const std::vector<TypeColumns>& AllColumns() {
  static const auto* const all = new std::vector<TypeColumns>{
      {"frontline.identity.v1.Organisation",
       {{"NAME", "name"},
        {"CALLED", "display_name"},
        {"TYPE", "type"},
        {"REGION", "region"},
        {"STATE", "state"},
        {"JURISDICTION", "jurisdiction", true},
        {"PART OF", "parent_organisation", true},
        {"IDENTIFIERS", "identifiers", true},
        {"ALIASES", "aliases", true}}},
      {"frontline.identity.v1.Member",
       {{"NAME", "name"},
        {"POST", "display_role"},
        {"GRANTS", "grants"},
        {"DISABLED", "disabled"},
        {"CERTIFICATE", "external_subject", true},
        {"CHANGED", "update_time", true}}},
      {"frontline.identity.v1.Token",
       {{"NAME", "name"},
        {"FOR", "display_name"},
        {"EXPIRES", "expire_time"},
        {"REVOKED", "revoke_time"},
        {"ISSUED", "create_time", true},
        {"BY", "issuer", true}}},
      {"frontline.survey.v1.Survey",
       {{"NAME", "name"},
        {"TITLE", "instrument.title.en"},
        {"STATE", "state"},
        {"UNTIL", "instrument.close_on"},
        {"INVITED", "invitations_issued"},
        {"USED", "invitations_used"},
        {"ANALYSED", "responses_analysed"},
        {"MODE", "instrument.mode", true},
        {"K", "instrument.k", true},
        {"SELF-SELECTED", "self_selected", true},
        {"PREVIOUS", "previous_wave", true},
        {"CHANGED", "update_time", true}}},
      {"frontline.survey.v1.Finding",
       {{"NAME", "name"}, {"ASKED", "text.en"}, {"BY", "breakdown"}, {"GROUPS", "cells#"}, {"WITHHELD", "withheld"}, {"TOPIC", "topic", true}}},
      {"frontline.survey.v1.Comment",
       {{"NAME", "name"},
        {"STATE", "state"},
        {"QUESTION", "question"},
        {"PROPOSED", "proposed_text"},
        {"RELEASED", "released_text"},
        {"THEME", "theme", true},
        {"BY", "moderator", true}}},
      {"frontline.survey.v1.Theme",
       {{"NAME", "name"}, {"TITLE", "title"}, {"COMMENTS", "comment_count"}, {"QUESTION", "question"}, {"WORDS", "words"}, {"EXAMPLE", "example", true}}},
      {"frontline.requirement.v1.Need",
       {{"NAME", "name"},
        {"STATEMENT", "statement"},
        {"STATE", "state"},
        {"SEVERITY", "severity"},
        {"PEOPLE", "people_supporting"},
        {"PRIORITY", "priority.total"},
        {"PER HEAD", "priority.per_head", true},
        {"SAFETY", "officer_safety", true},
        {"OFTEN", "frequency", true},
        {"TOPIC", "topic", true},
        {"FORCES", "forces", true},
        {"LOGGED", "create_time", true}}},
      {"frontline.requirement.v1.Consultation", {{"NAME", "name"}, {"QUESTION", "question"}, {"STATE", "state"}, {"LAST DAY", "close_date"}}},
      {"frontline.requirement.v1.Remark", {{"VERDICT", "verdict"}, {"CRITERION", "criterion"}, {"TEXT", "text"}, {"MEMBER", "member"}}},
      {"frontline.requirement.v1.Requirement",
       {{"NAME", "name"},
        {"TITLE", "title"},
        {"STATE", "state"},
        {"NEED BY", "need_by"},
        {"VALUE", "value"},
        {"CRITERIA", "criteria#", true},
        {"CPV", "cpv_codes", true},
        {"REGIONS", "regions", true},
        {"REVISION", "revision", true},
        {"CHANGED", "update_time", true}}},
      {"frontline.federation.v1.Submission",
       {{"NAME", "name"},
        {"TITLE", "title"},
        {"STATE", "state"},
        {"HIDDEN", "hidden"},
        {"SPEAKS FOR", "speaks_for.members"},
        {"EMBARGO", "embargo_until"},
        {"BRANCH", "branch", true},
        {"PORTFOLIO", "portfolio", true},
        {"TOPIC", "topic", true},
        {"DATE", "date", true},
        {"FILES", "attachments#", true}}},
      {"frontline.requirement.v1.Revision",
       {{"REVISION", "requirement.revision"},
        {"CHANGE", "change"},
        {"WHEN", "requirement.update_time"},
        {"BY", "member"},
        {"STATE", "requirement.state"},
        {"TITLE", "requirement.title"}}},
      {"frontline.requirement.v1.LintWarning", {{"RULE", "rule"}, {"WHERE", "field"}, {"ACCEPTED", "accepted"}, {"WHAT", "message"}}},
      {"frontline.requirement.v1.Code", {{"CODE", "code"}, {"LABEL", "label"}}},
      {"frontline.requirement.v1.CodeProblem", {{"CODE", "code"}, {"PROBLEM", "problem"}}},
      {"frontline.supplier.v1.Supplier",
       {{"NAME", "name"},
        {"CALLED", "display_name"},
        {"SIZE", "size"},
        {"VCSE", "vcse"},
        {"REGIONS", "regions.region"},
        {"CONFIRMED", "confirmed_on"},
        {"IDENTIFIERS", "identifiers", true},
        {"DESCRIPTION", "description", true}}},
      {"frontline.supplier.v1.Capability",
       {{"NAME", "name"},
        {"TITLE", "title"},
        {"MATURITY", "maturity"},
        {"CPV", "cpv_codes"},
        {"VERIFIED", "provenance", true},
        {"TEXT", "text", true}}},
      {"frontline.supplier.v1.Certification",
       {{"NAME", "name"},
        {"TYPE", "type"},
        {"LEVEL", "level"},
        {"FROM", "valid_from"},
        {"UNTIL", "valid_to"},
        {"EXPECTED", "expected_by"},
        {"ESTABLISHED", "provenance.verification"},
        {"SCOPE", "scope", true},
        {"ISSUER", "issuer", true},
        {"NUMBER", "number", true}}},
      {"frontline.supplier.v1.Membership",
       {{"NAME", "name"},
        {"FRAMEWORK", "framework"},
        {"LOT", "lot"},
        {"TITLE", "title"},
        {"UNTIL", "valid_to"},
        {"ESTABLISHED", "provenance.verification"}}},
      {"frontline.supplier.v1.Debarment",
       {{"NAME", "name"},
        {"EFFECT", "effect"},
        {"GROUND", "ground"},
        {"FROM", "valid_from"},
        {"UNTIL", "valid_to"},
        {"THROUGH", "connected_person", true},
        {"SCOPE", "scope_cpv_codes", true}}},
      {"frontline.supplier.v1.Profile",
       {{"NAME", "supplier.name"},
        {"CALLED", "supplier.display_name"},
        {"CAPABILITIES", "capabilities#"},
        {"CERTIFICATIONS", "certifications#"},
        {"FRAMEWORKS", "memberships#"},
        {"DEBARMENTS", "debarments#"}}},
      {"frontline.supplier.v1.Duplicate", {{"SUPPLIER", "supplier"}, {"CALLED", "display_name"}, {"IDENTIFIERS", "identifiers"}}},
      {"frontline.matching.v1.Match",
       {{"NAME", "name"},
        {"WHEN", "create_time"},
        {"ELIGIBLE", "eligible_count"},
        {"TO CLARIFY", "to_be_clarified_count"},
        {"NEAR MISSES", "near_miss_count"},
        {"EXCLUDED", "excluded_count"},
        {"REVISION", "requirement_revision", true},
        {"BY", "author", true}}},
      {"frontline.admin.v1.AuditEntry",
       {{"ENTRY", "sequence"},
        {"WHEN", "time"},
        {"WHO", "actor"},
        {"WHAT", "method"},
        {"RESOURCE", "resource"},
        {"OUTCOME", "outcome"},
        {"REQUEST", "request_id", true},
        {"HASH", "hash", true}}},
      {"frontline.admin.v1.Change", {{"POSITION", "sequence"}, {"WHEN", "time"}, {"KIND", "kind"}, {"ACTION", "action"}, {"RESOURCE", "resource"}}},
  };
  return *all;
}

bool IsNumber(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_STRING && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE &&
         field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM && field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL;
}

bool IsBytesCount(const FieldDescriptor& field) { return absl::EndsWith(field.name(), "_bytes"); }

bool IsSet(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0 : reflection.HasField(message, &field);
}

std::string JoinedValues(const Message& message, const FieldDescriptor& field, const Style& style) {
  if (!field.is_repeated()) return ValueText(message, field, -1, style);
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) values.push_back(ValueText(message, field, i, style));
  return absl::StrJoin(values, field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ? "; " : ", ");
}

// The label of a plural noun for a listing: "needs" from the field that holds them.
std::string Plurals(const Descriptor& type) {
  std::string name = type.name();
  std::string words;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') {
      absl::StrAppend(&words, words.empty() ? "" : " ", std::string(1, static_cast<char>(c - 'A' + 'a')));
    } else {
      words += c;
    }
  }
  if (absl::EndsWith(words, "entry")) return words.substr(0, words.size() - 1) + "ies";
  if (absl::EndsWith(words, "ty")) return words.substr(0, words.size() - 1) + "ies";
  return absl::StrCat(words, absl::EndsWith(words, "ch") ? "es" : "s");
}

// A message as lines behind an indent.
class BlockWriter {
 public:
  BlockWriter(const Style& style, std::string* out) : style_(style), out_(*out) {}

  void Write(const Message& message, size_t indent) {
    std::vector<const FieldDescriptor*> lines;
    std::vector<const FieldDescriptor*> sections;
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (!IsSet(message, field) || field.name() == "etag") continue;
      (IsLine(message, field) ? lines : sections).push_back(&field);
    }
    if (const FieldDescriptor* etag = type.FindFieldByName("etag"); etag != nullptr && IsSet(message, *etag)) lines.push_back(etag);
    size_t label = 0;
    for (const FieldDescriptor* field : lines) label = std::max(label, DisplayWidth(FieldLabel(*field)));
    for (const FieldDescriptor* field : lines) Line(FieldLabel(*field), JoinedValues(message, *field, style_), indent, label);
    for (const FieldDescriptor* field : sections) Section(message, *field, indent);
  }

 private:
  static constexpr size_t kLongText = 100;

  bool IsLine(const Message& message, const FieldDescriptor& field) const {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return !field.is_repeated() && FindPhrase(field.message_type()->full_name()) != nullptr;
    if (field.is_repeated()) return field.cpp_type() != FieldDescriptor::CPPTYPE_STRING || JoinedValues(message, field, style_).size() < kLongText;
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return true;
    const std::string text = ValueText(message, field, -1, style_);
    return text.find('\n') == std::string::npos && text.size() < 2 * kLongText;
  }

  void Line(const std::string& label, const std::string& value, size_t indent, size_t width) {
    absl::StrAppend(&out_, std::string(indent, ' '), PadRight(label + ":", width + 2), Indented(value, style_.width, indent + width + 2), "\n");
  }

  void Section(const Message& message, const FieldDescriptor& field, size_t indent) {
    absl::StrAppend(&out_, indent == 0 ? "\n" : "", std::string(indent, ' '), style_.Strong(FieldLabel(field)), "\n");
    if (!field.is_repeated()) return Entry(message, field, -1, indent + 2);
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) Entry(message, field, i, indent + 2);
  }

  void Entry(const Message& message, const FieldDescriptor& field, int index, size_t indent) {
    const bool nested =
        field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && FindPhrase(field.message_type()->full_name()) == nullptr && !field.is_map();
    if (nested) {
      if (index > 0) out_ += "\n";
      const Reflection& reflection = *message.GetReflection();
      return Write(index < 0 ? reflection.GetMessage(message, &field) : reflection.GetRepeatedMessage(message, &field, index), indent);
    }
    const std::string mark = index < 0 ? "" : "- ";
    absl::StrAppend(&out_, std::string(indent, ' '), mark, Indented(ValueText(message, field, index, style_), style_.width, indent + mark.size()),
                    "\n");
  }

  const Style& style_;
  std::string& out_;
};

}  // namespace

std::string Style::Strong(absl::string_view text) const { return colour ? absl::StrCat("\x1b[1m", text, "\x1b[0m") : std::string(text); }

std::vector<ColumnSpec> ColumnsOf(const Descriptor& type) {
  for (const TypeColumns& columns : AllColumns()) {
    if (columns.type == type.full_name()) return columns.columns;
  }
  return {{"VALUE", "?"}};
}

std::string ValueText(const Message& message, const FieldDescriptor& field, int index, const Style& style) {
  const Reflection& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Count(index < 0 ? r.GetInt32(message, &field) : r.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return Count(index < 0 ? r.GetInt64(message, &field) : r.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Count(index < 0 ? r.GetUInt32(message, &field) : r.GetRepeatedUInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT64: {
      const uint64_t number = index < 0 ? r.GetUInt64(message, &field) : r.GetRepeatedUInt64(message, &field, index);
      return IsBytesCount(field) ? BytesText(number) : Count(static_cast<int64_t>(number));
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return NumberText(index < 0 ? r.GetDouble(message, &field) : r.GetRepeatedDouble(message, &field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return NumberText(index < 0 ? r.GetFloat(message, &field) : r.GetRepeatedFloat(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (index < 0 ? r.GetBool(message, &field) : r.GetRepeatedBool(message, &field, index)) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumWords(*(index < 0 ? r.GetEnum(message, &field) : r.GetRepeatedEnum(message, &field, index)));
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = index < 0 ? r.GetString(message, &field) : r.GetRepeatedString(message, &field, index);
      const std::string printable = Printable(text);
      return text.size() == 10 &&
                     (RulesOf(field).form == Form::kDay || absl::StrContains(field.name(), "date") || field.name() == "since" ||
                      field.name() == "confirmed_on" || field.name() == "as_of" || field.name() == "met_from" || field.name() == "need_by")
                 ? DayText(printable)
                 : printable;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Phrase(index < 0 ? r.GetMessage(message, &field) : r.GetRepeatedMessage(message, &field, index), style);
  }
  return "";
}

std::string Phrase(const Message& message, const Style& style) {
  if (const PhraseOf phrase = FindPhrase(message.GetDescriptor()->full_name()); phrase != nullptr) return Printable(phrase(message, style));
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<std::string> parts;
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "etag") continue;
    parts.push_back(absl::StrCat(FieldLabel(*field), ": ", JoinedValues(message, *field, style)));
  }
  return absl::StrJoin(parts, "; ");
}

std::string Cell(const Message& message, absl::string_view path, const Style& style) {
  if (path == "?") return Phrase(message, style);
  const bool count = absl::ConsumeSuffix(&path, "#");
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(parts.first));
  if (field == nullptr || !IsSet(message, *field)) return "";
  const Reflection& reflection = *message.GetReflection();
  if (count && parts.second.empty()) return Count(reflection.FieldSize(message, field));
  if (parts.second.empty()) return OneLine(JoinedValues(message, *field, style));
  if (!field->is_repeated()) return Cell(reflection.GetMessage(message, field), absl::StrCat(parts.second, count ? "#" : ""), style);
  std::vector<std::string> cells;
  for (int i = 0; i < reflection.FieldSize(message, field); ++i)
    cells.push_back(Cell(reflection.GetRepeatedMessage(message, field, i), parts.second, style));
  return absl::StrJoin(cells, ", ");
}

std::string TableOf(const std::vector<const Message*>& messages, const Descriptor& type, const Style& style) {
  if (messages.empty()) return absl::StrCat("No ", Plurals(type), ".\n");
  std::vector<ColumnSpec> specs;
  std::vector<Table::Column> columns;
  for (const ColumnSpec& spec : ColumnsOf(type)) {
    if (spec.wide && !style.wide) continue;
    const FieldDescriptor* field = type.FindFieldByName(std::string(spec.path));
    const bool right = absl::EndsWith(spec.path, "#") || (field != nullptr && !field->is_repeated() && IsNumber(*field));
    specs.push_back(spec);
    const bool name = spec.path == "name" || spec.path == "supplier" || spec.path == "supplier.name" || spec.path == "resource";
    columns.push_back({.header = std::string(spec.header), .right = right, .keep = name});
  }
  Table table(columns);
  for (const Message* message : messages) {
    std::vector<std::string> cells;
    for (const ColumnSpec& spec : specs) cells.push_back(Cell(*message, spec.path, style));
    table.Add(cells);
  }
  return table.Render(style.wide ? 0 : style.width, style.colour);
}

std::string Block(const Message& message, const Style& style) {
  std::string out;
  BlockWriter(style, &out).Write(message, 0);
  if (!out.empty() && out[0] == '\n') out.erase(0, 1);
  return out.empty() ? "Done.\n" : out;
}

void MakePrintable(Message* message) {
  std::vector<const FieldDescriptor*> fields;
  const Reflection& reflection = *message->GetReflection();
  reflection.ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size = field->is_repeated() ? reflection.FieldSize(*message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        MakePrintable(field->is_repeated() ? reflection.MutableRepeatedMessage(message, field, i) : reflection.MutableMessage(message, field));
      } else if (field->type() == FieldDescriptor::TYPE_STRING && field->is_repeated()) {
        reflection.SetRepeatedString(message, field, i, Printable(reflection.GetRepeatedString(*message, field, i)));
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        reflection.SetString(message, field, Printable(reflection.GetString(*message, field)));
      }
    }
  }
}

std::string NameOf(const Message& message) {
  if (const std::string name = GetText(message, "name"); !name.empty()) return name;
  for (const char* child : {"token", "supplier", "organisation", "member", "requirement"}) {
    if (const Message* found = GetChild(message, child); found != nullptr && !GetText(*found, "name").empty()) return GetText(*found, "name");
    if (const std::string name = GetText(message, child); !name.empty()) return name;
  }
  for (const char* field : {"need", "code", "resource"}) {
    if (const std::string name = GetText(message, field); !name.empty()) return name;
  }
  return "";
}

}  // namespace frontline::cli
