#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "services/rpc/resource.h"
#include "services/survey/closing_for_test.h"
#include "services/survey/due.h"
#include "services/survey/instrument_for_test.h"
#include "services/survey/invitation.h"
#include "services/survey/survey_handlers.h"
#include "services/survey/survey_record.h"
#include "storage/journal.h"

namespace frontline::survey {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char kTech[] = "forces/kent/surveys/tech";

class SurveyTest : public StoreTest {
 protected:
  absl::StatusOr<v1::Survey> Create(const std::string& more = "", const std::string& id = "tech", const std::string& survey = "") {
    v1::CreateSurveyRequest request =
        Parse<v1::CreateSurveyRequest>(absl::StrCat("parent: 'forces/kent' survey_id: '", id, "' survey { ", survey, " }"));
    *request.mutable_survey()->mutable_instrument() = Instrument(more);
    v1::Survey response;
    const absl::Status status = rpc::testing::RunWrite(*store_, Officer(), request, &response, CreateSurvey);
    if (!status.ok()) return status;
    return response;
  }
  static v1::Instrument Instrument(const std::string& more) {
    v1::Instrument instrument = Parse<v1::Instrument>(kEveryQuestion);
    instrument.MergeFrom(Parse<v1::Instrument>(more));
    return instrument;
  }
  absl::StatusOr<v1::Survey> Open(const std::string& id = "tech") {
    return Write(OpenSurvey, Officer(), absl::StrCat("name: 'forces/kent/surveys/", id, "'"));
  }
  absl::StatusOr<v1::Survey> Update(const std::string& survey, const std::string& mask, const rpc::Call& call = Officer()) {
    return Write(UpdateSurvey, call, absl::StrCat("survey { name: '", kTech, "' ", survey, " } update_mask { paths: '", mask, "' }"));
  }
  v1::Survey See(const std::string& name = kTech) {
    absl::StatusOr<v1::Survey> survey = Read(GetSurvey, Officer(), absl::StrCat("name: '", name, "'"));
    EXPECT_TRUE(survey.ok()) << survey.status();
    return survey.ok() ? *survey : v1::Survey();
  }
  // As the first response does.
  static absl::Status Freeze(Transaction& tx) {
    absl::StatusOr<stored::v1::SurveyCountsRecord> counts = LoadCounts(tx, kTech);
    if (!counts.ok()) return counts.status();
    counts->set_frozen(true);
    counts->set_used(counts->used() + 1);
    return Counts().Put(tx, kTech, *counts);
  }
  absl::Status FreezeNow() { return storage::CommitAndWait(*store_, Freeze); }

