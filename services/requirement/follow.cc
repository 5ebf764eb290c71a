// Follow: what became of what was asked.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/sources.h"
#include "services/requirement/story.h"
#include "services/requirement/tables.h"
#include "services/requirement/words.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;
using stored::v1::RequirementRecord;

constexpr size_t kMostStories = 200;
constexpr size_t kBlock = 500;

class Follower {
 public:
  Follower(const Call& call, const v1::FollowRequest& request, const Snapshot& snapshot)
      : call_(call), request_(request), snapshot_(snapshot), sources_(call) {}

  absl::Status Run(v1::FollowResponse* response) {
    const std::string& name = request_.name();
    absl::Status status;
    if (KindOf(name) == v1::TRACE_KIND_SURVEY) {
      status = OfSurvey();
    } else if (KindOf(name) == v1::TRACE_KIND_SUBMISSION) {
      status = OfSubmission(name);
    } else if (absl::StartsWith(name, "bodies/")) {
      status = OfBody();
    } else {
      status = OfForce();
    }
    if (!status.ok()) return status;
    Finish(response);
    return absl::OkStatus();
  }

 private:
  struct Told {
    Stage stage;
    v1::Story story;
  };

  // --- What was asked ---

  absl::Status OfSurvey() {
    absl::StatusOr<survey::v1::Survey> survey = sources_.GetSurvey(request_.name());
    if (!survey.ok()) return ForName(survey.status());
    return OnSurvey(request_.name());
  }

  absl::Status OfSubmission(const std::string& name) {
    absl::StatusOr<federation::v1::Submission> submission = sources_.GetSubmission(name);
    if (!submission.ok()) return ForName(submission.status());
    if (request_.public_only() && !IsPublic(*submission)) return base::NotFound(name);
    return OfSubmissions({{name, submission->title()}});
  }

  absl::Status OfBody() {
    absl::StatusOr<std::vector<federation::v1::Submission>> submissions = sources_.ListSubmissions(request_.name(), request_.branch(), &truncated_);
    std::map<std::string, std::string> titles;
    if (submissions.ok()) {
      for (const federation::v1::Submission& submission : *submissions) {
        if (!request_.public_only() || IsPublic(submission)) titles[submission.name()] = submission.title();
      }
    } else if (!absl::IsUnavailable(submissions.status()) && !absl::IsNotFound(submissions.status())) {
      return submissions.status();
    }
    if (absl::Status status = OfSubmissions(titles); !status.ok()) return status;
    // What the body logged itself is the whole body's, of no branch.
    return request_.branch().empty() ? Logged() : absl::OkStatus();
  }

  absl::Status OfForce() {
    if (!request_.branch().empty()) return base::InvalidField("branch", "is only for a staff body");
    std::string after;
    do {
      absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(snapshot_, kNeedByForce, storage::KeyOf(request_.name()), after, kBlock);
      if (!page.ok()) return ForCaller(page.status(), request_.name());
      for (const auto& row : page->rows) {
        if (absl::Status status = Add(row.name, absl::StrCat("Officers asked: \"", row.record.need().statement(), "\"")); !status.ok()) return status;
      }
      after = page->next;
    } while (!after.empty() && !Full());
    truncated_ = truncated_ || !after.empty();
    return Logged();
  }

  static bool IsPublic(const federation::v1::Submission& submission) {
    return !submission.hidden() && submission.sensitivity() != federation::v1::SENSITIVITY_RESTRICTED;
  }

  // Each of them by the index, so that the number of all needs does not matter.
  absl::Status OfSubmissions(const std::map<std::string, std::string>& titles) {
    for (const auto& [name, title] : titles) {
      absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(snapshot_, kNeedByEvidence, storage::KeyOf(name), "", kMostStories);
      if (!page.ok()) return ForCaller(page.status(), name);
      for (const auto& row : page->rows) {
        if (absl::Status status = Add(row.name, absl::StrCat("\"", title, "\" (", name, ")")); !status.ok()) return status;
      }
      if (page->rows.empty() && !request_.public_only() && !Full()) {
        Told told = {Stage::kWaits, v1::Story()};
        told.story.set_asked(Shorten(absl::StrCat("\"", title, "\" (", name, ")"), 1000));
        told.story.set_stands("No need has been drawn from it yet.");
        unfollowed_.push_back(std::move(told));
      }
      if (Full()) break;
    }
    return absl::OkStatus();
  }

  // What the organisation logged.
  absl::Status Logged() {
    std::string after;
    do {
      absl::StatusOr<storage::Page<NeedRecord>> page = Needs().List(snapshot_, absl::StrCat(request_.name(), "/needs/"), after, kBlock);
      if (!page.ok()) return ForCaller(page.status(), request_.name());
      for (const auto& row : page->rows) {
        if (absl::Status status = Add(row.name, absl::StrCat("\"", row.record.need().statement(), "\"")); !status.ok()) return status;
      }
      after = page->next;
    } while (!after.empty() && !Full());
    truncated_ = truncated_ || !after.empty();
    return absl::OkStatus();
  }

