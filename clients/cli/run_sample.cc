#include <algorithm>
#include <map>
#include <ostream>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/progress.h"
#include "clients/cli/run.h"
#include "clients/cli/sample_data.h"
#include "clients/cli/sample_steps.h"
#include "clients/cli/sample_survey.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kInFlight = 64;
constexpr int kMostSteps = 12;  // on the longest way to a state

void SetSpan(Message* message, const char* field, int64_t seconds) {
  Message* span = MutableChild(message, field);
  span->GetReflection()->SetInt64(span, span->GetDescriptor()->FindFieldByName("seconds"), seconds);
}

const char* ReaderOf(const std::string& name) {
  if (absl::StrContains(name, "/capabilities/")) return "supplier.v1.SupplierService/GetCapability";
  if (absl::StrContains(name, "/certifications/")) return "supplier.v1.SupplierService/GetCertification";
  if (absl::StrContains(name, "/memberships/")) return "supplier.v1.SupplierService/GetMembership";
  return "supplier.v1.SupplierService/GetSupplier";
}

// Loads the sample: each kind pipelined, one kind after the other, since they refer to each other.
class Loader {
 public:
  Loader(const Invocation& invocation, Connection& connection, Sample& sample)
      : invocation_(invocation),
        connection_(connection),
        sample_(sample),
        progress_(invocation.err(), invocation.session.terminal().err_is_terminal, invocation.session.terminal().width, absl::Now) {}

  absl::Status Load() {
    for (const char* file : {"organisations.json", "members.json"}) {
      if (absl::Status made = Create(file); !made.ok()) return made;
    }
    if (absl::Status made = Suppliers(); !made.ok()) return made;
    if (absl::Status heard = Surveys(); !heard.ok()) return heard;
    if (absl::Status submitted = Submissions(); !submitted.ok()) return submitted;
    for (const char* file : {"debarments.json", "needs.json", "requirements.json"}) {
      if (absl::Status made = Create(file); !made.ok()) return made;
    }
    if (absl::Status verified = Verify(); !verified.ok()) return verified;
    if (absl::Status supported = MembersSupport(); !supported.ok()) return supported;
    const auto need = [](bool decide) { return [decide](const SampleItem& item, const Message& now) { return NextForNeed(item, now, decide); }; };
    if (absl::Status moved = Move("needs.json", "requirement.v1.NeedService/GetNeed", need(false)); !moved.ok()) return moved;
    if (absl::Status moved = Move("requirements.json", "requirement.v1.RequirementService/GetRequirement", NextForRequirement); !moved.ok())
      return moved;
    if (absl::Status moved = Move("needs.json", "requirement.v1.NeedService/GetNeed", need(true)); !moved.ok()) return moved;
    return Match();
  }

  // What was made and what was there, by kind, in the order of loading; and what could not be loaded.
  std::vector<std::pair<std::string, std::pair<int, int>>> counts;
  std::vector<std::string> problems;

 private:
  using Answer = std::function<void(size_t, const absl::Status&, const Message&)>;

  // Calls for several items at once. Interruption and an unreachable server end the loading; what is refused is a problem of its item.
  absl::Status Call(const std::vector<Step>& steps, const std::string& stage, const Answer& answer) {
    std::vector<Connection::Request> requests;
    for (const Step& step : steps) {
      if (const auto* id = step.request->GetDescriptor()->FindFieldByName("request_id"); id != nullptr) {
        step.request->GetReflection()->SetString(step.request.get(), id, invocation_.session.NewRequestId());
      }
      requests.push_back({FindMethod(step.method), step.request.get()});
    }
    absl::Status fatal;
    size_t done = 0;
    const absl::Status called = connection_.CallAll(requests, kInFlight, [&](size_t index, const absl::Status& status, const Message& response) {
      progress_.Show(stage, ++done, requests.size(), Progress::Unit::kItems);
      if (ExitCodeOf(status) == kUnavailable || ExitCodeOf(status) == kDenied || absl::IsUnimplemented(status)) fatal = status;
      answer(index, status, response);
    });
    return called.ok() ? fatal : called;
  }

