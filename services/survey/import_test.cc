#include <gmock/gmock.h>


#include "absl/strings/str_cat.h"
#include "services/rpc/fake_stream_for_test.h"
#include "services/survey/import_mapping.h"
#include "services/survey/import_writer.h"
#include "services/survey/instrument_for_test.h"
#include "services/survey/response_handlers.h"
#include "services/survey/store_for_test.h"

namespace frontline::survey {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSurvey[] = "forces/kent/surveys/tech";

struct Outcome {
  absl::Status status;
  frontline::exchange::v1::ImportReport report;
  std::vector<std::string> problems;  // "row 2, Force: is …"
};

constexpr char kMapping[] = R"(
  id_column: 'Id' missing: 'N/A'
  columns { column: 'Force' segment: 'force' }
  columns { column: 'Laptop' question: 'q-laptop' values { key: 'Dreadful' value: 'very-poor' } values { key: 'Pass' value: '-' } }
  columns { column: 'Slow' question: 'q-why' choice: 'slow' values { key: 'No' value: '-' } }
  columns { column: 'Heavy' question: 'q-why' choice: 'heavy' }
  columns { column: 'Why else' question: 'q-why' own_text: true }
  columns { column: 'Radio' question: 'q-first' choice: 'radio' }
  columns { column: 'Phone' question: 'q-first' choice: 'phone' }
  columns { column: 'Years' question: 'q-years' values { key: '20+' value: 'from-5' } }
  columns { column: 'Trained' question: 'q-young' }
  columns { column: 'Words' question: 'q-words' }
  ignore: 'Started'
)";
constexpr char kHeader[] = "Id,Started,Force,Laptop,Slow,Heavy,Why else,Radio,Phone,Years,Trained,Words\n";
constexpr char kGood[] = "1,x,Kent Police,Good,,,,,,,,\n";

class ImportTest : public StoreTest {
 protected:
  ImportTest() { PutSurvey("SURVEY_STATE_OPEN"); }

  void PutSurvey(const std::string& state) {
    Put(Parse<v1::Survey>(absl::StrCat("name: '", kSurvey, "' state: ", state, " revision: ", ++revision_, " instrument {", kEveryQuestion, "}")));
  }
  Outcome Import(const std::string& file, const std::string& options = "", const std::string& mapping = kMapping, int leave_after = 1000) {
    std::vector<v1::ImportResponsesRequest> requests(2);
    *requests[0].mutable_options() = Parse<v1::ImportResponsesOptions>(absl::StrCat("parent: '", kSurvey, "' ", options, " mapping {", mapping, "}"));
    requests[1].set_chunk(file);
    requests[1].set_last(true);
    rpc::testing::FakeStream<v1::ImportResponsesRequest, v1::ImportResponsesResponse> raw(std::move(requests));
    raw.on_send = [&](size_t number) {
      if (static_cast<int>(number) >= leave_after) raw.Cancel();
    };
    rpc::Stream<v1::ImportResponsesRequest, v1::ImportResponsesResponse> stream(raw);
    const Call call = WithStore(Officer());
    Outcome outcome;
    outcome.status = ImportResponses(cache_, call, stream);
    for (const auto& response : raw.sent) {
      for (const auto& problem : response.problems()) outcome.problems.push_back(absl::StrCat(problem.path(), ": ", problem.message()));
      if (response.has_report()) outcome.report = response.report();
    }
    return outcome;
  }
  std::vector<storage::Page<stored::v1::ResponseRecord>::Row> Kept() {
    auto page = Responses().List(store_->Read(), ResponsePrefix(kSurvey), "", 100000);
    EXPECT_TRUE(page.ok());
    return page->rows;
  }
  // Of the one response that is there.
  std::string Only() {
    const auto rows = Kept();
    EXPECT_THAT(rows, SizeIs(1));
    std::string text;
    if (rows.empty()) return text;
    for (const v1::Answer& answer : rows[0].record.response().answers()) {
      absl::StrAppend(&text, answer.question(), "=");
      for (const std::string& choice : answer.choices()) absl::StrAppend(&text, choice, ",");
      if (answer.has_number()) absl::StrAppend(&text, answer.number());
      absl::StrAppend(&text, answer.text().empty() ? "" : absl::StrCat("'", answer.text(), "'"), " ");
    }
    return text;
  }
  InstrumentCache cache_;
  int revision_ = 0;
};

