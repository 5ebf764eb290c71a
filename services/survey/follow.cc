#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "frontline/requirement/v1/trace_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/base/text.h"
#include "services/rpc/resource.h"
#include "services/rpc/status.h"
#include "services/survey/receipt.h"
#include "services/survey/response_handlers.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

namespace r = frontline::requirement::v1;

constexpr int kMostSentences = 200;
constexpr size_t kMostSentenceBytes = 3000;
constexpr absl::Duration kLongestQuestion = absl::Seconds(10);
constexpr char kNotToBeHad[] = "What came of the findings can't be told just now. Ask again later.";

// "1 December 2026".
std::string InWords(absl::CivilDay day) {
  static constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
  return absl::StrCat(day.day(), " ", kMonths[day.month() - 1], " ", day.year());
}

std::string DayInWords(const google::protobuf::Timestamp& time) { return InWords(absl::ToCivilDay(rpc::FromTimestamp(time), absl::UTCTimeZone())); }

std::string People(int64_t people, absl::string_view one, absl::string_view many) {
  return people == 1 ? absl::StrCat("1 ", one) : absl::StrCat(people, " ", many);
}

// What the survey itself did.
std::vector<std::string> OfSurvey(const v1::Survey& survey) {
  std::vector<std::string> sentences = {absl::StrCat("You answered the survey '", survey.instrument().title().en(), "'.")};
  absl::CivilDay last;
  switch (survey.state()) {
    case v1::SURVEY_STATE_OPEN:
      sentences.push_back(absl::ParseCivilTime(survey.instrument().close_on(), &last)
                              ? absl::StrCat("It takes answers until the end of ", InWords(last), ", and nothing of them can be read until then.")
                              : std::string("It still takes answers, and nothing of them can be read until it is closed."));
      break;
    case v1::SURVEY_STATE_CLOSING:
      sentences.push_back("It takes no more answers, and its findings are being worked out and checked.");
      break;
    case v1::SURVEY_STATE_CLOSED:
    case v1::SURVEY_STATE_RETIRED: {
      std::string closed = absl::StrCat("It closed on ", DayInWords(survey.close_time()), " with answers from ",
                                        People(survey.responses_received(), "person", "people"));
      if (survey.responses_analysed() != survey.responses_received()) {
        absl::StrAppend(&closed, ", of which the findings rest on those from ", People(survey.responses_analysed(), "person", "people"));
      }
      sentences.push_back(closed + ".");
      sentences.push_back("Its findings stand and will not change.");
      if (survey.state() == v1::SURVEY_STATE_RETIRED) sentences.push_back("The single answers, yours among them, have been deleted.");
      break;
    }
    default:
      break;
  }
  return sentences;
}

std::string SentenceOf(const r::Story& story) {
  std::vector<std::string> parts;
  for (const std::string& part : {story.asked(), story.stands(), story.reason(), story.outcome()}) {
    if (!part.empty()) parts.push_back(part);
  }
  return absl::StrJoin(parts, " ");
}

// What came of it, as anybody may know it.
std::vector<std::string> OfFindings(const Call& call, const std::string& survey) {
  const auto channel = call.peers == nullptr ? nullptr : call.peers->Channel("requirement");
  if (channel == nullptr) return {kNotToBeHad};
  r::TraceService::Stub stub(channel);
  r::FollowRequest request;
  request.set_name(survey);
  request.set_public_only(true);
  r::FollowResponse response;
  // As this process itself: who asks has no account, and must not be known.
  grpc::ClientContext context;
  call.peers->ActAsSystem(&context);
  context.set_deadline(absl::ToChronoTime(std::min(call.deadline, call.now + kLongestQuestion)));
  if (!stub.Follow(&context, request, &response).ok()) return {kNotToBeHad};
  std::vector<std::string> sentences;
  if (!response.summary().empty()) sentences.push_back(response.summary());
  for (const r::Story& story : response.stories()) sentences.push_back(SentenceOf(story));
  if (response.truncated()) sentences.push_back("There is more, which is left out here.");
  if (response.unreachable_size() > 0) sentences.push_back("Some of it can't be told just now. Ask again later.");
  return sentences;
}

}  // namespace

absl::Status FollowResponse(const Call& call, const v1::FollowResponseRequest& request, const Snapshot& snapshot,
                            v1::FollowResponseResponse* response) {
  if (absl::Status status = LoadReceipt(snapshot, request.survey(), request.receipt_code()).status(); !status.ok()) return status;
  const absl::StatusOr<stored::v1::SurveyRecord> record = Surveys().Get(snapshot, request.survey());
  if (!record.ok()) return absl::IsNotFound(record.status()) ? base::ReceiptUnknown() : record.status();
  const v1::Survey& survey = record->survey();
  std::vector<std::string> sentences = OfSurvey(survey);
  if (survey.state() == v1::SURVEY_STATE_CLOSED || survey.state() == v1::SURVEY_STATE_RETIRED) {
    for (std::string& sentence : OfFindings(call, request.survey())) sentences.push_back(std::move(sentence));
  }
  for (const std::string& sentence : sentences) {
    if (response->sentences_size() == kMostSentences) break;
    if (!sentence.empty()) response->add_sentences(std::string(base::CutText(sentence, kMostSentenceBytes)));
  }
  return absl::OkStatus();
}

}  // namespace frontline::survey