  std::vector<SampleItem>& Items(const char* file) { return sample_[file]; }

  static std::string Kind(const char* file) {
    const std::string name(file);
    return name.substr(0, name.find('.'));
  }

  absl::Status Create(const char* file) {
    const std::string method = SampleMethod(file);
    std::vector<Step> steps;
    for (const SampleItem& item : Items(file)) steps.push_back(CopyStep(method.c_str(), *item.request));
    int made = 0;
    int there = 0;
    const absl::Status called = Call(steps, "Loading " + Kind(file), [&](size_t index, const absl::Status& status, const Message&) {
      made += status.ok() ? 1 : 0;
      const bool known = absl::IsAlreadyExists(status);
      there += known ? 1 : 0;
      if (!status.ok() && !known) Problem(Items(file)[index], status);
    });
    if (!steps.empty()) counts.push_back({Kind(file), {made, there}});
    return called;
  }

  absl::Status Suppliers() {
    std::vector<SampleItem>& items = Items("suppliers.json");
    std::vector<Step> reads;
    for (const SampleItem& item : items) reads.push_back(MakeStep("supplier.v1.SupplierService/GetSupplier", item.name));
    std::vector<size_t> missing;
    int there = 0;
    absl::Status called = Call(reads, "Looking for suppliers", [&](size_t index, const absl::Status& status, const Message&) {
      there += status.ok() ? 1 : 0;
      if (absl::IsNotFound(status)) {
        missing.push_back(index);
      } else if (!status.ok()) {
        Problem(items[index], status);
      }
    });
    if (!called.ok()) return called;
    std::sort(missing.begin(), missing.end());
    std::vector<Step> steps;
    for (size_t index : missing) steps.push_back(CopyStep("supplier.v1.SupplierService/ApplyProfile", *items[index].request));
    int made = 0;
    called = Call(steps, "Loading suppliers", [&](size_t index, const absl::Status& status, const Message&) {
      made += status.ok() ? 1 : 0;
      if (!status.ok()) Problem(items[missing[index]], status);
    });
    if (!items.empty()) counts.push_back({"suppliers", {made, there}});
    return called;
  }

  absl::Status Surveys() {
    if (absl::Status made = Create("surveys.json"); !made.ok()) return made;
    for (const SampleItem& item : Items("surveys.json")) {
      if (failed_.count(item.where) > 0) continue;
      absl::string_view responses;
      for (const EmbeddedFile& file : EmbeddedSample()) {
        if (file.name == item.responses) responses = file.content;
      }
      const absl::Status moved = MoveSampleSurvey(invocation_.session, connection_, item, responses, &progress_);
      if (!moved.ok()) Problem(item, moved);
    }
    return absl::OkStatus();
  }

  // Reads resources by name; those that are not there are left out.
  absl::Status Read(const std::set<std::string>& names, const std::function<const char*(const std::string&)>& reader,
                    std::map<std::string, std::unique_ptr<Message>>* resources) {
    std::vector<Step> reads;
    const std::vector<std::string> order(names.begin(), names.end());
    for (const std::string& name : order) reads.push_back(MakeStep(reader(name), name));
    return Call(reads, "Reading", [&](size_t index, const absl::Status& status, const Message& response) {
      if (!status.ok()) return;
      (*resources)[order[index]] = NewMessage(*response.GetDescriptor());
      (*resources)[order[index]]->CopyFrom(response);
    });
  }

