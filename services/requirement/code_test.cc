#include <gmock/gmock.h>

#include <set>

#include "services/requirement/store_for_test.h"
#include "services/requirement/tables.h"
#include "services/rpc/fake_stream_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using FakeStream = rpc::testing::FakeStream<v1::ImportCodesRequest, v1::ImportCodesResponse>;

class CodeTest : public StoreTest {
 protected:
  absl::Status Import(std::vector<v1::ImportCodesRequest> parts, bool gone = false) {
    if (!parts.empty()) parts.back().set_last(true);
    return ImportUnmarked(std::move(parts), gone);
  }
  absl::Status ImportUnmarked(std::vector<v1::ImportCodesRequest> parts, bool gone = false) {
    FakeStream raw(std::move(parts));
    if (gone) raw.on_received = [&](size_t) { raw.Cancel(); };
    rpc::Stream<v1::ImportCodesRequest, v1::ImportCodesResponse> stream(raw);
    rpc::Call call = rpc::testing::NationalAdministrator();
    call.store = store_.get();
    const absl::Status status = ImportCodes(call, stream);
    answer_ = raw.sent.empty() ? v1::ImportCodesResponse() : raw.sent.back();
    return status;
  }
  // A list that passes for a whole one: every division, and made-up codes within them.
  static std::vector<v1::ImportCodesRequest> WholeList() {
    std::vector<v1::ImportCodesRequest> parts(6);
    const auto add = [&parts](const std::string& code, const std::string& label) {
      for (v1::ImportCodesRequest& part : parts) {
        if (part.codes_size() == 1000) continue;
        part.add_codes()->set_code(code);
        part.mutable_codes(part.codes_size() - 1)->set_label(label);
        return;
      }
    };
    for (const BuiltInCode& code : CpvExtract()) {
      if (absl::string_view(code.code).substr(2, 6) == "000000") add(std::string(code.code), std::string(code.label));
    }
    for (int i = 0; i < 5000; ++i) add(std::to_string(35900000 + i), "Made up " + std::to_string(i));
    parts[2].set_complete(true);
    return parts;
  }
  std::vector<std::string> Problems(const std::vector<std::string>& codes) {
    std::string request;
    for (const std::string& code : codes) request += "codes: '" + code + "' ";
    std::vector<std::string> problems;
    absl::StatusOr<v1::CheckCodesResponse> response = Read(CheckCodes, Seller(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return problems;
    for (const v1::CodeProblem& problem : response->problems()) {
      EXPECT_EQ(problem.code(), codes[problem.index()]);
      problems.push_back(problem.code());
    }
    return problems;
  }

  v1::ImportCodesResponse answer_;
};

TEST_F(CodeTest, ExtractIsWellFormedAndHasEveryDivision) {
  std::set<std::string> seen;
  std::string last;
  int divisions = 0;
  for (const BuiltInCode& code : CpvExtract()) {
    const std::string text(code.code);
    EXPECT_TRUE(IsCpvForm(text) && text.size() == 10) << text;
    EXPECT_GT(text, last) << "in order, each once";
    EXPECT_FALSE(code.label.empty());
    divisions += text.substr(2, 6) == "000000";
    last = text;
  }
  EXPECT_EQ(divisions, kCpvDivisions);
}

TEST_F(CodeTest, IsReadWithAndWithoutItsCheckDigit) {
  for (const char* name : {"codes/cpv/35100000", "codes/cpv/35100000-5"}) {
    absl::StatusOr<v1::Code> code = Read(GetCode, Seller(), std::string("name: '") + name + "'");
    ASSERT_TRUE(code.ok()) << code.status();
    EXPECT_EQ(code->name(), "codes/cpv/35100000");
    EXPECT_EQ(code->code(), "35100000-5");
    EXPECT_EQ(code->label(), "Emergency and security equipment");
  }
  for (const char* name : {"codes/cpv/35100000-4", "codes/cpv/35109999", "codes/cpv/x"}) {
    EXPECT_TRUE(absl::IsNotFound(Read(GetCode, Seller(), std::string("name: '") + name + "'").status())) << name;
  }
}

TEST_F(CodeTest, ListsByDigitsAndWords) {
  absl::StatusOr<v1::ListCodesResponse> list = Read(ListCodes, Seller(), "prefix: '3523' page_size: 10");
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->codes_size(), 1);
  EXPECT_EQ(list->codes(0).label(), "Handcuffs");
  EXPECT_FALSE(list->complete());
  list = Read(ListCodes, Seller(), "text: 'SIGNS police'");
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->codes_size(), 1);
  EXPECT_EQ(list->codes(0).code().substr(0, 8), "35260000");
  EXPECT_EQ(base::ReasonOf(Read(ListCodes, Seller(), "prefix: '3a'").status()), "FIELDS_INVALID");
}