  absl::Status Issue(int count, std::vector<v1::IssueInvitationsResponse>* sent, const rpc::Call& call = Officer(), bool gone = false) {
    v1::IssueInvitationsRequest request;
    request.set_parent(kTech);
    request.set_count(count);
    FakeStream<v1::IssueInvitationsRequest, v1::IssueInvitationsResponse> raw(request);
    if (gone) raw.on_received = [&](size_t) { raw.Cancel(); };
    rpc::Stream<v1::IssueInvitationsRequest, v1::IssueInvitationsResponse> stream(raw);
    const absl::Status status = IssueInvitations(WithStore(call), stream);
    if (sent != nullptr) *sent = raw.sent;
    return status;
  }
  size_t CountOf(const storage::AnyTable& table) { return *table.Count(store_->Read()); }
};

TEST_F(SurveyTest, ADraftIsMadeWithWhatFollowsFromIt) {
  absl::StatusOr<v1::Survey> survey = Create();
  ASSERT_TRUE(survey.ok()) << survey.status();
  EXPECT_EQ(survey->name(), kTech);
  EXPECT_EQ(survey->state(), v1::SURVEY_STATE_DRAFT);
  EXPECT_EQ(survey->revision(), 1);
  EXPECT_EQ(survey->author(), "forces/kent/members/officer");
  EXPECT_FALSE(survey->etag().empty());
  EXPECT_FALSE(survey->frozen());
  EXPECT_EQ(See().etag(), survey->etag());
  EXPECT_EQ(Said(Create().status()).substr(0, 15), "RESOURCE_EXISTS");
}

TEST_F(SurveyTest, AnInstrumentWithErrorsIsRefusedNamingAllAndNothingIsStored) {
  const absl::Status refused = Create(" k: 3 weight_by: 'station' breakdowns { segments: 'grade' }").status();
  EXPECT_THAT(Said(refused), StartsWith("FIELDS_INVALID: 3 fields"));
  EXPECT_THAT(Said(refused), HasSubstr("survey.instrument.k must be at least 5"));
  EXPECT_THAT(Said(refused), HasSubstr("survey.instrument.weight_by[0] there is no segment 'station'"));
  EXPECT_THAT(Said(refused), HasSubstr("survey.instrument.breakdowns[1].segments[0] there is no segment 'grade'"));
  EXPECT_EQ(CountOf(Surveys()), 0u);
  EXPECT_EQ(CountOf(Revisions()), 0u);
}

TEST_F(SurveyTest, AnOpenLinkIsSelfSelectedWhateverTheCallerSays) {
  absl::StatusOr<v1::Survey> survey = Create(" reach: REACH_OPEN_LINK");
  ASSERT_TRUE(survey.ok()) << survey.status();
  EXPECT_TRUE(survey->self_selected());
  ASSERT_TRUE(Update("instrument { reach: REACH_INVITATION }", "instrument.reach").ok());
  EXPECT_FALSE(See().self_selected());
}

TEST_F(SurveyTest, DraftsAreSeenOnlyByThoseWhoMayWriteThem) {
  ASSERT_TRUE(Create().ok());
  const std::string get = absl::StrCat("name: '", kTech, "'");
  EXPECT_TRUE(absl::IsNotFound(Read(GetSurvey, Viewer(), get).status()));
  EXPECT_TRUE(absl::IsNotFound(Read(GetSurvey, Officer("essex"), get).status()));
  // The same words as for what is not there at all.
  EXPECT_EQ(Said(Read(GetSurvey, Viewer(), get).status()), Said(Read(GetSurvey, Viewer(), "name: 'forces/kent/surveys/tech'").status()));
  for (const char* parent : {"forces/kent", "-", ""}) {
    EXPECT_EQ(Read(ListSurveys, Officer(), absl::StrCat("parent: '", parent, "'"))->surveys_size(), 1);
    EXPECT_EQ(Read(ListSurveys, Viewer(), absl::StrCat("parent: '", parent, "'"))->surveys_size(), 0);
    EXPECT_EQ(Read(ListSurveys, Officer("essex"), absl::StrCat("parent: '", parent, "' state: SURVEY_STATE_DRAFT"))->surveys_size(), 0);
  }
  EXPECT_TRUE(absl::IsNotFound(Read(DiffInstruments, Viewer(), absl::StrCat("survey: '", kTech, "' other: '", kTech, "'")).status()));
  EXPECT_EQ(Said(Write(CreateSurvey, Officer("essex"), absl::StrCat("parent: 'forces/essex' survey { previous_wave: '", kTech, "' }")).status()),
            Said(Write(CreateSurvey, Officer("essex"), "parent: 'forces/essex' survey { previous_wave: 'forces/kent/surveys/nothing' }").status()));
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(Read(GetSurvey, Viewer(), get).ok());
  EXPECT_EQ(Read(ListSurveys, Viewer(), "parent: 'forces/kent'")->surveys_size(), 1);
}

TEST_F(SurveyTest, ListsLeaveSectionsAndSegmentsOutAndGoOnByPages) {
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(Create("", id).ok());
  absl::StatusOr<v1::ListSurveysResponse> first = Read(ListSurveys, Officer(), "parent: 'forces/kent' page_size: 2");
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->surveys_size(), 2);
  EXPECT_EQ(first->surveys(0).instrument().title().en(), "Technology");
  EXPECT_EQ(first->surveys(0).instrument().sections_size(), 0);
  EXPECT_EQ(first->surveys(0).instrument().segments_size(), 0);
  EXPECT_EQ(first->surveys(0).etag(), See("forces/kent/surveys/a").etag());
  absl::StatusOr<v1::ListSurveysResponse> second =
      Read(ListSurveys, Officer(), absl::StrCat("parent: 'forces/kent' page_size: 2 page_token: '", first->next_page_token(), "'"));
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->surveys_size(), 1);
  EXPECT_EQ(second->surveys(0).name(), "forces/kent/surveys/c");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(SurveyTest, ADraftAndAnOpenSurveyWithoutAnswersChangeAndCountRevisions) {
  ASSERT_TRUE(Create().ok());
  ASSERT_TRUE(Update("instrument { k: 12 }", "instrument.k").ok());
  ASSERT_TRUE(Open().ok());
  absl::StatusOr<v1::Survey> changed = Update("instrument { mode: MODE_CONFIDENTIAL }", "instrument.mode");
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->revision(), 3);
  EXPECT_EQ(changed->instrument().k(), 12);
  EXPECT_EQ(CountOf(Revisions()), 3u);
  // Nothing new is no new revision.
  EXPECT_EQ(Update("instrument { k: 12 }", "instrument.k")->revision(), 3);
  EXPECT_THAT(Said(Update("instrument { k: 2 }", "instrument.k").status()), HasSubstr("survey.instrument.k must be at least 5"));
  EXPECT_EQ(See().instrument().k(), 12);
}