  // Takes each item, step by step, to the state that it should have; all items side by side. Each step is decided on what a fresh reading says.
  absl::Status Move(const char* file, const char* reader, const std::function<Step(const SampleItem&, const Message&)>& next) {
    std::vector<SampleItem>& items = Items(file);
    std::set<size_t> open;
    for (size_t i = 0; i < items.size(); ++i) open.insert(i);
    for (int round = 0; !open.empty(); ++round) {
      std::set<std::string> names;
      for (size_t i : open) names.insert(items[i].name);
      std::map<std::string, std::unique_ptr<Message>> now;
      const absl::Status read = Read(
          names, [reader](const std::string&) { return reader; }, &now);
      if (!read.ok()) return read;
      std::vector<Step> steps;
      std::vector<size_t> owners;
      for (size_t i : std::vector<size_t>(open.begin(), open.end())) {
        const auto current = now.find(items[i].name);
        Step step = current == now.end() || failed_.count(items[i].where) > 0 ? Step() : next(items[i], *current->second);
        if (step.method == nullptr) {
          open.erase(i);
        } else if (round == kMostSteps) {
          open.erase(i);
          Problem(items[i], absl::InternalError("does not come to the state that it should have"));
        } else {
          steps.push_back(std::move(step));
          owners.push_back(i);
        }
      }
      const absl::Status called =
          Call(steps, "Moving " + Kind(file) + " on", [this, &items, &owners](size_t index, const absl::Status& status, const Message&) {
            if (!status.ok()) Problem(items[owners[index]], status);
          });
      if (!called.ok()) return called;
    }
    return absl::OkStatus();
  }

  // A member can only support for itself: it is lent a token for the time.
  absl::Status MembersSupport() {
    std::vector<SampleItem>& items = Items("needs.json");
    std::set<std::string> names;
    for (const SampleItem& item : items) {
      if (!item.members.empty()) names.insert(item.name);
    }
    std::map<std::string, std::unique_ptr<Message>> now;
    if (absl::Status read = Read(
            names, [](const std::string&) { return "requirement.v1.NeedService/GetNeed"; }, &now);
        !read.ok())
      return read;
    std::map<std::string, std::vector<const SampleItem*>> wanted;
    for (const SampleItem& item : items) {
      const auto need = now.find(item.name);
      const std::string state = need == now.end() ? "" : GetEnum(*need->second, "state");
      if (state != "logged" && state != "validated") continue;
      std::set<std::string> supporting;
      for (const Message* supporter : GetChildren(*need->second, "supporters")) supporting.insert(GetText(*supporter, "name"));
      for (const std::string& member : item.members) {
        if (supporting.count(member) == 0) wanted[member].push_back(&item);
      }
    }
    for (const auto& [member, needs] : wanted) {
      const absl::Status supported = As(member, [&needs = needs](Connection& own) {
        absl::Status result;
        for (const SampleItem* item : needs) {
          const Step support = MakeStep("requirement.v1.NeedService/SupportNeed", item->name);
          const std::unique_ptr<Message> need = NewMessage(*FindMethod(support.method)->output_type());
          result.Update(own.Call(*FindMethod(support.method), *support.request, need.get()));
        }
        return result;
      });
      if (!supported.ok()) Problem(*needs.front(), supported);
    }
    return absl::OkStatus();
  }

  static bool OnlyForTheBody(const SampleItem& item) {
    const Message* submission = GetChild(*item.request, "submission");
    return GetNumber(*item.request, "lodge") == 0 || (submission != nullptr && !GetText(*submission, "embargo_until").empty());
  }

  // Only a body's own members submit for it.
  absl::Status Submissions() {
    std::vector<SampleItem>& items = Items("submissions.json");
    std::vector<Step> reads;
    for (const SampleItem& item : items) reads.push_back(MakeStep("federation.v1.SubmissionService/GetSubmission", item.name));
    std::set<size_t> seen;
    const absl::Status read = Call(reads, "Looking for submissions", [&](size_t index, const absl::Status& status, const Message&) {
      if (status.ok()) seen.insert(index);
    });
    if (!read.ok()) return read;
    // Those that only the body sees come first: where one that others see is there, so are they, and nobody has to be lent a token to look.
    std::map<std::string, std::vector<const SampleItem*>> wanted;
    std::set<std::string> done;
    int made = 0;
    int there = 0;
    for (const bool hidden : {true, false}) {
      for (size_t i = 0; i < items.size(); ++i) {
        if (OnlyForTheBody(items[i]) != hidden) continue;
        if (seen.count(i) > 0) done.insert(items[i].acts_as);
        wanted[items[i].acts_as].push_back(&items[i]);
      }
    }
    for (const std::string& member : done) {
      bool all = true;
      for (size_t i = 0; i < items.size(); ++i) all &= items[i].acts_as != member || OnlyForTheBody(items[i]) || seen.count(i) > 0;
      if (!all) continue;
      there += static_cast<int>(wanted[member].size());
      wanted.erase(member);
    }
    for (const auto& [member, submissions] : wanted) {
      const absl::Status submitted = As(member, [&, &submissions = submissions](Connection& own) {
        for (const SampleItem* item : submissions) {
          const Step create = CopyStep("federation.v1.SubmissionService/CreateSubmission", *item->request);
          const std::unique_ptr<Message> submission = NewMessage(*FindMethod(create.method)->output_type());
          const absl::Status called = own.Call(*FindMethod(create.method), *create.request, submission.get());
          made += called.ok() ? 1 : 0;
          there += absl::IsAlreadyExists(called) ? 1 : 0;
          if (!called.ok() && !absl::IsAlreadyExists(called)) Problem(*item, called);
        }
        return absl::OkStatus();
      });
      if (!submitted.ok()) Problem(*submissions.front(), submitted);
    }
    if (!items.empty()) counts.push_back({"submissions", {made, there}});
    return absl::OkStatus();
  }