TEST_F(ImportTest, EveryKindOfColumnIsRead) {
  const Outcome outcome = Import(absl::StrCat(kHeader, "7,x,essex,Dreadful,Yes,,\"The hinge,\r\nmostly\",2,1,3,no,\"It's fine\"\n"));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_THAT(outcome.problems, IsEmpty());
  EXPECT_EQ(outcome.report.imported(), 1u);
  EXPECT_EQ(Only(), "q-laptop=very-poor, q-why=slow,other,'The hinge,\nmostly' q-first=phone,radio, q-years=3 q-young=no, q-words='It's fine' ");
  EXPECT_EQ(Kept()[0].record.response().segments().at("force"), "essex");
  EXPECT_EQ(Kept()[0].record.day(), "2026-09-21");
  EXPECT_TRUE(Kept()[0].record.receipt_hash().empty());
  EXPECT_TRUE(Counts().Get(store_->Read(), kSurvey)->frozen());
}

TEST_F(ImportTest, WhatIsMissingIsNoAnswer) {
  EXPECT_TRUE(Import(absl::StrCat(kHeader, "7,x,KENT,poor,No,N/A,,N/A,,20+,,N/A\n")).status.ok());
  EXPECT_EQ(Only(), "q-laptop=poor, q-years=22 ");
}

TEST_F(ImportTest, SeveralChoicesInOneColumnAreParted) {
  const char* mapping =
      "columns { column: 'F' segment: 'force' } columns { column: 'L' question: 'q-laptop' } columns { column: 'W' question: 'q-why' separator: ';' "
      "} "
      "columns { column: 'R' question: 'q-first' separator: '>' }";
  EXPECT_TRUE(Import("F,L,W,R\nkent,poor, Heavy ; slow,Laptop > Radio\n", "", mapping).status.ok());
  EXPECT_EQ(Only(), "q-laptop=poor, q-why=slow,heavy, q-first=laptop,radio, ");
}

TEST_F(ImportTest, ARowThatDoesNotFitIsRefusedByItselfWithAllThatIsWrong) {
  const Outcome outcome =
      Import(absl::StrCat(kHeader, kGood, "2,x,Mars,Awful,,,,,,,,\n", "3,x,Kent,Good,Yes,,,,,41,,\n", "1,x,kent,Good,,,,,,,,\n", "5,x,kent,Good\n",
                          "6,x,kent,Good,,,,1,1,,,\n", "7,x,kent,Good,,,,,,2.5,,", std::string(21, 'w'), "\n"));
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_THAT(outcome.problems, ElementsAre("row 3, Force: is 'Mars', which is no value of 'force'; give it in 'values', or in 'missing'",
                                            "row 3, Laptop: is 'Awful', which is no value of 'q-laptop'; give it in 'values', or in 'missing'",
                                            HasSubstr("row 4, Slow: answers 'q-why', which was not asked"), "row 4, Years: must be 0 to 40, is 41",
                                            "row 5, Id: is the id of an earlier row too", HasSubstr("row 6: has 4 cells, the header has 12"),
                                            "row 7, Radio: and the other columns of 'q-first' give place 1 twice",
                                            "row 8, Years: must be a whole number, is 2.5", "row 8, Words: must have at most 20 characters, has 21"));
  EXPECT_EQ(outcome.report.items(), 7u);
  EXPECT_EQ(outcome.report.refused(), 6u);
  EXPECT_EQ(outcome.report.imported(), 1u);
  EXPECT_THAT(Kept(), SizeIs(1));
}

