// For the tests of what a closed survey says: a small survey, its answers, and its closing.
#ifndef FRONTLINE_SERVICES_SURVEY_CLOSING_FOR_TEST_H_
#define FRONTLINE_SERVICES_SURVEY_CLOSING_FOR_TEST_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/ids.h"
#include "services/rpc/fake_stream_for_test.h"
#include "services/survey/close.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/store_for_test.h"
#include "storage/journal.h"

namespace frontline::survey {

inline constexpr char kSurvey[] = "forces/kent/surveys/kit";

using rpc::testing::FakeStream;

class ClosingTest : public StoreTest {
 protected:
  // Radios from 1 to 5 by force (four of them, the last one small), devices, an order of three, hours, own words.
  static v1::Instrument Kit() {
    v1::Instrument instrument = Parse<v1::Instrument>(R"(
      title { en: 'Kit' } mode: MODE_ANONYMOUS k: 5 pledge { en: 'Nobody can tell.' } reach: REACH_INVITATION retain_until: '2027-01-01'
      sections { code: 's' title { en: 'S' }
        questions { code: 'radio' kind: QUESTION_KIND_LIKERT text { en: 'How good is your radio?' } topic: 'radios' capability_area: 'radio terminals'
          choices { code: 'bad' label { en: 'Bad' } score: 1 scored: true polarity: POLARITY_NEGATIVE }
          choices { code: 'fair' label { en: 'Fair' } score: 2 scored: true polarity: POLARITY_NEUTRAL }
          choices { code: 'good' label { en: 'Good' } score: 3 scored: true polarity: POLARITY_POSITIVE } }
        questions { code: 'devices' kind: QUESTION_KIND_MULTIPLE text { en: 'What do you carry?' }
          choices { code: 'radio' label { en: '=Radio' } } choices { code: 'phone' label { en: 'Phone' } }
          choices { code: 'other' label { en: 'Other' } takes_text: true } }
        questions { code: 'order' kind: QUESTION_KIND_RANK text { en: 'What first?' } max_choices: 4
          choices { code: 'a' label { en: 'A' } } choices { code: 'b' label { en: 'B' } } choices { code: 'c' label { en: 'C' } }
          choices { code: 'd' label { en: 'D' } } choices { code: 'e' label { en: 'E' } } }
        questions { code: 'hours' kind: QUESTION_KIND_NUMBER text { en: 'Hours lost a week?' } minimum: 0 maximum: 40
          show_if { question: 'radio' any_of: 'bad' }
          bands { code: 'few' label { en: 'Few' } low: 0 high: 5 } bands { code: 'many' label { en: 'Many' } low: 5.5 high: 40 } }
        questions { code: 'words' kind: QUESTION_KIND_TEXT text { en: 'Anything else?' } topic: 'kit' } }
      segments { code: 'force' kind: SEGMENT_KIND_FORCE text { en: 'Force?' }
        values { code: 'kent' label { en: 'Kent' } headcount: 400 } values { code: 'essex' label { en: 'Essex' } headcount: 300 }
        values { code: 'surrey' label { en: 'Surrey' } headcount: 200 } values { code: 'city' label { en: 'City' } headcount: 100 } }
      segments { code: 'rank' kind: SEGMENT_KIND_RANK_GROUP text { en: 'Rank?' }
        values { code: 'pc' label { en: 'Constable' } } values { code: 'sgt' label { en: 'Sergeant' } } }
      breakdowns { segments: 'force' } breakdowns { segments: 'force' segments: 'rank' }
      population: 1000)");
    return instrument;
  }

  void PutSurvey(v1::SurveyState state = v1::SURVEY_STATE_OPEN, const std::string& name = kSurvey, v1::Instrument instrument = Kit()) {
    v1::Survey survey;
    survey.set_name(name);
    *survey.mutable_instrument() = std::move(instrument);
    survey.set_state(state);
    Put(survey);
  }

