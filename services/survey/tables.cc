#include "services/survey/tables.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace frontline::survey {
namespace {

using storage::KeyOf;
using storage::Keys;
using storage::Table;

// A table that is in no feed, has no index, and is left out of the store's figures: how many responses there are is for the closing to tell.
template <typename Record>
const Table<Record>* Quiet(uint16_t id, const char* kind) {
  typename Table<Record>::Options options;
  options.id = id;
  options.kind = kind;
  options.feed = false;
  options.hidden = true;
  return new Table<Record>(std::move(options));
}

}  // namespace

const Table<stored::v1::SurveyRecord>& Surveys() {
  static const auto* const table = new Table<stored::v1::SurveyRecord>(
      {.id = 70,
       .kind = "survey",
       .indexes = {{.id = kSurveyByState,
                    .unique = false,
                    .fields = [](absl::string_view, const stored::v1::SurveyRecord& record) { return Keys{KeyOf(record.survey().state())}; }}}});
  return *table;
}

const Table<stored::v1::InstrumentRecord>& Revisions() {
  static const auto* const table = Quiet<stored::v1::InstrumentRecord>(71, "instrument");
  return *table;
}
std::string RevisionPrefix(absl::string_view survey) { return absl::StrCat(survey, "/revisions/"); }
std::string RevisionName(absl::string_view survey, int64_t revision) { return absl::StrFormat("%s%010d", RevisionPrefix(survey), revision); }

const Table<stored::v1::SurveyCountsRecord>& Counts() {
  static const auto* const table = Quiet<stored::v1::SurveyCountsRecord>(72, "survey_counts");
  return *table;
}

const Table<stored::v1::InvitationRecord>& Invitations() {
  static const auto* const table = Quiet<stored::v1::InvitationRecord>(73, "invitation");
  return *table;
}
std::string InvitationPrefix(absl::string_view survey) { return absl::StrCat(survey, "/invitations/"); }

const Table<stored::v1::ResponseRecord>& Responses() {
  static const auto* const table = Quiet<stored::v1::ResponseRecord>(74, "response");
  return *table;
}
std::string ResponsePrefix(absl::string_view survey) { return absl::StrCat(survey, "/responses/"); }

const Table<stored::v1::ReceiptRecord>& Receipts() {
  static const auto* const table = Quiet<stored::v1::ReceiptRecord>(75, "receipt");
  return *table;
}
std::string ReceiptPrefix(absl::string_view survey) { return absl::StrCat(survey, "/receipts/"); }

const Table<stored::v1::ImportRecord>& Imports() {
  static const auto* const table = Quiet<stored::v1::ImportRecord>(79, "response_import");
  return *table;
}
std::string ImportPrefix(absl::string_view survey) { return absl::StrCat(survey, "/imports/"); }

const Table<stored::v1::FindingRecord>& Findings() {
  // The feed hears of them when the survey is CLOSED, not as they are written (close.cc).
  static const auto* const table = new Table<stored::v1::FindingRecord>(
      {.id = 76,
       .kind = "finding",
       .indexes = {{.id = kFindingByPosition,
                    .unique = false,
                    .fields = [](absl::string_view name, const stored::v1::FindingRecord& record) {
                      return Keys{KeyOf(name.substr(0, name.find("/findings/")), record.position())};
                    }}},
       .feed = false});
  return *table;
}
std::string FindingPrefix(absl::string_view survey) { return absl::StrCat(survey, "/findings/"); }

const Table<stored::v1::CommentRecord>& Comments() {
  static const auto* const table = Quiet<stored::v1::CommentRecord>(77, "comment");
  return *table;
}
std::string CommentPrefix(absl::string_view survey) { return absl::StrCat(survey, "/comments/"); }

const Table<stored::v1::ThemeRecord>& Themes() {
  static const auto* const table = new Table<stored::v1::ThemeRecord>(
      {.id = 78,
       .kind = "theme",
       .indexes = {{.id = kThemeByComment, .unique = false, .fields = [](absl::string_view, const stored::v1::ThemeRecord& record) {
                      Keys keys;
                      for (const std::string& comment : record.comments()) keys.push_back(KeyOf(comment));
                      return keys;
                    }}}});
  return *table;
}
std::string ThemePrefix(absl::string_view survey) { return absl::StrCat(survey, "/themes/"); }

std::vector<const storage::AnyTable*> AllTables() {
  return {&Surveys(), &Revisions(), &Counts(), &Invitations(), &Responses(), &Receipts(), &Imports(), &Findings(), &Comments(), &Themes()};
}

}  // namespace frontline::survey