TEST_F(ImportTest, UnknownCellsMayBeTakenAsNoAnswer) {
  const Outcome outcome = Import(absl::StrCat(kHeader, "2,x,kent,poor,,,,first,,many,,\n"), "", absl::StrCat(kMapping, " unknown_is_missing: true"));
  EXPECT_THAT(outcome.problems, IsEmpty());
  EXPECT_EQ(Only(), "q-laptop=poor, ");
}

TEST_F(ImportTest, ADryRunSaysTheSameAndWritesNothing) {
  const std::string file = absl::StrCat(kHeader, kGood, "2,x,Mars,Good,,,,,,,,\n");
  const Outcome dry = Import(file, "dry_run: true");
  EXPECT_TRUE(dry.status.ok());
  EXPECT_TRUE(dry.report.dry_run());
  EXPECT_EQ(dry.report.imported(), 1u);
  EXPECT_THAT(Kept(), IsEmpty());
  EXPECT_TRUE(absl::IsNotFound(Counts().Get(store_->Read(), kSurvey).status()));
  EXPECT_EQ(Import(file).problems, dry.problems);
  EXPECT_THAT(Kept(), SizeIs(1));
}

TEST_F(ImportTest, AllOrNoneMeansNoneWhenARowIsRefused) {
  const Outcome outcome = Import(absl::StrCat(kHeader, kGood, "2,x,Mars,Good,,,,,,,,\n"), "all_or_none: true");
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_EQ(outcome.report.imported(), 0u);
  EXPECT_EQ(outcome.report.refused(), 1u);
  EXPECT_THAT(Kept(), IsEmpty());
}

TEST_F(ImportTest, TheSameFileIsImportedOnce) {
  const std::string file = absl::StrCat(kHeader, kGood);
  ASSERT_TRUE(Import(file).status.ok());
  EXPECT_EQ(base::ReasonOf(Import(file).status), "ALREADY_IMPORTED");
  EXPECT_TRUE(Import(file, "dry_run: true").status.ok());
  EXPECT_TRUE(Import(absl::StrCat(kHeader, "2,x,kent,Good,,,,,,,,\n")).status.ok());
  EXPECT_THAT(Kept(), SizeIs(2));
}

std::string ManyRows(int rows) {
  std::string file = kHeader;
  for (int i = 0; i < rows; ++i) absl::StrAppend(&file, i, ",x,kent,Good,,,,,,", i % 35 + 5, ",,\n");
  return file;
}

TEST_F(ImportTest, AFileThatBrokeOffGoesOnWithoutARowTwice) {
  const std::string file = ManyRows(5000);
  // The caller leaves while it is written.
  const Outcome broken = Import(file, "", kMapping, /*leave_after=*/8);
  EXPECT_TRUE(absl::IsCancelled(broken.status)) << broken.status;
  const size_t before = Kept().size();
  EXPECT_GT(before, 0u);
  EXPECT_LT(before, 5000u);
  EXPECT_EQ(base::ReasonOf(Import(file, "", absl::StrCat(kMapping, " missing: '?'")).status), "IMPORT_DIFFERS");
  EXPECT_TRUE(Import(file).status.ok());
  EXPECT_THAT(Kept(), SizeIs(5000));
  EXPECT_EQ(base::ReasonOf(Import(file).status), "ALREADY_IMPORTED");
}

TEST_F(ImportTest, NothingOfTheOrderOrTheIdsOfTheFileIsKept) {
  ASSERT_TRUE(Import(ManyRows(600)).status.ok());
  int rising = 0;
  double last = -1;
  for (const auto& row : Kept()) {
    const double years = row.record.response().answers(1).number();
    rising += years > last;
    last = years;
  }
  EXPECT_GT(rising, 100);
  EXPECT_LT(rising, 500);  // in the file 583 of 600 rise
  const auto imports = Imports().List(store_->Read(), ImportPrefix(kSurvey), "", 10);
  ASSERT_THAT(imports->rows, SizeIs(1));
  EXPECT_TRUE(imports->rows[0].record.seed().empty());
}

