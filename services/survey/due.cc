#include "services/survey/due.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/rpc/resource.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"
#include "storage/journal.h"

namespace frontline::survey {
namespace {

using storage::Transaction;
using stored::v1::SurveyRecord;

constexpr size_t kBatch = 1000;  // records that one mutation deletes: the writer serves others in between
constexpr absl::Duration kRest = absl::Seconds(30);

class Due {
 public:
  Due(const rpc::Call& system, absl::Time now, Closings& closings, const std::function<bool()>& stopping)
      : system_(system), store_(*system.store), today_(absl::FormatCivilTime(CivilDayOf(now))), closings_(closings), stopping_(stopping) {}

  absl::Status Run() {
    for (const v1::SurveyState state : {v1::SURVEY_STATE_OPEN, v1::SURVEY_STATE_CLOSING}) {
      ForEach(state, [&](const v1::Survey& survey) {
        return state == v1::SURVEY_STATE_CLOSING || IsOver(survey) ? CloseSurveyNow(system_, survey.name(), nullptr, closings_) : absl::OkStatus();
      });
    }
    ForEach(v1::SURVEY_STATE_CLOSED,
            [&](const v1::Survey& survey) { return survey.instrument().retain_until() <= today_ ? Retire(survey.name()) : absl::OkStatus(); });
    Note(ClearDeleted());
    return first_;
  }

 private:
  bool Stopping() const { return stopping_ && stopping_(); }
  void Note(absl::Status status) {
    if (first_.ok()) first_ = std::move(status);
  }

  // The last day is over; or the day has come on which answers must be gone, which the findings have to be worked out before.
  bool IsOver(const v1::Survey& survey) const {
    const v1::Instrument& instrument = survey.instrument();
    return (!instrument.close_on().empty() && instrument.close_on() < today_) || instrument.retain_until() <= today_;
  }

  // The surveys in `state`, as they stand at first: what is done changes the state, and so the list.
  template <typename Work>
  void ForEach(v1::SurveyState state, const Work& work) {
    std::vector<v1::Survey> surveys;
    std::string after;
    do {
      auto page = Surveys().ListBy(store_.Read(), kSurveyByState, storage::KeyOf(state), after, 50);
      if (!page.ok()) return Note(page.status());
      for (auto& row : page->rows) {
        v1::Survey& kept = surveys.emplace_back();
        kept.set_name(row.name);
        kept.mutable_instrument()->set_close_on(row.record.survey().instrument().close_on());
        kept.mutable_instrument()->set_retain_until(row.record.survey().instrument().retain_until());
      }
      after = page->next;
    } while (!after.empty());
    for (const v1::Survey& survey : surveys) {
      if (Stopping()) return;
      Note(work(survey));
    }
  }

