// What people wrote in their own words, on its way from responses to comments. Pure.
#ifndef FRONTLINE_SERVICES_SURVEY_COMMENT_RECORD_H_
#define FRONTLINE_SERVICES_SURVEY_COMMENT_RECORD_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/survey/v1/comment.pb.h"
#include "frontline/survey/v1/response.pb.h"
#include "services/base/ids.h"

namespace frontline::survey {

// One text with its question, and nothing of who wrote it.
struct WrittenText {
  std::string question;
  std::string text;
};

// Adds what `response` has in own words: free text and the words for a choice that takes some.
void TakeTexts(const v1::Response& response, std::vector<WrittenText>* texts);
// Leaves nothing of it; an answer that was text alone goes.
void DropTexts(v1::Response* response);

// Comments that wait for moderation, with what is proposed to be blacked out, in an order and under names that chance alone makes.
std::vector<v1::Comment> CommentsOf(absl::string_view survey, std::vector<WrittenText> texts, base::Ids& ids);

// As those see it who do not moderate: the released text alone.
v1::Comment ReleasedOf(const v1::Comment& comment);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_COMMENT_RECORD_H_