  // Lends the member a token for the time of `act`.
  absl::Status As(const std::string& member, const std::function<absl::Status(Connection&)>& act) {
    Step issue = MakeStep("identity.v1.IdentityService/IssueToken", "");
    SetText(issue.request.get(), "parent", member);
    SetText(issue.request.get(), "display_name", "loading of the sample data");
    SetText(issue.request.get(), "request_id", invocation_.session.NewRequestId());
    SetSpan(issue.request.get(), "ttl", 600);
    const std::unique_ptr<Message> issued = NewMessage(*FindMethod(issue.method)->output_type());
    if (absl::Status called = connection_.Call(*FindMethod(issue.method), *issue.request, issued.get()); !called.ok()) return called;
    const absl::StatusOr<std::unique_ptr<Connection>> own = invocation_.session.ConnectAs(GetText(*issued, "secret"));
    if (!own.ok()) return own.status();
    const absl::Status result = act(**own);
    const Message* token = GetChild(*issued, "token");
    Step revoke = MakeStep("identity.v1.IdentityService/RevokeToken", token == nullptr ? "" : GetText(*token, "name"));
    const std::unique_ptr<Message> revoked = NewMessage(*FindMethod(revoke.method)->output_type());
    const absl::Status called = connection_.Call(*FindMethod(revoke.method), *revoke.request, revoked.get());
    return result.ok() ? called : result;
  }

  // Facts of one resource are verified one after the other: each changes its etag.
  absl::Status Verify() {
    std::vector<SampleItem>& items = Items("verifications.json");
    std::set<size_t> open;
    for (size_t i = 0; i < items.size(); ++i) open.insert(i);
    int made = 0;
    int there = 0;
    while (!open.empty()) {
      std::set<std::string> names;
      for (size_t i : open) names.insert(GetText(*items[i].request, "name"));
      std::map<std::string, std::unique_ptr<Message>> now;
      if (absl::Status read = Read(names, ReaderOf, &now); !read.ok()) return read;
      std::vector<Step> steps;
      std::vector<size_t> owners;
      for (size_t i : std::vector<size_t>(open.begin(), open.end())) {
        const std::string name = GetText(*items[i].request, "name");
        if (names.count(name) == 0) continue;  // another of its facts has its turn
        open.erase(i);
        const auto resource = now.find(name);
        if (resource == now.end()) {
          Problem(items[i], absl::NotFoundError(absl::StrCat("'", name, "' is not there")));
          continue;
        }
        const Message* provenance = ProvenanceOf(*resource->second, GetText(*items[i].request, "fact"));
        const bool done = provenance != nullptr && GetText(*provenance, "source") == GetText(*items[i].request, "source") &&
                          GetEnum(*provenance, "verification") != "declared";
        there += done ? 1 : 0;
        if (done) continue;
        names.erase(name);
        Step step = CopyStep("supplier.v1.SupplierService/VerifyFact", *items[i].request);
        SetText(step.request.get(), "etag", GetText(*resource->second, "etag"));
        steps.push_back(std::move(step));
        owners.push_back(i);
      }
      const absl::Status called = Call(steps, "Verifying facts", [&](size_t index, const absl::Status& status, const Message&) {
        made += status.ok() ? 1 : 0;
        if (!status.ok()) Problem(items[owners[index]], status);
      });
      if (!called.ok()) return called;
    }
    if (!items.empty()) counts.push_back({"verified facts", {made, there}});
    return absl::OkStatus();
  }