TEST_F(SurveyTest, AfterTheFirstAnswerNobodyChangesWhatIsAsked) {
  ASSERT_TRUE(Create(" close_on: '2026-10-31'").ok());
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(FreezeNow().ok());
  EXPECT_TRUE(See().frozen());
  for (const rpc::Call& call : {Officer(), rpc::testing::NationalAdministrator()}) {
    for (const auto& [survey, mask] : {std::pair<const char*, const char*>{"instrument { k: 6 }", "instrument.k"},
                                       {"instrument { mode: MODE_CONFIDENTIAL }", "instrument.mode"},
                                       {"instrument { reach: REACH_OPEN_LINK }", "instrument.reach"},
                                       {"instrument { pledge { en: 'Trust us.' } }", "instrument.pledge"},
                                       {"instrument { breakdowns { segments: 'rank' } }", "instrument.breakdowns"},
                                       {"instrument { weight_by: 'force' }", "instrument.weight_by"},
                                       {"instrument { open_on: '2026-09-22' }", "instrument.open_on"},
                                       {"instrument { }", "instrument.population"}}) {
      EXPECT_THAT(Said(Update(survey, mask, call).status()), StartsWith("INSTRUMENT_FROZEN: ")) << mask;
    }
  }
  EXPECT_THAT(Said(Update("instrument { k: 6 }", "instrument.k").status()), HasSubstr("Different: k."));
  EXPECT_EQ(See().revision(), 1);
}

TEST_F(SurveyTest, OfAFrozenSurveyTheLastDayMovesAndAnswersAreKeptNoLonger) {
  ASSERT_TRUE(Create(" close_on: '2026-10-31'").ok());
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(FreezeNow().ok());
  EXPECT_TRUE(Update("instrument { close_on: '2026-11-30' }", "instrument.close_on").ok());
  EXPECT_TRUE(Update("instrument { close_on: '2026-09-21' }", "instrument.close_on").ok());
  EXPECT_THAT(Said(Update("instrument { close_on: '2026-09-20' }", "instrument.close_on").status()),
              HasSubstr("must be a day from today, 2026-09-21, on"));
  EXPECT_THAT(Said(Update("instrument { }", "instrument.close_on").status()), HasSubstr("must be a day from today"));
  EXPECT_TRUE(Update("instrument { retain_until: '2027-08-31' }", "instrument.retain_until").ok());
  EXPECT_THAT(Said(Update("instrument { retain_until: '2027-09-01' }", "instrument.retain_until").status()),
              HasSubstr("can only become earlier than 2027-08-31"));
  EXPECT_THAT(Said(Update("instrument { retain_until: '2026-09-21' }", "instrument.retain_until").status()), HasSubstr("must be after close_on"));
}

