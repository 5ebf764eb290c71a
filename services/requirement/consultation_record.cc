#include "services/requirement/consultation_record.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_CONSULTATIONS_ANSWER;
using frontline::options::v1::PERMISSION_CONSULTATIONS_WRITE;
using frontline::options::v1::PERMISSION_REQUIREMENTS_READ;
using stored::v1::ConsultationRecord;

constexpr size_t kMostWritten = 4000;  // characters of one answer in all

bool IsBuyer(const rpc::Call& call, absl::string_view name) {
  const absl::string_view organisation = rpc::OrganisationOf(name);
  return call.principal.HasIn(PERMISSION_CONSULTATIONS_WRITE, organisation) || call.principal.HasIn(PERMISSION_REQUIREMENTS_READ, organisation);
}

// Characters, taking the text for UTF-8, which the rules have checked.
size_t Characters(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

}  // namespace

std::string SubstanceOf(const v1::Requirement& requirement) {
  v1::Requirement substance;
  substance.set_title(requirement.title());
  substance.set_text(requirement.text());
  *substance.mutable_criteria() = requirement.criteria();
  return rpc::EtagOf(substance);
}

std::string AudienceOf(const rpc::Call& call, const v1::Consultation& consultation) {
  const absl::string_view own = rpc::OrganisationOf(call.principal.member());
  std::string first;
  for (const std::string& audience : consultation.audiences()) {
    const bool held = std::any_of(call.principal.grants().begin(), call.principal.grants().end(), [&](const rpc::Grant& grant) {
      return grant.organisation == audience && rpc::Allows(grant.role, PERMISSION_CONSULTATIONS_ANSWER);
    });
    if (held && audience == own) return audience;
    if (held && first.empty()) first = audience;
  }
  return first;
}

bool Sees(const rpc::Call& call, const v1::Consultation& consultation) {
  return IsBuyer(call, consultation.name()) || !AudienceOf(call, consultation).empty();
}

v1::Consultation ShowConsultation(const rpc::Call& call, const v1::Consultation& stored) {
  v1::Consultation consultation = stored;
  consultation.set_etag(rpc::EtagOf(consultation));
  if (!IsBuyer(call, stored.name())) consultation.clear_member();
  return consultation;
}

absl::StatusOr<ConsultationRecord> LoadConsultation(const storage::Reader& reader, absl::string_view name) {
  absl::StatusOr<ConsultationRecord> record = Consultations().Get(reader, name);
  if (!record.ok()) return ForCaller(record.status(), name);
  return record;
}

absl::StatusOr<ConsultationRecord> LoadSeen(const rpc::Call& call, const storage::Reader& reader, absl::string_view name) {
  absl::StatusOr<ConsultationRecord> record = LoadConsultation(reader, name);
  if (record.ok() && !Sees(call, record->consultation())) return base::NotFound(name);
  return record;
}

bool TakesAnswers(const ConsultationRecord& record, absl::Time now) {
  return record.consultation().state() == v1::CONSULTATION_STATE_OPEN && now < rpc::FromTimestamp(record.end_time());
}

absl::Status CheckAnswer(const v1::ConsultationAnswer& answer, const v1::ConsultationSubject& subject) {
  std::vector<base::Violation> violations;
  std::set<std::string> seen;
  size_t written = Characters(answer.text());
  for (int i = 0; i < answer.remarks_size(); ++i) {
    const std::string field = absl::StrCat("answer.remarks[", i, "].criterion");
    const std::string& id = answer.remarks(i).criterion();
    const auto& criteria = subject.criteria();
    const bool known = std::any_of(criteria.begin(), criteria.end(), [&id](const v1::Criterion& criterion) { return criterion.id() == id; });
    if (!known) violations.push_back({field, absl::StrCat("'", id, "' is no criterion of what is asked about")});
    if (!seen.insert(id).second) violations.push_back({field, "is named already"});
    written += Characters(answer.remarks(i).text());
  }
  if (answer.verdict() == v1::VERDICT_OBJECT && answer.text().empty() && answer.remarks().empty()) {
    violations.push_back({"answer.text", "is required to object: say what is wrong, here or of a criterion"});
  }
  if (written > kMostWritten) {
    violations.push_back({"answer", absl::StrCat("has ", written, " characters in all, more than ", kMostWritten)});
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

absl::Status PutAnswer(storage::Transaction& tx, const std::string& consultation, const std::string& id, const std::string& group,
                       const v1::ConsultationAnswer& answer) {
  const std::string name = AnswerPrefix(consultation) + id;
  const std::string counter = absl::StrCat(consultation, "/answers");
  absl::StatusOr<stored::v1::AnswerRecord> earlier = Answers().Get(tx, name);
  if (!earlier.ok() && !absl::IsNotFound(earlier.status())) return ForCaller(earlier.status(), consultation);
  if (!earlier.ok()) {
    absl::StatusOr<stored::v1::AnswerRecord> count = Answers().Get(tx, counter);
    if (!count.ok() && !absl::IsNotFound(count.status())) return ForCaller(count.status(), consultation);
    stored::v1::AnswerRecord more = count.ok() ? *count : stored::v1::AnswerRecord();
    if (more.count() >= kMostAnswers) return base::Precondition("CONSULTATION_FULL", "The consultation can take no more answers.");
    more.set_count(more.count() + 1);
    if (absl::Status status = Answers().Put(tx, counter, more); !status.ok()) return ForCaller(status, consultation);
  }
  stored::v1::AnswerRecord record;
  *record.mutable_answer() = answer;
  record.set_group(group);
  return ForCaller(Answers().Put(tx, name, record), consultation);
}

}  // namespace frontline::requirement