  // The needs that rest on a resource of the survey.
  absl::Status OnSurvey(const std::string& survey) {
    std::string after;
    do {
      absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(snapshot_, kNeedBySurvey, storage::KeyOf(survey), after, kBlock);
      if (!page.ok()) return ForCaller(page.status(), survey);
      for (const auto& row : page->rows) {
        for (const v1::Evidence& evidence : row.record.need().evidence()) {
          if (!absl::StartsWith(absl::StrCat(evidence.resource(), "/"), absl::StrCat(survey, "/"))) continue;
          if (absl::Status status = Add(row.name, absl::StrCat("The survey found: ", evidence.summary())); !status.ok()) return status;
          break;
        }
      }
      after = page->next;
    } while (!after.empty() && !Full());
    truncated_ = truncated_ || !after.empty();
    return absl::OkStatus();
  }

  // --- What became of it ---

  bool Full() const { return told_.size() + unfollowed_.size() >= kMostStories; }

  // The story of a need, told once however it came.
  absl::Status Add(const std::string& name, const std::string& asked) {
    absl::StatusOr<NeedRecord> root = LoadNeed(snapshot_, name);
    for (size_t i = 0; root.ok() && !root->need().merged_into().empty() && i < kMostMerged; ++i)
      root = LoadNeed(snapshot_, root->need().merged_into());
    if (!root.ok()) return root.status();
    if (!seen_.insert(root->need().name()).second) return absl::OkStatus();
    if (Full()) {
      truncated_ = true;
      return absl::OkStatus();
    }
    absl::StatusOr<std::vector<v1::Requirement>> requirements = AnsweredBy(*root);
    if (!requirements.ok()) return requirements.status();
    // Anybody may know what was decided, and what was published; not what lies on a desk.
    if (request_.public_only() && root->need().state() == v1::NEED_STATE_LOGGED && requirements->empty()) return absl::OkStatus();
    v1::Need need = root->need();
    if (request_.public_only()) need.mutable_decision()->clear_member();
    told_.push_back({StageOf(need, *requirements), Tell(asked, need, *requirements)});
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<v1::Requirement>> AnsweredBy(const NeedRecord& root) {
    absl::StatusOr<std::vector<std::string>> family = std::vector<std::string>{root.need().name()};
    if (root.has_merged()) family = MergedFamily(snapshot_, root.need().name());
    if (!family.ok()) return family.status();
    std::vector<v1::Requirement> requirements;
    std::set<std::string> seen;
    const auto add = [&](const v1::Requirement& requirement) {
      Sight sight = SightOf(call_, requirement);
      if (request_.public_only()) sight = requirement::IsPublic(requirement) ? Sight::kPublic : Sight::kNothing;
      if (sight != Sight::kNothing && seen.insert(requirement.name()).second) requirements.push_back(ShowRequirement(requirement, sight));
    };
    for (const std::string& need : *family) {
      auto page = Requirements().ListBy(snapshot_, kRequirementByNeed, storage::KeyOf(need), "", 50);
      if (!page.ok()) return ForCaller(page.status(), need);
      for (const auto& row : page->rows) add(row.record.requirement());
    }
    const std::string& met = root.need().decision().requirement();
    if (!met.empty() && seen.count(met) == 0) {
      absl::StatusOr<RequirementRecord> record = LoadRequirement(snapshot_, met);
      if (record.ok()) add(record->requirement());
    }
    return requirements;
  }

  void Finish(v1::FollowResponse* response) {
    std::stable_sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) { return a.stage < b.stage; });
    std::vector<Stage> stages;
    for (Told& told : told_) {
      stages.push_back(told.stage);
      *response->add_stories() = std::move(told.story);
    }
    for (Told& told : unfollowed_) *response->add_stories() = std::move(told.story);
    std::string summary = Summarise(stages);
    if (!unfollowed_.empty())
      absl::StrAppend(&summary, " ", unfollowed_.size(), unfollowed_.size() == 1 ? " submission has" : " submissions have", " led to no need yet.");
    response->set_summary(summary);
    response->set_truncated(truncated_);
    for (const std::string& area : sources_.unreachable()) response->add_unreachable(area);
  }

  absl::Status ForName(const absl::Status& status) const { return absl::IsNotFound(status) ? base::NotFound(request_.name()) : status; }

  const Call& call_;
  const v1::FollowRequest& request_;
  const Snapshot& snapshot_;
  Sources sources_;
  std::set<std::string> seen_;
  std::vector<Told> told_;
  std::vector<Told> unfollowed_;
  bool truncated_ = false;
};

}  // namespace

absl::Status Follow(const Call& call, const v1::FollowRequest& request, const Snapshot& snapshot, v1::FollowResponse* response) {
  if (absl::EndsWith(request.name(), "/-") || absl::StrContains(request.name(), "/-/")) return base::InvalidField("name", "must name one resource");
  return Follower(call, request, snapshot).Run(response);
}

}  // namespace frontline::requirement