TEST_F(SurveyTest, TheFirstAnswerAndAChangeAreDecidedByWhoComesFirst) {
  for (const bool answer_first : {true, false}) {
    const std::string id = answer_first ? "tech" : "tech-2";
    ASSERT_TRUE(Create("", id).ok());
    ASSERT_TRUE(Open(id).ok());
    const std::string name = absl::StrCat("forces/kent/surveys/", id);
    absl::Status changed;
    v1::Survey response;
    const auto update = [&] {
      store_->Commit(
          [&](Transaction& tx) {
            return UpdateSurvey(Officer(),
                                Parse<v1::UpdateSurveyRequest>(
                                    absl::StrCat("survey { name: '", name, "' instrument { k: 9 } } update_mask { paths: 'instrument.k' }")),
                                tx, &response);
          },
          [&](absl::Status status) { changed = status; });
    };
    if (!answer_first) update();
    store_->Commit(
        [&](Transaction& tx) {
          stored::v1::SurveyCountsRecord counts;
          counts.set_frozen(true);
          return Counts().Put(tx, name, counts);
        },
        [](absl::Status) {});
    if (answer_first) update();
    ASSERT_TRUE(storage::CommitAndWait(*store_, [](Transaction&) { return absl::OkStatus(); }).ok());
    EXPECT_EQ(changed.ok(), !answer_first) << changed;
    EXPECT_EQ(See(name).instrument().k(), answer_first ? 5 : 9);
    EXPECT_TRUE(See(name).frozen());
  }
}

TEST_F(SurveyTest, TheEtagDoesNotChangeWithAnswersAndIsAskedFor) {
  ASSERT_TRUE(Create().ok());
  const std::string etag = Open()->etag();
  ASSERT_TRUE(FreezeNow().ok());
  EXPECT_EQ(See().etag(), etag);
  EXPECT_EQ(See().invitations_used(), 1);
  EXPECT_THAT(Said(Update("etag: '0123456789abcdef' instrument { k: 9 }", "instrument.k").status()), StartsWith("ETAG_MISMATCH"));
  EXPECT_THAT(Said(Write(DeleteSurvey, Officer(), absl::StrCat("name: '", kTech, "'")).status()), StartsWith("WRONG_STATE"));
  EXPECT_THAT(Said(Open().status()), StartsWith("WRONG_STATE"));
}

TEST_F(SurveyTest, ANewWaveTakesTheInstrumentWithoutDaysAndOldNotes) {
  ASSERT_TRUE(Create(" close_on: '2026-10-31' sections { code: 's' title { en: 'S' } questions { code: 'n' kind: QUESTION_KIND_TEXT text { en: 'N?' "
                     "} change { note: 'new' } } }")
                  .ok());
  const std::string next = absl::StrCat("parent: 'forces/kent' survey_id: 'wave-2' survey { previous_wave: '", kTech, "' }");
  EXPECT_THAT(Said(Write(CreateSurvey, Officer(), next).status()), StartsWith("WRONG_STATE"));
  ASSERT_TRUE(Open().ok());
  now_ += absl::Hours(24 * 10);
  absl::StatusOr<v1::Survey> wave = Write(CreateSurvey, Officer(), next);
  ASSERT_TRUE(wave.ok()) << wave.status();
  EXPECT_EQ(wave->instrument().sections(0).questions_size(), 6);
  EXPECT_FALSE(wave->instrument().sections(1).questions(0).has_change());
  EXPECT_EQ(wave->instrument().close_on(), "");
  // For as long as the wave before, ten days later.
  EXPECT_EQ(wave->instrument().retain_until(), "2027-10-10");
  EXPECT_EQ(wave->previous_wave(), kTech);
  EXPECT_EQ(Read(DiffInstruments, Officer(), absl::StrCat("survey: '", kTech, "' other: 'forces/kent/surveys/wave-2'"))->comparable_questions_size(),
            7);
}

