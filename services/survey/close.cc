#include "services/survey/close.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/survey/comment_record.h"
#include "services/survey/disclosure/release.h"
#include "services/survey/finding_tables.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"
#include "services/survey/tabulate.h"
#include "storage/journal.h"
#include "storage/store.h"

namespace frontline::survey {
namespace {

using storage::Transaction;

// Records that one mutation writes or deletes: the writer serves others between two of them.
constexpr size_t kBatch = 1000;
// Bytes of findings that one mutation writes, about.
constexpr size_t kBatchBytes = 1 << 20;

class Closing {
 public:
  Closing(const rpc::Call& system, std::string survey, const CloseProgress& progress)
      : call_(system), store_(*system.store), name_(std::move(survey)), progress_(progress) {}

  absl::Status Run() {
    absl::StatusOr<bool> open = Stop();
    if (!open.ok() || !*open) return open.status();
    if (!record_.has_closing()) {
      if (absl::Status status = WorkOut(); !status.ok()) return status;
    }
    if (absl::Status status = Purge(); !status.ok()) return status;
    return Finish();
  }

 private:
  void Say(v1::CloseSurveyResponse::Stage stage, int64_t done, int64_t total) {
    v1::CloseSurveyResponse said;
    said.set_stage(stage);
    said.set_done(done);
    said.set_total(total);
    if (progress_) progress_(said);
  }
  absl::Status Commit(storage::Mutation mutation) { return storage::CommitAndWait(store_, std::move(mutation)); }
  // Nobody but a closing writes to a survey that is CLOSING, so what was read stays true; this says so if it ever does not.
  absl::Status MustBeClosing(Transaction& tx, stored::v1::SurveyRecord* record) const {
    absl::StatusOr<stored::v1::SurveyRecord> current = Surveys().Get(tx, name_);
    if (!current.ok()) return current.status();
    *record = *std::move(current);
    if (record->survey().state() == v1::SURVEY_STATE_CLOSING) return absl::OkStatus();
    return base::WrongState(name_, StateName(record->survey().state()), StateName(v1::SURVEY_STATE_CLOSING));
  }

  // OPEN → CLOSING: no answers from here on. False: there is nothing to do.
  absl::StatusOr<bool> Stop() {
    bool go_on = false;
    const absl::Status status = Commit([this, &go_on](Transaction& tx) -> absl::Status {
      absl::StatusOr<stored::v1::SurveyRecord> record = LoadSurvey(tx, name_);
      if (!record.ok()) return record.status();
      record_ = *std::move(record);
      v1::Survey& survey = *record_.mutable_survey();
      switch (survey.state()) {
        case v1::SURVEY_STATE_CLOSED:
        case v1::SURVEY_STATE_RETIRED:
          return absl::OkStatus();
        case v1::SURVEY_STATE_CLOSING:
          go_on = true;
          return absl::OkStatus();
        case v1::SURVEY_STATE_OPEN:
          go_on = true;
          survey.set_state(v1::SURVEY_STATE_CLOSING);
          *survey.mutable_close_time() = rpc::ToTimestamp(tx.now());
          *survey.mutable_update_time() = survey.close_time();
          return Surveys().Update(tx, name_, record_);
        default:
          return base::WrongState(name_, StateName(survey.state()), StateName(v1::SURVEY_STATE_OPEN));
      }
    });
    if (!status.ok()) return status;
    return go_on;
  }

  absl::Status WorkOut() {
    Tabulator tabulator(record_.survey().instrument());
    std::vector<WrittenText> texts;
    if (absl::Status status = ReadResponses(&tabulator, &texts); !status.ok()) return status;
    const auto questions = static_cast<int64_t>(tabulator.questions().size());
    Say(v1::CloseSurveyResponse::STAGE_TABULATING, 0, questions);
    disclosure::SurveyData data = tabulator.Take();
    Say(v1::CloseSurveyResponse::STAGE_AUDITING, 0, questions);
    absl::StatusOr<disclosure::Release> release = disclosure::Disclose(data);
    data = {};
    if (!release.ok()) return absl::InternalError(absl::StrCat("disclosure control of ", name_, ": ", release.status().message()));
    const std::vector<v1::Finding> findings = FindingsOf(record_.survey(), tabulator.questions(), *release);
    // What an earlier closing left half done.
    if (absl::Status status = DeleteAll(Findings(), FindingPrefix(name_)); !status.ok()) return status;
    if (absl::Status status = DeleteAll(Comments(), CommentPrefix(name_)); !status.ok()) return status;
    if (absl::Status status = WriteFindings(findings); !status.ok()) return status;
    if (absl::Status status = WriteComments(std::move(texts)); !status.ok()) return status;
    stored::v1::ClosingRecord closing;
    closing.set_received(release->received);
    closing.set_analysed(release->analysed);
    *closing.mutable_disclosure() = ReportOf(*release);
    return Commit([this, &closing](Transaction& tx) -> absl::Status {
      if (absl::Status status = MustBeClosing(tx, &record_); !status.ok()) return status;
      *record_.mutable_closing() = closing;
      return Surveys().Update(tx, name_, record_);
    });
  }