  // Every record under `prefix`, a page to a mutation. Whether there was any.
  template <typename Record>
  absl::StatusOr<bool> DeleteAll(const storage::Table<Record>& table, const std::string& prefix) {
    bool any = false;
    while (true) {
      auto page = table.List(store_.Read(), prefix, "", kBatch);
      if (!page.ok()) return page.status();
      if (page->rows.empty()) return any;
      any = true;
      const absl::Status status = storage::CommitAndWait(store_, [&](Transaction& tx) -> absl::Status {
        for (const auto& row : page->rows) {
          const absl::Status gone = table.Delete(tx, row.name);
          if (!gone.ok() && !absl::IsNotFound(gone)) return gone;
        }
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
    }
  }

  // Of a comment only what was released outlives the single answers.
  absl::Status KeepReleasedComments(const std::string& survey) {
    std::string after;
    do {
      auto page = Comments().List(store_.Read(), CommentPrefix(survey), after, kBatch);
      if (!page.ok()) return page.status();
      const absl::Status status = storage::CommitAndWait(store_, [&](Transaction& tx) -> absl::Status {
        for (const auto& row : page->rows) {
          absl::StatusOr<stored::v1::CommentRecord> record = Comments().Get(tx, row.name);
          if (absl::IsNotFound(record.status())) continue;
          if (!record.ok()) return record.status();
          v1::Comment& comment = *record->mutable_comment();
          const bool keep = comment.state() == v1::COMMENT_STATE_RELEASED;
          comment.clear_text();
          comment.clear_proposed_text();
          comment.clear_redactions();
          if (absl::Status done = keep ? Comments().Put(tx, row.name, *record) : Comments().Delete(tx, row.name); !done.ok()) return done;
        }
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
      after = page->next;
    } while (!after.empty());
    return absl::OkStatus();
  }

  // CLOSED → RETIRED. Receipts stay: they lead to no answer, and say what became of the survey.
  absl::Status Retire(const std::string& survey) {
    if (absl::Status status = DeleteAll(Responses(), ResponsePrefix(survey)).status(); !status.ok()) return status;
    if (absl::Status status = KeepReleasedComments(survey); !status.ok()) return status;
    // What was deleted lies in the files until it is merged away.
    std::vector<storage::Region> regions = Responses().Regions(ResponsePrefix(survey));
    const std::vector<storage::Region> comments = Comments().Regions(CommentPrefix(survey));
    regions.insert(regions.end(), comments.begin(), comments.end());
    if (absl::Status status = store_.Scrub(regions); !status.ok()) return status;
    return storage::CommitAndWait(store_, [&](Transaction& tx) -> absl::Status {
      absl::StatusOr<SurveyRecord> record = Surveys().Get(tx, survey);
      if (!record.ok()) return record.status();
      if (record->survey().state() != v1::SURVEY_STATE_CLOSED) return absl::OkStatus();
      record->mutable_survey()->set_state(v1::SURVEY_STATE_RETIRED);
      *record->mutable_survey()->mutable_update_time() = rpc::ToTimestamp(tx.now());
      if (absl::Status status = Surveys().Update(tx, survey, *record); !status.ok()) return status;
      storage::AuditEntry entry;
      entry.set_actor(system_.principal.member());
      entry.set_method("frontline.survey.v1/Retire");
      entry.set_resource(survey);
      entry.set_outcome("OK");
      return storage::AppendAudit(tx, std::move(entry));
    });
  }

  // Counts without a survey are what a deleted draft left, with its versions and invitations.
  absl::Status ClearDeleted() {
    std::vector<std::string> left;
    std::string after;
    do {
      const storage::Snapshot snapshot = store_.Read();
      auto page = Counts().List(snapshot, "", after, kBatch);
      if (!page.ok()) return page.status();
      for (const auto& row : page->rows) {
        const absl::Status survey = Surveys().Get(snapshot, row.name).status();
        if (absl::IsNotFound(survey)) left.push_back(row.name);
      }
      after = page->next;
    } while (!after.empty());
    for (const std::string& survey : left) {
      if (Stopping()) return absl::OkStatus();
      if (absl::Status status = DeleteAll(Invitations(), InvitationPrefix(survey)).status(); !status.ok()) return status;
      if (absl::Status status = DeleteAll(Revisions(), RevisionPrefix(survey)).status(); !status.ok()) return status;
      const absl::Status status = storage::CommitAndWait(store_, [&](Transaction& tx) { return Counts().Delete(tx, survey); });
      if (!status.ok() && !absl::IsNotFound(status)) return status;
    }
    return absl::OkStatus();
  }

  const rpc::Call& system_;
  storage::Store& store_;
  const std::string today_;
  Closings& closings_;
  const std::function<bool()>& stopping_;
  absl::Status first_;
};

}  // namespace

absl::Status DueWork(const rpc::Call& system, absl::Time now, Closings& closings, const std::function<bool()>& stopping) {
  return Due(system, now, closings, stopping).Run();
}

rpc::Repeater::Work RepeatedDueWork(rpc::Call system, std::function<absl::Time()> clock, std::shared_ptr<Closings> closings) {
  return [system = std::move(system), clock = std::move(clock), closings = std::move(closings)](const std::function<bool()>& stopping) {
    // What failed is due again; the audit and a survey that stays CLOSING show it.
    DueWork(system, clock ? clock() : absl::Now(), *closings, stopping).IgnoreError();
    return kRest;
  };
}

}  // namespace frontline::survey
