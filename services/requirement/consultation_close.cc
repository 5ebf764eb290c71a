// The end of a consultation, and what publication makes of it.
#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/requirement/tally.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::AnswerRecord;
using stored::v1::ConsultationRecord;

constexpr size_t kBlock = 256;

// What was written, by a hash of what it says: an order that tells neither who nor when.
class Written {
 public:
  explicit Written(const v1::Consultation& consultation) : consultation_(consultation) {}

  void Add(absl::string_view id, const AnswerRecord& record) {
    const bool named = !consultation_.anonymous() && record.group() != kReceipts;
    Add(record.answer().verdict(), record.answer().text(), "", named ? id : absl::string_view());
    for (const v1::CriterionRemark& remark : record.answer().remarks()) {
      Add(record.answer().verdict(), remark.text(), remark.criterion(), named ? id : absl::string_view());
    }
  }
  absl::Status Save(storage::Transaction& tx) const {
    int64_t number = 0;
    for (const auto& [hash, remark] : remarks_) {
      stored::v1::RemarkRecord record;
      *record.mutable_remark() = remark;
      if (absl::Status status = Remarks().Create(tx, RemarkName(consultation_.name(), ++number), record); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  void Add(v1::Verdict verdict, const std::string& text, const std::string& criterion, absl::string_view member) {
    if (text.empty()) return;
    v1::Remark remark;
    remark.set_verdict(verdict);
    remark.set_text(text);
    remark.set_criterion(criterion);
    remark.set_member(std::string(member));
    // By what it says alone: remarks of one answer part.
    remarks_.emplace(base::Sha256(absl::StrCat(consultation_.name(), "\n", criterion, "\n", text)), std::move(remark));
  }

  const v1::Consultation& consultation_;
  std::multimap<std::string, v1::Remark> remarks_;
};

// The groups in the order of the consultation.
std::vector<std::string> GroupsOf(const v1::Consultation& consultation) {
  std::vector<std::string> groups(consultation.audiences().begin(), consultation.audiences().end());
  if (!consultation.surveys().empty()) groups.emplace_back(kReceipts);
  return groups;
}

absl::Status CloseOrAnswer(const v1::CloseConsultationRequest& request, Transaction& tx, ConsultationRecord* record) {
  v1::Consultation& consultation = *record->mutable_consultation();
  if (consultation.state() == v1::CONSULTATION_STATE_OPEN) {
    if (absl::Status status = CloseRecord(tx, record); !status.ok()) return status;
  } else if (request.reply().empty()) {
    return base::InvalidField("reply", "is required: the consultation is closed already, and can only be answered");
  }
  if (!request.reply().empty()) consultation.set_reply(request.reply());
  return ForCaller(Consultations().Update(tx, request.name(), *record), request.name());
}

// The closed consultation of that substance that closed last.
absl::StatusOr<std::optional<v1::Consultation>> ClosedFor(const storage::Reader& reader, const std::string& requirement,
                                                          const std::string& substance) {
  auto page = Consultations().ListBy(reader, kConsultationBySubstance, storage::KeyOf(requirement, substance), "", kMostConsultations);
  if (!page.ok()) return ForCaller(page.status(), requirement);
  std::optional<v1::Consultation> latest;
  for (auto& row : page->rows) {
    v1::Consultation& consultation = *row.record.mutable_consultation();
    const bool later = !latest.has_value() || rpc::FromTimestamp(latest->close_time()) <= rpc::FromTimestamp(consultation.close_time());
    if (later) latest = std::move(consultation);
  }
  return latest;
}

// Closes what is over; CONSULTATION_OPEN for one that still takes answers.
absl::Status SettleOpen(Transaction& tx, const std::string& requirement) {
  auto page = Consultations().List(tx, ConsultationPrefix(requirement), "", kMostConsultations);
  if (!page.ok()) return ForCaller(page.status(), requirement);
  for (auto& row : page->rows) {
    if (row.record.consultation().state() != v1::CONSULTATION_STATE_OPEN) continue;
    if (TakesAnswers(row.record, tx.now())) {
      return base::Precondition("CONSULTATION_OPEN", absl::StrCat("'", row.name, "' is still open. Wait for its last day, or close it first."));
    }
    if (absl::Status status = CloseRecord(tx, &row.record); !status.ok()) return status;
    if (absl::Status status = Consultations().Update(tx, row.name, row.record); !status.ok()) return ForCaller(status, row.name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CloseRecord(storage::Transaction& tx, ConsultationRecord* record) {
  v1::Consultation& consultation = *record->mutable_consultation();
  const std::string prefix = AnswerPrefix(consultation.name());
  std::map<std::string, Counts> counts;
  Written written(consultation);
  std::string after;
  do {
    absl::StatusOr<storage::Page<AnswerRecord>> page = Answers().List(tx, prefix, after, kBlock);
    if (!page.ok()) return ForCaller(page.status(), consultation.name());
    for (const auto& row : page->rows) {
      counts[row.record.group()].Add(row.record.answer().verdict());
      written.Add(absl::string_view(row.name).substr(prefix.size()), row.record);
      if (absl::Status status = Answers().Delete(tx, row.name); !status.ok()) return ForCaller(status, consultation.name());
    }
    after = page->next;
  } while (!after.empty());
  const absl::Status counter = Answers().Delete(tx, absl::StrCat(consultation.name(), "/answers"));
  if (!counter.ok() && !absl::IsNotFound(counter)) return ForCaller(counter, consultation.name());
  if (absl::Status status = written.Save(tx); !status.ok()) return ForCaller(status, consultation.name());
  *consultation.mutable_result() = Tally(GroupsOf(consultation), counts);
  consultation.set_state(v1::CONSULTATION_STATE_CLOSED);
  *consultation.mutable_close_time() = rpc::ToTimestamp(tx.now());
  return absl::OkStatus();
}

absl::StatusOr<int> CloseDue(storage::Transaction& tx, int most) {
  // The next to end come first, in the order of their ends.
  auto page = Consultations().ListBy(tx, kConsultationOpen, "", "", static_cast<size_t>(most));
  if (!page.ok()) return page.status();
  int closed = 0;
  for (auto& row : page->rows) {
    if (rpc::FromTimestamp(row.record.end_time()) > tx.now()) break;
    if (absl::Status status = CloseRecord(tx, &row.record); !status.ok()) return status;
    if (absl::Status status = Consultations().Update(tx, row.name, row.record); !status.ok()) return status;
    ++closed;
  }
  return closed;
}

absl::Status CloseConsultation(const Call& call, const v1::CloseConsultationRequest& request, Transaction& tx, v1::Consultation* response) {
  absl::StatusOr<ConsultationRecord> record = LoadConsultation(tx, request.name());
  if (!record.ok()) return record.status();
  if (absl::Status status = rpc::CheckEtag(request.etag(), record->consultation(), request.name()); !status.ok()) return status;
  if (absl::Status status = CloseOrAnswer(request, tx, &*record); !status.ok()) return status;
  *response = ShowConsultation(call, record->consultation());
  return absl::OkStatus();
}

absl::Status ListRemarks(const Call&, const v1::ListRemarksRequest& request, const Snapshot& snapshot, v1::ListRemarksResponse* response) {
  absl::StatusOr<ConsultationRecord> record = LoadConsultation(snapshot, request.parent());
  if (!record.ok()) return record.status();
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  std::string next;
  const absl::Status status = Walk(
      Remarks(), snapshot, {0, RemarkPrefix(request.parent())}, *page, kMostLookedAt,
      [response](const std::string&, stored::v1::RemarkRecord remark) {
        response->add_remarks()->Swap(remark.mutable_remark());
        return true;
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return ForCaller(status, request.parent());
}

absl::StatusOr<v1::FrontLineView> FrontLineFor(storage::Transaction& tx, const v1::Requirement& requirement, const std::string& reason) {
  if (absl::Status status = SettleOpen(tx, requirement.name()); !status.ok()) return status;
  v1::FrontLineView view;
  view.set_substance(SubstanceOf(requirement));
  absl::StatusOr<std::optional<v1::Consultation>> closed = ClosedFor(tx, requirement.name(), view.substance());
  if (!closed.ok()) return closed.status();
  if (!closed->has_value()) {
    if (reason.empty()) {
      return base::Precondition(
          "NO_CONSULTATION",
          absl::StrCat("'", requirement.name(),
                       "' was not put to the front line as it stands. Open a consultation on this title, text and criteria and close "
                       "it, or say in no_consultation_reason why the front line is not asked."));
    }
    view.set_no_consultation_reason(reason);
    return view;
  }
  const v1::Consultation& consultation = **closed;
  if (!reason.empty()) {
    return base::InvalidField("no_consultation_reason", absl::StrCat("is not needed: '", consultation.name(), "' put it to the front line"));
  }
  if (consultation.result().objections() && consultation.reply().empty()) {
    return base::Precondition("OBJECTIONS_UNANSWERED", absl::StrCat("Objections stand in '", consultation.name(),
                                                                    "' without an answer. Give one with CloseConsultation's reply."));
  }
  view.set_consultation(consultation.name());
  view.set_summary(consultation.result().summary());
  view.set_reply(consultation.reply());
  return view;
}

}  // namespace frontline::requirement