  absl::Status ReadResponses(Tabulator* tabulator, std::vector<WrittenText>* texts) {
    int64_t done = 0;
    std::string after;
    do {
      Say(v1::CloseSurveyResponse::STAGE_READING, done, 0);
      auto page = Responses().List(store_.Read(), ResponsePrefix(name_), after, kBatch);
      if (!page.ok()) return page.status();
      for (const auto& row : page->rows) {
        tabulator->Add(row.record.response());
        TakeTexts(row.record.response(), texts);
      }
      done += static_cast<int64_t>(page->rows.size());
      after = page->next;
    } while (!after.empty());
    Say(v1::CloseSurveyResponse::STAGE_READING, done, done);
    return absl::OkStatus();
  }

  absl::Status WriteFindings(const std::vector<v1::Finding>& findings) {
    for (size_t i = 0; i < findings.size();) {
      Say(v1::CloseSurveyResponse::STAGE_WRITING, static_cast<int64_t>(i), static_cast<int64_t>(findings.size()));
      size_t end = i;
      for (size_t bytes = 0; end < findings.size() && bytes < kBatchBytes; ++end) bytes += findings[end].ByteSizeLong();
      const absl::Status status = Commit([&](Transaction& tx) -> absl::Status {
        for (size_t at = i; at < end; ++at) {
          stored::v1::FindingRecord record;
          *record.mutable_finding() = findings[at];
          record.set_position(static_cast<int32_t>(at));
          if (absl::Status written = Findings().Create(tx, findings[at].name(), record); !written.ok()) return written;
        }
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
      i = end;
    }
    return absl::OkStatus();
  }

  absl::Status WriteComments(std::vector<WrittenText> texts) {
    const std::vector<v1::Comment> comments = CommentsOf(name_, std::move(texts), *call_.ids);
    for (size_t i = 0; i < comments.size(); i += kBatch) {
      const absl::Status status = Commit([&](Transaction& tx) -> absl::Status {
        for (size_t at = i; at < std::min(i + kBatch, comments.size()); ++at) {
          stored::v1::CommentRecord record;
          *record.mutable_comment() = comments[at];
          if (absl::Status written = Comments().Create(tx, comments[at].name(), record); !written.ok()) return written;
        }
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // What must not outlive the closing: own words beside answers, what leads from a receipt to a response, invitations; from the records, then from
  // the disk.
  absl::Status Purge() {
    Say(v1::CloseSurveyResponse::STAGE_PURGING, 0, 3);
    absl::Status status = ForEachPage(Responses(), ResponsePrefix(name_), [](Transaction& tx, const std::string& name) -> absl::Status {
      absl::StatusOr<stored::v1::ResponseRecord> record = Responses().Get(tx, name);
      if (!record.ok()) return record.status();
      record->clear_receipt_hash();
      DropTexts(record->mutable_response());
      return Responses().Update(tx, name, *record);
    });
    if (!status.ok()) return status;
    Say(v1::CloseSurveyResponse::STAGE_PURGING, 1, 3);
    status = ForEachPage(Receipts(), ReceiptPrefix(name_),
                         [](Transaction& tx, const std::string& name) { return Receipts().Update(tx, name, stored::v1::ReceiptRecord()); });
    if (!status.ok()) return status;
    if (status = DeleteAll(Invitations(), InvitationPrefix(name_)); !status.ok()) return status;
    if (status = DeleteAll(Imports(), ImportPrefix(name_)); !status.ok()) return status;
    Say(v1::CloseSurveyResponse::STAGE_PURGING, 2, 3);
    if (status = store_.Scrub(Scrubbed()); !status.ok()) return status;
    Say(v1::CloseSurveyResponse::STAGE_PURGING, 3, 3);
    return absl::OkStatus();
  }

  // Comments too: nothing may tell with which response, or in which order, they were written.
  std::vector<storage::Region> Scrubbed() const {
    std::vector<storage::Region> regions;
    for (const auto& [table, prefix] : {std::pair<const storage::AnyTable*, std::string>{&Responses(), ResponsePrefix(name_)},
                                        {&Receipts(), ReceiptPrefix(name_)},
                                        {&Invitations(), InvitationPrefix(name_)},
                                        {&Imports(), ImportPrefix(name_)},
                                        {&Comments(), CommentPrefix(name_)}}) {
      const std::vector<storage::Region> own = table->Regions(prefix);
      regions.insert(regions.end(), own.begin(), own.end());
    }
    return regions;
  }

  // CLOSING → CLOSED: what was written can be read from here on, all at once.
  absl::Status Finish() {
    return Commit([this](Transaction& tx) -> absl::Status {
      if (absl::Status status = MustBeClosing(tx, &record_); !status.ok()) return status;
      v1::Survey& survey = *record_.mutable_survey();
      survey.set_state(v1::SURVEY_STATE_CLOSED);
      survey.set_responses_received(record_.closing().received());
      survey.set_responses_analysed(record_.closing().analysed());
      *survey.mutable_disclosure() = record_.closing().disclosure();
      *survey.mutable_update_time() = rpc::ToTimestamp(tx.now());
      record_.clear_closing();
      if (absl::Status status = TellOfFindings(tx); !status.ok()) return status;
      return Surveys().Update(tx, name_, record_);
    });
  }
  absl::Status TellOfFindings(Transaction& tx) const {
    const v1::Instrument& instrument = record_.survey().instrument();
    for (const v1::Section& section : instrument.sections()) {
      for (const v1::Question& question : section.questions()) {
        if (question.kind() == v1::QUESTION_KIND_TEXT) continue;
        for (int b = -1; b < instrument.breakdowns_size(); ++b) {
          std::vector<std::string> segments;
          if (b >= 0) segments.assign(instrument.breakdowns(b).segments().begin(), instrument.breakdowns(b).segments().end());
          const absl::Status status =
              storage::AppendChange(tx, Findings().kind(), FindingName(name_, question.code(), segments), storage::Change::ACTION_CREATED);
          if (!status.ok()) return status;
        }
      }
    }
    return absl::OkStatus();
  }

  // Hands every name under `prefix` to `change`, a page to a mutation.
  template <typename Record, typename Change>
  absl::Status ForEachPage(const storage::Table<Record>& table, const std::string& prefix, const Change& change) {
    std::string after;
    do {
      auto page = table.List(store_.Read(), prefix, after, kBatch);
      if (!page.ok()) return page.status();
      if (!page->rows.empty()) {
        const absl::Status status = Commit([&](Transaction& tx) -> absl::Status {
          for (const auto& row : page->rows) {
            if (absl::Status changed = change(tx, row.name); !changed.ok()) return changed;
          }
          return absl::OkStatus();
        });
        if (!status.ok()) return status;
      }
      after = page->next;
    } while (!after.empty());
    return absl::OkStatus();
  }
  template <typename Record>
  absl::Status DeleteAll(const storage::Table<Record>& table, const std::string& prefix) {
    return ForEachPage(table, prefix, [&table](Transaction& tx, const std::string& name) { return table.Delete(tx, name); });
  }

  const rpc::Call& call_;
  storage::Store& store_;
  const std::string name_;
  const CloseProgress& progress_;
  stored::v1::SurveyRecord record_;
};

}  // namespace

bool Closings::Begin(const std::string& survey) {
  std::lock_guard<std::mutex> lock(mutex_);
  return surveys_.insert(survey).second;
}

void Closings::End(const std::string& survey) {
  std::lock_guard<std::mutex> lock(mutex_);
  surveys_.erase(survey);
}

absl::Status CloseSurveyNow(const rpc::Call& system, absl::string_view survey, const CloseProgress& progress, Closings& closings) {
  const std::string name(survey);
  if (!closings.Begin(name)) return absl::OkStatus();
  const absl::Status status = Closing(system, name, progress).Run();
  closings.End(name);
  return status;
}

}  // namespace frontline::survey
