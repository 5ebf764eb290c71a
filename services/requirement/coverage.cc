// GetCoverage: what is not followed up.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/sources.h"
#include "services/requirement/tables.h"
#include "services/requirement/words.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;
using stored::v1::RequirementRecord;

constexpr size_t kMostLooked = 10000;
constexpr size_t kMostOrganisations = 200;
constexpr size_t kBlock = 500;
constexpr int kDefaultNames = 20;

// Hands every record under `prefix` to `take`, at most kMostLooked of them. Whether there are more.
template <typename Record, typename Take>
absl::StatusOr<bool> Each(const storage::Table<Record>& table, const storage::Reader& reader, const std::string& prefix, const Take& take) {
  std::string after;
  size_t looked = 0;
  do {
    absl::StatusOr<storage::Page<Record>> page = table.List(reader, prefix, after, kBlock);
    if (!page.ok()) return ForCaller(page.status(), prefix);
    for (const auto& row : page->rows) {
      if (absl::Status status = take(row.name, row.record); !status.ok()) return status;
    }
    looked += page->rows.size();
    after = page->next;
  } while (!after.empty() && looked < kMostLooked);
  return !after.empty();
}

struct Gap {
  int order = 0;  // lowest first
  std::string name;
  std::string title;
  bool operator<(const Gap& other) const { return order != other.order ? order < other.order : name < other.name; }
};

class Coverage {
 public:
  Coverage(const Call& call, const v1::GetCoverageRequest& request, const Snapshot& snapshot)
      : call_(call),
        snapshot_(snapshot),
        sources_(call),
        parent_(request.parent()),
        prefix_(ParentPrefix(request.parent())),
        limit_(request.limit() == 0 ? kDefaultNames : request.limit()) {}