  // As SubmitResponse would leave it.
  void Respond(const std::string& response, const std::string& survey = kSurvey) {
    stored::v1::ResponseRecord record;
    *record.mutable_response() = Parse<v1::Response>(response);
    record.set_day("2026-09-20");
    const std::string id = ids_->ResourceId();
    const std::string receipt = absl::StrCat("receipt", ++responses_);
    record.set_receipt_hash(receipt);
    stored::v1::ReceiptRecord paper;
    paper.set_response(id);
    stored::v1::InvitationRecord invitation;
    invitation.set_used(true);
    EXPECT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) {
                  EXPECT_TRUE(Responses().Create(tx, ResponsePrefix(survey) + id, record).ok());
                  EXPECT_TRUE(Receipts().Create(tx, ReceiptPrefix(survey) + receipt, paper).ok());
                  return Invitations().Create(tx, absl::StrCat(InvitationPrefix(survey), responses_), invitation);
                }).ok());
  }
  // Kent 60 (20 bad, 10 fair, 30 good), Essex 40 (20/10/10), Surrey 30 (10/10/10), City 2 (both bad).
  void RespondAll(const std::string& survey = kSurvey) {
    struct Group {
      const char* force;
      int bad, fair, good;
    };
    for (const Group& group : {Group{"kent", 20, 10, 30}, {"essex", 20, 10, 10}, {"surrey", 10, 10, 10}, {"city", 2, 0, 0}}) {
      for (int i = 0; i < group.bad + group.fair + group.good; ++i) {
        const bool bad = i < group.bad;
        const char* radio = bad ? "bad" : i < group.bad + group.fair ? "fair" : "good";
        Respond(
            absl::StrCat("answers { question: 'radio' choices: '", radio, "' } answers { question: 'devices' choices: 'radio' ",
                         i % 2 == 0 ? "choices: 'phone'" : "", "} answers { question: 'order' choices: '", i % 3 == 0 ? "a" : "b",
                         "' choices: 'c' choices: 'd' choices: 'e' } ", bad ? "answers { question: 'hours' number: 5.25 }" : "",
                         " segments { key: 'force' value: '", group.force, "' } segments { key: 'rank' value: '", i % 4 == 0 ? "sgt" : "pc", "' }"),
            survey);
      }
    }
  }

  absl::Status Close(const std::string& survey = kSurvey, const CloseProgress& progress = nullptr) {
    rpc::Call call = WithStore(Officer());
    call.ids = ids_.get();
    return CloseSurveyNow(call, survey, progress, closings_);
  }
  v1::Survey Survey(const std::string& survey = kSurvey) {
    auto record = Surveys().Get(store_->Read(), survey);
    EXPECT_TRUE(record.ok());
    return record->survey();
  }
  v1::Finding See(const std::string& id, const std::string& survey = kSurvey) {
    absl::StatusOr<v1::Finding> finding = Read(GetFinding, Viewer(), absl::StrCat("name: '", survey, "/findings/", id, "'"));
    EXPECT_TRUE(finding.ok()) << finding.status();
    return finding.ok() ? *finding : v1::Finding();
  }
  static rpc::Call Moderator() { return By("forces/kent/members/moderator", frontline::identity::v1::ROLE_MODERATOR); }
  std::vector<storage::Change> Feed() {
    absl::StatusOr<std::vector<storage::Change>> changes = storage::ReadChanges(store_->Read(), 0, 10000);
    EXPECT_TRUE(changes.ok());
    return changes.ok() ? *changes : std::vector<storage::Change>();
  }
  template <typename Record>
  std::vector<Record> All(const storage::Table<Record>& table, const std::string& prefix) {
    std::vector<Record> records;
    auto page = table.List(store_->Read(), prefix, "", 100000);
    EXPECT_TRUE(page.ok());
    for (auto& row : page->rows) records.push_back(std::move(row.record));
    return records;
  }

  std::unique_ptr<base::Ids> ids_ = base::NewSeededIds(1);
  Closings closings_;
  int responses_ = 0;
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_CLOSING_FOR_TEST_H_