TEST_F(SurveyTest, AChangedQuestionOfANewWaveMustSayWhatChanged) {
  ASSERT_TRUE(Create().ok());
  ASSERT_TRUE(Open().ok());
  const std::string more = " sections { code: 's2' title { en: 'S2' } questions { code: 'new' kind: QUESTION_KIND_TEXT text { en: 'New?' } } }";
  ASSERT_TRUE(Create(more, "wave-2", absl::StrCat("previous_wave: '", kTech, "'")).ok());
  v1::Instrument changed = See("forces/kent/surveys/wave-2").instrument();
  changed.mutable_sections(0)->mutable_questions(0)->mutable_text()->set_en("How good is your device?");
  v1::UpdateSurveyRequest request;
  request.mutable_survey()->set_name("forces/kent/surveys/wave-2");
  *request.mutable_survey()->mutable_instrument() = changed;
  request.mutable_update_mask()->add_paths("instrument");
  v1::Survey response;
  EXPECT_THAT(Said(rpc::testing::RunWrite(*store_, Officer(), request, &response, UpdateSurvey)),
              HasSubstr("survey.instrument.sections[0].questions[0].change is required: 'q-laptop' differs from the wave before"));
  request.mutable_survey()->mutable_instrument()->mutable_sections(0)->mutable_questions(0)->mutable_change()->set_note("devices, not laptops alone");
  EXPECT_TRUE(rpc::testing::RunWrite(*store_, Officer(), request, &response, UpdateSurvey).ok());
}

TEST_F(SurveyTest, AnInstrumentThatTimeMadeWrongIsNotOpened) {
  ASSERT_TRUE(Create(" close_on: '2026-10-31'").ok());
  now_ += absl::Hours(24 * 60);
  EXPECT_THAT(Said(Open().status()), StartsWith("INSTRUMENT_INVALID: "));
  EXPECT_EQ(See().state(), v1::SURVEY_STATE_DRAFT);
}

TEST_F(SurveyTest, ValidateStoresNothingAndCounts) {
  absl::StatusOr<v1::ValidateInstrumentResponse> said =
      Read(ValidateInstrument, WithStore(Viewer()), absl::StrCat("instrument { ", Instrument("k: 2").ShortDebugString(), " }"));
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_EQ(said->questions(), 6);
  EXPECT_EQ(said->findings(), 12);
  ASSERT_GT(said->problems_size(), 0);
  EXPECT_EQ(said->problems(0).rule(), "k-too-small");
  EXPECT_EQ(CountOf(Surveys()), 0u);
}

TEST_F(SurveyTest, InvitationsAreHandedOutOnceAndKeptAsHashesAlone) {
  ASSERT_TRUE(Create().ok());
  std::vector<v1::IssueInvitationsResponse> sent;
  ASSERT_TRUE(Issue(2500, &sent).ok());
  ASSERT_EQ(sent.size(), 3u);
  std::set<std::string> tokens;
  for (const auto& part : sent) tokens.insert(part.invitations().begin(), part.invitations().end());
  EXPECT_EQ(tokens.size(), 2500u);
  EXPECT_EQ(sent[1].done(), 2000);
  EXPECT_EQ(See().invitations_issued(), 2500);
  EXPECT_EQ(See().invitations_used(), 0);
  EXPECT_EQ(CountOf(Invitations()), 2500u);
  // 256 bits, and nothing of them in the store.
  const std::string token = *tokens.begin();
  EXPECT_THAT(token, testing::MatchesRegex("fl-inv-[0-9a-z]+"));
  EXPECT_EQ(token.size(), 7u + 52u);
  EXPECT_TRUE(Invitations().Get(store_->Read(), InvitationName(kTech, token)).ok());
  EXPECT_FALSE(Invitations().Get(store_->Read(), InvitationName("forces/kent/surveys/other", token)).ok());
  for (int family = 0; family < storage::kFamilies; ++family) {
    for (auto cursor = store_->Read().Scan(static_cast<storage::Family>(family), storage::Range{std::string(1, '\0'), "\xff"}); cursor->Valid();
         cursor->Next()) {
      EXPECT_EQ(std::string(cursor->key()).find(token.substr(7)), std::string::npos);
      EXPECT_EQ(std::string(cursor->value()).find(token.substr(7)), std::string::npos);
    }
  }
  // Counts are of the survey alone: no batch can be told from another.
  EXPECT_EQ(CountOf(Counts()), 1u);
}