TEST_F(CodeTest, BeforeACompleteListOnlyTheImpossibleIsUnknown) {
  EXPECT_THAT(Problems({"35100000", "35100000-5", "35199999", "35100000-4", "07100000", "3510000", "abc", "35100000-"}),
              ElementsAre("35100000-4", "07100000", "3510000", "abc", "35100000-"));
}

TEST_F(CodeTest, AfterACompleteListOnlyWhatIsInItIsKnown) {
  ASSERT_TRUE(Import(WholeList()).ok());
  EXPECT_EQ(answer_.created(), 5000);
  EXPECT_EQ(answer_.unchanged(), kCpvDivisions);
  EXPECT_GT(answer_.deleted(), 100);
  EXPECT_THAT(Problems({"35000000", "35900001", "35900001-7", "35199999", "35100000"}), ElementsAre("35199999", "35100000"));
  ASSERT_TRUE(Import(WholeList()).ok());
  EXPECT_EQ(answer_.created() + answer_.updated() + answer_.deleted(), 0) << "importing twice changes nothing";
  // The extract does not come back at the next start.
  ASSERT_TRUE(storage::CommitAndWait(*store_, LoadCpvExtract).ok());
  EXPECT_THAT(Problems({"35100000"}), ElementsAre("35100000"));
  EXPECT_TRUE(Read(ListCodes, Seller(), "prefix: '35'")->complete());
}

TEST_F(CodeTest, DryRunSaysAndDoesNothing) {
  std::vector<v1::ImportCodesRequest> parts = WholeList();
  parts[5].set_dry_run(true);
  ASSERT_TRUE(Import(parts).ok());
  EXPECT_EQ(answer_.created(), 5000);
  EXPECT_TRUE(absl::IsNotFound(Read(GetCode, Seller(), "name: 'codes/cpv/35900001'").status()));
  EXPECT_FALSE(Read(ListCodes, Seller(), "")->complete());
}

TEST_F(CodeTest, APartAddsAndChangesAndDropsNothing) {
  ASSERT_TRUE(
      Import({Parse<v1::ImportCodesRequest>("codes { code: '35100000-5' label: 'Other words' } codes { code: '35912345' label: 'New' }")}).ok());
  EXPECT_EQ(answer_.created(), 1);
  EXPECT_EQ(answer_.updated(), 1);
  EXPECT_EQ(answer_.deleted(), 0);
  EXPECT_EQ(Read(GetCode, Seller(), "name: 'codes/cpv/35100000'")->label(), "Other words");
  EXPECT_TRUE(Read(GetCode, Seller(), "name: 'codes/cpv/35200000'").ok());
}

TEST_F(CodeTest, AListThatEndsWithoutItsMarkWasBrokenOffAndChangesNothing) {
  // Whole lists delete what they lack: half of one must never pass for all of it.
  const absl::Status status = ImportUnmarked(WholeList());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("cut off"));
  EXPECT_TRUE(Import({Parse<v1::ImportCodesRequest>("codes { code: '35912345' label: 'New' }")}).ok())
      << "no whole list is known, so new codes may come";
}

TEST_F(CodeTest, WhatIsWrongIsRefusedAsAWhole) {
  const v1::ImportCodesRequest good = Parse<v1::ImportCodesRequest>("codes { code: '35912345' label: 'New' }");
  EXPECT_THAT(Said(Import({good, Parse<v1::ImportCodesRequest>("codes { code: '3591' label: 'Bad' }")})), HasSubstr("codes[0] of message 2"));
  EXPECT_THAT(Said(Import({good, Parse<v1::ImportCodesRequest>("codes { code: '35912345-1' label: 'Again' }")})), HasSubstr("is there twice"));
  EXPECT_EQ(base::ReasonOf(Import({})), "FIELDS_INVALID");
  v1::ImportCodesRequest whole = good;
  whole.set_complete(true);
  EXPECT_THAT(Said(Import({whole})), HasSubstr("complete can't be"));
  EXPECT_TRUE(absl::IsCancelled(Import({good}, /*gone=*/true)));
  EXPECT_TRUE(absl::IsNotFound(Read(GetCode, Seller(), "name: 'codes/cpv/35912345'").status())) << "nothing was written";
}

TEST_F(CodeTest, ImportingTakesTheNationalPermission) {
  FakeStream raw(std::vector<v1::ImportCodesRequest>{Parse<v1::ImportCodesRequest>("codes { code: '35912345' label: 'New' }")});
  rpc::Stream<v1::ImportCodesRequest, v1::ImportCodesResponse> stream(raw);
  rpc::Call call = Officer();
  call.store = store_.get();
  EXPECT_EQ(base::ReasonOf(ImportCodes(call, stream)), "PERMISSION_MISSING");
}

}  // namespace
}  // namespace frontline::requirement