  absl::Status Run(v1::GetCoverageResponse* response) {
    for (absl::Status (Coverage::*step)() : {&Coverage::LookAtNeeds, &Coverage::LookAtRequirements, &Coverage::LookAtFindings}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    for (auto& [organisation, found] : by_organisation_) {
      if (static_cast<size_t>(response->organisations_size()) == kMostOrganisations) {
        truncated_ = true;
        break;
      }
      found.shown.set_organisation(organisation);
      Name(std::move(found.findings), found.shown.mutable_open_findings());
      Name(std::move(found.needs), found.shown.mutable_open_needs());
      Name(std::move(found.requirements), found.shown.mutable_bare_requirements());
      *response->add_organisations() = std::move(found.shown);
    }
    response->set_truncated(truncated_);
    for (const std::string& area : sources_.unreachable()) response->add_unreachable(area);
    return absl::OkStatus();
  }

 private:
  struct Found {
    v1::OrganisationCoverage shown;
    std::vector<Gap> findings;
    std::vector<Gap> needs;
    std::vector<Gap> requirements;
  };

  Found& Of(absl::string_view name) { return by_organisation_[std::string(rpc::OrganisationOf(name))]; }

  void Name(std::vector<Gap> gaps, google::protobuf::RepeatedPtrField<v1::CoverageGap>* shown) const {
    std::sort(gaps.begin(), gaps.end());
    if (gaps.size() > static_cast<size_t>(limit_)) gaps.resize(static_cast<size_t>(limit_));
    for (Gap& gap : gaps) {
      v1::CoverageGap& named = *shown->Add();
      named.set_name(std::move(gap.name));
      named.set_title(Shorten(gap.title, 300));
    }
  }

  // Whoever logged a need, it may rest on anybody's finding: so all are looked at.
  absl::Status LookAtNeeds() {
    absl::StatusOr<bool> more = Each(Needs(), snapshot_, "", [this](const std::string& name, const NeedRecord& record) -> absl::Status {
      const v1::Need& need = record.need();
      for (const v1::Evidence& evidence : need.evidence()) NoteEvidence(evidence.resource());
      const bool open = need.state() == v1::NEED_STATE_LOGGED || need.state() == v1::NEED_STATE_VALIDATED;
      if (!open || !absl::StartsWith(name, prefix_)) return absl::OkStatus();
      Found& found = Of(name);
      found.shown.set_needs(found.shown.needs() + 1);
      absl::StatusOr<bool> answered = IsAnswered(name, record);
      if (!answered.ok()) return answered.status();
      if (*answered) return absl::OkStatus();
      found.shown.set_needs_without_requirement(found.shown.needs_without_requirement() + 1);
      found.needs.push_back({-need.priority().total(), name, need.statement()});
      return absl::OkStatus();
    });
    if (!more.ok()) return more.status();
    truncated_ = truncated_ || *more;
    return absl::OkStatus();
  }

  void NoteEvidence(const std::string& resource) {
    const v1::TraceKind kind = KindOf(resource);
    if (kind == v1::TRACE_KIND_FINDING) questions_.insert(absl::StrCat(SurveyOfName(resource), "/findings/", QuestionOfFinding(resource)));
    if (kind == v1::TRACE_KIND_QUESTION) questions_.insert(absl::StrCat(SurveyOfName(resource), "/findings/", rpc::Segment(resource, 5)));
  }

  // By a requirement that the caller may read, of the need itself or one that goes on as it.
  absl::StatusOr<bool> IsAnswered(const std::string& name, const NeedRecord& record) {
    absl::StatusOr<std::vector<std::string>> family = std::vector<std::string>{name};
    if (record.has_merged()) family = MergedFamily(snapshot_, name);
    if (!family.ok()) return family.status();
    for (const std::string& need : *family) {
      auto page = Requirements().ListBy(snapshot_, kRequirementByNeed, storage::KeyOf(need), "", 50);
      if (!page.ok()) return ForCaller(page.status(), name);
      for (const auto& row : page->rows) {
        if (SightOf(call_, row.record.requirement()) != Sight::kNothing) return true;
      }
    }
    return false;
  }

  absl::Status LookAtRequirements() {
    absl::StatusOr<bool> more =
        Each(Requirements(), snapshot_, prefix_, [this](const std::string& name, const RequirementRecord& record) -> absl::Status {
          const v1::Requirement& requirement = record.requirement();
          if (requirement.state() == v1::REQUIREMENT_STATE_CLOSED || SightOf(call_, requirement) == Sight::kNothing) return absl::OkStatus();
          Found& found = Of(name);
          found.shown.set_requirements(found.shown.requirements() + 1);
          for (const std::string& need : requirement.needs()) {
            absl::StatusOr<NeedRecord> known = LoadNeed(snapshot_, need);
            if (known.ok() && (!known->need().evidence().empty() || known->supporter_count() > 0)) return absl::OkStatus();
            if (!known.ok() && !absl::IsNotFound(known.status())) return known.status();
          }
          found.shown.set_requirements_without_evidence(found.shown.requirements_without_evidence() + 1);
          found.requirements.push_back({0, name, requirement.title()});
          return absl::OkStatus();
        });
    if (!more.ok()) return more.status();
    truncated_ = truncated_ || *more;
    return absl::OkStatus();
  }

  absl::Status LookAtFindings() {
    absl::StatusOr<std::vector<std::string>> surveys = sources_.ListClosedSurveys(parent_, &truncated_);
    if (!surveys.ok()) return Quietly(surveys.status());
    size_t looked = 0;
    for (const std::string& survey : *surveys) {
      if (looked >= kMostLooked) {
        truncated_ = true;
        break;
      }
      absl::StatusOr<std::vector<survey::v1::Finding>> findings = sources_.ListFindings(survey, "", true);
      if (!findings.ok()) {
        if (absl::Status status = Quietly(findings.status()); !status.ok()) return status;
        continue;
      }
      looked += findings->size();
      for (const survey::v1::Finding& finding : *findings) {
        Found& found = Of(finding.name());
        found.shown.set_findings(found.shown.findings() + 1);
        if (questions_.count(finding.name()) > 0) continue;
        found.shown.set_findings_without_need(found.shown.findings_without_need() + 1);
        found.findings.push_back({0, finding.name(), finding.text().en()});
      }
    }
    return absl::OkStatus();
  }

  const Call& call_;
  const Snapshot& snapshot_;
  Sources sources_;
  const std::string parent_;
  const std::string prefix_;
  const int limit_;
  std::map<std::string, Found> by_organisation_;
  std::set<std::string> questions_;  // the findings of everyone, of the questions that a need rests on
  bool truncated_ = false;
};

}  // namespace

absl::Status GetCoverage(const Call& call, const v1::GetCoverageRequest& request, const Snapshot& snapshot, v1::GetCoverageResponse* response) {
  return Coverage(call, request, snapshot).Run(response);
}

}  // namespace frontline::requirement