  absl::Status Match() {
    int made = 0;
    int there = 0;
    for (const SampleItem& item : Items("matches.json")) {
      Step list = MakeStep("matching.v1.MatchingService/ListMatches", "");
      SetText(list.request.get(), "parent", GetText(*item.request, "requirement"));
      const std::unique_ptr<Message> found = NewMessage(*FindMethod(list.method)->output_type());
      const std::unique_ptr<Message> match = NewMessage(*FindMethod("matching.v1.MatchingService/MatchSuppliers")->output_type());
      absl::Status status = invocation_.session.Call(list.method, *list.request, found.get());
      const bool known = !GetChildren(*found, "matches").empty();
      there += known ? 1 : 0;
      if (status.ok() && !known) {
        item.request->GetReflection()->SetBool(item.request.get(), item.request->GetDescriptor()->FindFieldByName("store"), true);
        status = invocation_.session.Call("matching.v1.MatchingService/MatchSuppliers", *item.request, match.get());
        made += status.ok() ? 1 : 0;
      }
      if (!status.ok()) Problem(item, status);
    }
    if (!Items("matches.json").empty()) counts.push_back({"matches", {made, there}});
    return absl::OkStatus();
  }

  void Problem(const SampleItem& item, const absl::Status& status) {
    failed_.insert(item.where);
    problems.push_back(absl::StrCat(item.where, item.name.empty() ? "" : " ", item.name, ": ", OneLine(std::string(status.message()))));
  }

  const Invocation& invocation_;
  Connection& connection_;
  Sample& sample_;
  Progress progress_;
  std::set<std::string> failed_;  // items that had a problem: left alone from then on
};

void PrintCounts(const Invocation& invocation, const Loader& loader, absl::Duration took) {
  if (invocation.session.output == Output::kJson) {
    std::string json;
    for (const auto& [kind, count] : loader.counts) {
      absl::StrAppend(&json, json.empty() ? "" : ",", "\n  \"", kind, "\": {\"made\": ", count.first, ", \"there\": ", count.second, "}");
    }
    invocation.out() << "{" << json << "\n}\n";
    return;
  }
  std::vector<std::string> made;
  int there = 0;
  for (const auto& [kind, count] : loader.counts) {
    if (count.first > 0) made.push_back(absl::StrCat(Count(count.first), " ", kind));
    there += count.second;
  }
  invocation.out() << (made.empty() ? "The sample data is there already; nothing was changed"
                                    : absl::StrCat("Loaded the sample data: ", absl::StrJoin(made, ", ")))
                   << (made.empty() || there == 0 ? "" : absl::StrCat("; ", Count(there), " were there already"))
                   << absl::StrFormat(" (%.1f s).\n", absl::ToDoubleSeconds(took));
}

}  // namespace

absl::StatusOr<int> RunSampleLoad(const Invocation& invocation) {
  const absl::Time begin = absl::Now();
  const Clock& clock = invocation.session.clock();
  absl::StatusOr<Sample> sample = ParseSample(EmbeddedSample(), absl::ToCivilDay(clock.now, clock.zone));
  if (!sample.ok()) return absl::InternalError(absl::StrCat("the sample data is damaged: ", sample.status().message()));
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  Loader loader(invocation, **connection, *sample);
  const absl::Status loaded = loader.Load();
  for (const std::string& problem : loader.problems) invocation.err() << "refused: " << problem << "\n";
  if (!loaded.ok()) return loaded;
  PrintCounts(invocation, loader, absl::Now() - begin);
  return loader.problems.empty() ? kOk : kIncomplete;
}

}  // namespace frontline::cli