TEST_F(SurveyTest, InvitationsAreForSurveysByInvitationThatTakeAnswersOrWill) {
  ASSERT_TRUE(Create().ok());
  EXPECT_EQ(base::ReasonOf(Issue(0, nullptr)), "FIELDS_INVALID");
  ASSERT_TRUE(Update("instrument { reach: REACH_OPEN_LINK }", "instrument.reach").ok());
  EXPECT_EQ(base::ReasonOf(Issue(5, nullptr)), "NOT_BY_INVITATION");
  ASSERT_TRUE(Update("instrument { reach: REACH_INVITATION }", "instrument.reach").ok());
  ASSERT_TRUE(storage::CommitAndWait(*store_, [](Transaction& tx) {
                stored::v1::SurveyCountsRecord counts;
                counts.set_issued(999'998);
                return Counts().Put(tx, kTech, counts);
              }).ok());
  EXPECT_THAT(Said(Issue(3, nullptr)), StartsWith("TOO_MANY_INVITATIONS: "));
  EXPECT_EQ(CountOf(Invitations()), 0u);
  EXPECT_TRUE(Issue(2, nullptr).ok());
  EXPECT_TRUE(absl::IsCancelled(Issue(1, nullptr, Officer(), /*gone=*/true)) || base::ReasonOf(Issue(1, nullptr)) == "TOO_MANY_INVITATIONS");
  v1::Survey closed = See();
  closed.set_state(v1::SURVEY_STATE_CLOSED);
  Put(closed);
  EXPECT_EQ(base::ReasonOf(Issue(1, nullptr)), "WRONG_STATE");
}

// The store's figures and its check would otherwise tell how many have answered while a survey is open.
TEST_F(SurveyTest, NoFigureOfTheStoreCountsAnswers) {
  for (const storage::AnyTable* table :
       std::vector<const storage::AnyTable*>{&Responses(), &Receipts(), &Invitations(), &Counts(), &Comments(), &Imports()}) {
    EXPECT_TRUE(table->hidden()) << table->kind();
  }
}

TEST_F(SurveyTest, ADeletedDraftLeavesNothingBehind) {
  ASSERT_TRUE(Create().ok());
  ASSERT_TRUE(Write(DeleteSurvey, Officer(), absl::StrCat("name: '", kTech, "'")).ok());
  EXPECT_EQ(CountOf(Surveys()) + CountOf(Revisions()) + CountOf(Counts()), 0u);
  // With invitations the rest goes in the background, and the name is free after that.
  ASSERT_TRUE(Create().ok());
  ASSERT_TRUE(Issue(1500, nullptr).ok());
  ASSERT_TRUE(Write(DeleteSurvey, Officer(), absl::StrCat("name: '", kTech, "'")).ok());
  EXPECT_EQ(base::ReasonOf(Create().status()), "NAME_IN_USE");
  Closings closings;
  ASSERT_TRUE(DueWork(WithStore(Officer()), now_, closings).ok());
  EXPECT_EQ(CountOf(Invitations()) + CountOf(Revisions()) + CountOf(Counts()), 0u);
  EXPECT_TRUE(Create().ok());
}

// --- what is due (due.h) ---

class DueTest : public ClosingTest {
 protected:
  v1::SurveyState StateAfter(const char* day) {
    absl::CivilDay civil;
    EXPECT_TRUE(absl::ParseCivilTime(day, &civil));
    now_ = absl::FromCivil(civil, absl::UTCTimeZone()) + absl::Hours(1);
    Closings closings;
    const absl::Status done = DueWork(WithStore(rpc::testing::NationalAdministrator()), now_, closings);
    EXPECT_TRUE(done.ok()) << done;
    return Surveys().Get(store_->Read(), kSurvey)->survey().state();
  }
};

TEST_F(DueTest, ASurveyClosesOnceItsLastDayIsOver) {
  v1::Instrument kit = Kit();
  kit.set_close_on("2026-10-31");
  PutSurvey(v1::SURVEY_STATE_OPEN, kSurvey, kit);
  RespondAll();
  EXPECT_EQ(StateAfter("2026-10-31"), v1::SURVEY_STATE_OPEN);
  EXPECT_EQ(StateAfter("2026-11-01"), v1::SURVEY_STATE_CLOSED);
  EXPECT_EQ(*Invitations().Count(store_->Read()), 0u);
  EXPECT_GT(*Findings().Count(store_->Read()), 0u);
}

TEST_F(DueTest, ADraftAndASurveyThatIsClosedByHandStayAsTheyAre) {
  v1::Instrument kit = Kit();
  PutSurvey(v1::SURVEY_STATE_OPEN, kSurvey, kit);
  EXPECT_EQ(StateAfter("2026-12-31"), v1::SURVEY_STATE_OPEN);
  kit.set_close_on("2026-10-31");
  PutSurvey(v1::SURVEY_STATE_DRAFT, kSurvey, kit);
  EXPECT_EQ(StateAfter("2026-12-31"), v1::SURVEY_STATE_DRAFT);
}

TEST_F(DueTest, AClosingThatBrokeOffGoesOn) {
  PutSurvey(v1::SURVEY_STATE_CLOSING);
  RespondAll();
  EXPECT_EQ(StateAfter("2026-09-22"), v1::SURVEY_STATE_CLOSED);
}

TEST_F(DueTest, SingleAnswersGoOnTheDayThatWasPromisedAndFindingsStay) {
  PutSurvey();
  RespondAll();
  Respond("answers { question: 'words' text: 'Ask Sergeant Example' }");
  EXPECT_EQ(StateAfter("2026-12-31"), v1::SURVEY_STATE_OPEN);
  // On that day an open survey is closed first: its findings rest on the answers.
  EXPECT_EQ(StateAfter("2027-01-01"), v1::SURVEY_STATE_RETIRED);
  EXPECT_EQ(*Responses().Count(store_->Read()), 0u);
  EXPECT_EQ(*Receipts().Count(store_->Read()), 133u);
  EXPECT_GT(*Findings().Count(store_->Read()), 0u);
  // Own words that nobody released are single answers too.
  EXPECT_EQ(*Comments().Count(store_->Read()), 0u);
  const auto audit = *storage::ReadAudit(store_->Read(), 0, 10);
  ASSERT_FALSE(audit.empty());
  EXPECT_EQ(audit.back().method(), "frontline.survey.v1/Retire");
  EXPECT_EQ(audit.back().resource(), kSurvey);
}

TEST_F(DueTest, AReleasedCommentOutlivesTheAnswersAsItWasReleased) {
  PutSurvey(v1::SURVEY_STATE_CLOSED);
  stored::v1::CommentRecord record;
  record.mutable_comment()->set_name(CommentPrefix(kSurvey) + "a");
  record.mutable_comment()->set_state(v1::COMMENT_STATE_RELEASED);
  record.mutable_comment()->set_text("Ask Sergeant Example");
  record.mutable_comment()->set_proposed_text("Ask Sergeant [name]");
  record.mutable_comment()->add_redactions()->set_start(13);
  record.mutable_comment()->set_released_text("Ask a sergeant");
  ASSERT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) { return Comments().Create(tx, record.comment().name(), record); }).ok());
  EXPECT_EQ(StateAfter("2027-01-01"), v1::SURVEY_STATE_RETIRED);
  const v1::Comment comment = Comments().Get(store_->Read(), record.comment().name())->comment();
  EXPECT_EQ(comment.released_text(), "Ask a sergeant");
  EXPECT_EQ(comment.text() + comment.proposed_text(), "");
  EXPECT_EQ(comment.redactions_size(), 0);
}

TEST_F(DueTest, TheWorkerStopsAtOnceWhateverItsInterval) {
  PutSurvey(v1::SURVEY_STATE_CLOSING);
  rpc::Repeater worker;
  worker.Start(RepeatedDueWork(
      WithStore(rpc::testing::NationalAdministrator()), [this] { return now_; }, std::make_shared<Closings>()));
  worker.Stop();
}

}  // namespace
}  // namespace frontline::survey