TEST_F(ImportTest, OnlyAnOpenSurveyTakesAFile) {
  PutSurvey("SURVEY_STATE_DRAFT");
  EXPECT_EQ(base::ReasonOf(Import(absl::StrCat(kHeader, kGood)).status), "WRONG_STATE");
}

TEST_F(ImportTest, AMappingThatDoesNotFitIsRefusedWithEverythingThatIsWrong) {
  const Outcome outcome = Import("A,B,B,C,D,E,F,G\n1,2,3,4,5,6,7,8\n", "", R"(
    id_column: 'Id'
    columns { column: 'A' question: 'q-nothing' }
    columns { column: 'B' segment: 'force' values { key: 'x' value: 'mars' } }
    columns { column: 'B#2' question: 'q-words' own_text: true }
    columns { column: 'C' question: 'q-years' choice: 'radio' separator: ';' }
    columns { column: 'D' question: 'q-first' choice: 'radio' }
    columns { column: 'E' question: 'q-first' }
    columns { column: 'F' }
    ignore: 'Z')");
  const std::string said(outcome.status.message());
  EXPECT_EQ(base::ReasonOf(outcome.status), "FIELDS_INVALID");
  EXPECT_THAT(said, HasSubstr("fields of the request are not valid"));
  const auto payload = outcome.status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  ASSERT_TRUE(payload.has_value());
  const std::string details(*payload);
  for (const char* wrong :
       {"id_column", "names the column 'Id', which the file does not have", "is 'q-nothing', which is no question",
        "is 'mars', which is not among what the column", "no choice of 'q-words' takes any text", "is 'radio', which is no choice of 'q-years'",
        "is only for a column that holds several choices", "gives 'q-first', as the column 'D' does", "must give either a question or a segment",
        "names the column 'Z'", "column 'G'", "is in the file and not in the mapping", "lack one for 'q-laptop', which everyone must answer"}) {
    EXPECT_THAT(details, HasSubstr(wrong));
  }
}

TEST_F(ImportTest, AFileInAnotherEncodingIsRefusedAsAWhole) {
  const Outcome outcome = Import(absl::StrCat(kHeader, kGood, "2,x,kent,Good,,,,,,,,caf\xe9\n"));
  EXPECT_EQ(base::ReasonOf(outcome.status), "FIELDS_INVALID");
  EXPECT_THAT(std::string(outcome.status.message()), HasSubstr("row 3, cell 12"));
  EXPECT_THAT(Kept(), IsEmpty());
}

TEST_F(ImportTest, AShiftedFileIsNoticedByItsHeader) {
  const Outcome outcome = Import("Started,Id,New,Force,Laptop,Slow,Heavy,Why else,Radio,Phone,Years,Trained,Words\n1,x,,Kent,Good,,,,,,,,\n");
  EXPECT_THAT(std::string(outcome.status.message()), HasSubstr("column 'New' is in the file and not in the mapping"));
}

TEST_F(ImportTest, RowsBelowTheHeaderMayBeSkipped) {
  EXPECT_TRUE(Import(absl::StrCat(kHeader, "Id,When,Which,Open,,,,,,,,\n", kGood), "", absl::StrCat(kMapping, " skip_rows: 1")).status.ok());
  EXPECT_THAT(Kept(), SizeIs(1));
}

TEST_F(ImportTest, AClosedSurveyStopsAnImportThatIsUnderWay) {
  const Call call = WithStore(Officer());
  ImportWriter writer(call, kSurvey, *LoadHead(store_->Read(), kSurvey), "file", "reading");
  ASSERT_TRUE(writer.Begin().ok());
  v1::Response response;
  ASSERT_TRUE(writer.Add(0, response).ok());
  PutSurvey("SURVEY_STATE_CLOSING");
  EXPECT_EQ(base::ReasonOf(writer.End(/*whole=*/true)), "WRONG_STATE");
  EXPECT_THAT(Kept(), IsEmpty());
}

}  // namespace
}  // namespace frontline::survey
