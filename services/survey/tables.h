// What this service keeps (table ids 70 to 79; part of the disk format). Thread-safe.
//
// Invitations, responses, receipts and counts are in no feed and have no index: nothing tells in which order they came, and no key of one leads to another.
#ifndef FRONTLINE_SERVICES_SURVEY_TABLES_H_
#define FRONTLINE_SERVICES_SURVEY_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "storage/table.h"

namespace frontline::survey {

// Surveys by name, so an organisation's lie together.
const storage::Table<stored::v1::SurveyRecord>& Surveys();
inline constexpr uint16_t kSurveyByState = 1;  // (state): what is due is found without reading every survey

// Every version of every survey's instrument, by RevisionName.
const storage::Table<stored::v1::InstrumentRecord>& Revisions();
std::string RevisionPrefix(absl::string_view survey);  // "forces/kent/surveys/technology-2026/revisions/"
std::string RevisionName(absl::string_view survey, int64_t revision);

// What is counted of an open survey, under its name. A survey without one has no invitation and no response yet.
const storage::Table<stored::v1::SurveyCountsRecord>& Counts();

// Invitations by InvitationName (invitation.h), so a survey's lie together.
const storage::Table<stored::v1::InvitationRecord>& Invitations();
std::string InvitationPrefix(absl::string_view survey);

// Responses, under "SURVEY/responses/ID" with a random id.
const storage::Table<stored::v1::ResponseRecord>& Responses();
std::string ResponsePrefix(absl::string_view survey);

// That a receipt belongs to the survey, under "SURVEY/receipts/HASH".
const storage::Table<stored::v1::ReceiptRecord>& Receipts();
std::string ReceiptPrefix(absl::string_view survey);

// Files of responses that were imported, under "SURVEY/imports/HASH".
const storage::Table<stored::v1::ImportRecord>& Imports();
std::string ImportPrefix(absl::string_view survey);

// Findings by name. Whoever writes them tells the feed once they may be read.
const storage::Table<stored::v1::FindingRecord>& Findings();
inline constexpr uint16_t kFindingByPosition = 1;  // (survey, position): in the order of the instrument
std::string FindingPrefix(absl::string_view survey);

// Comments by name. In no feed: what is not released is nobody's business, and a feed would tell when it was taken back.
const storage::Table<stored::v1::CommentRecord>& Comments();
std::string CommentPrefix(absl::string_view survey);

// Themes by name.
const storage::Table<stored::v1::ThemeRecord>& Themes();
inline constexpr uint16_t kThemeByComment = 1;  // (comment), for each
std::string ThemePrefix(absl::string_view survey);

std::vector<const storage::AnyTable*> AllTables();

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_TABLES_H_
