// Findings as CSV (RFC 4180). Texts that a spreadsheet would run as a formula are led by an apostrophe (OWASP, "CSV Injection").
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/survey/disclosure/release.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/finding_record.h"
#include "services/survey/finding_tables.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

constexpr size_t kChunkBytes = 256 << 10;

constexpr char kHeader[] =
    "survey,finding,question,text,kind,topic,breakdown,group,segment_1,value_1,segment_2,value_2,state,base,response_rate,measure,answer,answer_"
    "label,"
    "share,low,high,interval_low,interval_high,mean,k,self_selected\r\n";
// From "measure" to "mean".
constexpr char kNoFigures[] = ",,,,,,,,";
constexpr absl::string_view kRowEnd = "\r\n";  // a text may have line feeds, but never this: contracts let no carriage return in

std::string Quoted(absl::string_view text) {
  if (text.find_first_of("\",\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

// Words of people, which may begin with anything.
std::string Safe(const std::string& text) {
  const bool formula = !text.empty() && std::string("=+-@\t\r").find(text[0]) != std::string::npos;
  return Quoted(formula ? absl::StrCat("'", text) : text);
}

std::string Tenths(int64_t tenths) {
  const char* sign = tenths < 0 ? "-" : "";
  return absl::StrFormat("%s%d.%d", sign, std::abs(tenths / 10), std::abs(tenths % 10));
}

class Writer {
 public:
  explicit Writer(const v1::Finding& finding) : finding_(finding) {
    lead_ = absl::StrCat(SurveyOf(finding.name()), ",", finding.name(), ",", finding.question(), ",", Safe(finding.text().en()), ",",
                         absl::StrReplaceAll(v1::QuestionKind_Name(finding.kind()), {{"QUESTION_KIND_", ""}}), ",", finding.topic(), ",");
    for (int i = 0; i < finding.breakdown_size(); ++i) absl::StrAppend(&lead_, i > 0 ? " x " : "", finding.breakdown(i));
    tail_ = absl::StrCat(finding.k(), ",", finding.self_selected() ? "yes" : "no", "\r\n");
  }

  std::string Write() {
    if (finding_.withheld()) Row(absl::StrCat(lead_, ",,,,,,withheld,,"), kNoFigures);
    for (const v1::FindingCell& cell : finding_.cells()) Cell(cell);
    return std::move(out_);
  }

 private:
  void Row(const std::string& start, const std::string& figures) { absl::StrAppend(&out_, start, ",", figures, ",", tail_); }

  void Cell(const v1::FindingCell& cell) {
    std::string start = absl::StrCat(lead_, ",", Safe(cell.label()));
    for (int i = 0; i < 2; ++i) {
      const std::string segment = i < finding_.breakdown_size() ? finding_.breakdown(i) : "";
      const auto value = cell.segments().find(segment);
      absl::StrAppend(&start, ",", segment, ",", value == cell.segments().end() ? "" : value->second);
    }
    if (cell.state() != v1::CELL_STATE_PUBLISHED) return Row(absl::StrCat(start, ",suppressed,,"), kNoFigures);
    absl::StrAppend(&start, ",published,", cell.base(), ",", cell.has_response_rate() ? absl::StrCat(cell.response_rate()) : "");
    for (const v1::Share& share : cell.shares()) Share(start, "share", share);
    for (const v1::Share& share : cell.top_three()) Share(start, "top_three", share);
    for (const v1::Share& share : cell.weighted()) Share(start, "weighted", share);
    if (cell.has_positive()) Share(start, "positive", cell.positive());
    if (cell.has_neutral()) Share(start, "neutral", cell.neutral());
    if (cell.has_negative()) Share(start, "negative", cell.negative());
    if (cell.has_mean_tenths()) Row(start, absl::StrCat("mean,,,,,,,,", Tenths(cell.mean_tenths())));
  }

  void Share(const std::string& start, const char* measure, const v1::Share& share) {
    Row(start, absl::StrCat(measure, ",", share.code(), ",", Safe(share.label().en()), ",", disclosure::ShareText(PublishedShare(share)), ",",
                            share.low(), ",", share.high(), ",", share.interval_low(), ",", share.interval_high(), ","));
  }

  const v1::Finding& finding_;
  std::string lead_;
  std::string tail_;
  std::string out_;
};

}  // namespace

absl::Status ExportFindings(const Call& call, rpc::Stream<v1::ExportFindingsRequest, v1::ExportFindingsResponse>& stream) {
  v1::ExportFindingsRequest request;
  if (!stream.Receive(&request)) return absl::CancelledError("the call ended before its request came");
  const Snapshot snapshot = call.store->Read();
  absl::StatusOr<v1::Survey> survey = LoadClosed(call, snapshot, request.parent());
  if (!survey.ok()) return survey.status();
  std::string text = kHeader;
  const auto send = [&stream, &text] {
    for (size_t at = 0; at < text.size();) {
      size_t end = text.size();
      if (end - at > kChunkBytes) end = text.rfind(kRowEnd.data(), at + kChunkBytes) + kRowEnd.size();
      v1::ExportFindingsResponse response;
      response.set_chunk(text.substr(at, end - at));
      at = end;
      if (!stream.Send(response)) return false;
    }
    text.clear();
    return true;
  };
  std::string after;
  do {
    auto page = Findings().ListBy(snapshot, kFindingByPosition, storage::KeyOf(request.parent()), after, 1);
    if (!page.ok()) return page.status();
    for (const auto& row : page->rows) absl::StrAppend(&text, Writer(row.record.finding()).Write());
    after = page->next;
    if (text.size() >= kChunkBytes && !send()) return absl::CancelledError("the caller left");
  } while (!after.empty());
  return send() ? absl::OkStatus() : absl::CancelledError("the caller left");
}

}  // namespace frontline::survey
