// How messages look to people: the columns of a listing, one line, or a block with sections. By reflection: no type of the contract need be known
// here, though some have words of their own (phrase.cc) or a whole view (view.h).
#ifndef FRONTLINE_CLIENTS_CLI_VIEWS_H_
#define FRONTLINE_CLIENTS_CLI_VIEWS_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::cli {

struct Style {
  size_t width = 0;  // 0: whatever it takes
  bool colour = false;
  bool wide = false;
  absl::TimeZone zone;
  std::string Strong(absl::string_view text) const;  // emphasised
};

struct ColumnSpec {
  absl::string_view header;
  absl::string_view path;  // of a field: "state", "decision.reason"; "criteria#" for how many; "?" for the whole message on one line
  bool wide = false;       // only with -o wide
};

// For messages of a type: those set for it, or its first fields.
std::vector<ColumnSpec> ColumnsOf(const google::protobuf::Descriptor& type);
// One cell, on one line; empty for a field that is not set.
std::string Cell(const google::protobuf::Message& message, absl::string_view path, const Style& style);
// The list as a table, or a sentence when it is empty ("No needs.").
std::string TableOf(const std::vector<const google::protobuf::Message*>& messages, const google::protobuf::Descriptor& type, const Style& style);

// The value of a singular field, or of an entry of a list (`index` ≥ 0), in words.
std::string ValueText(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field, int index, const Style& style);
// The message on one line.
std::string Phrase(const google::protobuf::Message& message, const Style& style);
// The message with all that is set in it, a field a line, messages and lists as sections.
std::string Block(const google::protobuf::Message& message, const Style& style);

// Makes every text in a message fit to be printed (text.h): for views, which colour what they show and so can't be cleaned afterwards.
void MakePrintable(google::protobuf::Message* message);

// The name of the resource, or of the one that a response carries; empty when it has none.
std::string NameOf(const google::protobuf::Message& message);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_VIEWS_H_
