#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "frontline/exchange/v1/exchange_service.pb.h"
#include "frontline/identity/v1/identity_service.grpc.pb.h"
#include "frontline/requirement/v1/code_service.grpc.pb.h"
#include "frontline/requirement/v1/requirement_service.grpc.pb.h"
#include "frontline/supplier/v1/supplier_service.grpc.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/exchange/handlers.h"
#include "services/intake/import_stream.h"
#include "services/exchange/ocds_notice.h"
#include "services/exchange/ocds_package.h"
#include "services/exchange/stubs.h"
#include "services/rpc/resource.h"

namespace frontline::exchange {
namespace {

namespace r = frontline::requirement::v1;
namespace s = frontline::supplier::v1;
namespace i = frontline::identity::v1;

using intake::CountOf;
using intake::ImportStream;
using Stream = rpc::Stream<v1::ImportOcdsRequest, v1::ImportOcdsResponse>;

constexpr absl::string_view kAsPublished = "Imported as it was published elsewhere; its text is not ours to change.";

class OcdsImport {
 public:
  OcdsImport(const rpc::Call& call, Stream& stream) : call_(call), in_(stream), today_(absl::FormatTime("%Y-%m-%d", call.now, absl::UTCTimeZone())) {}

  absl::Status Run() {
    if (!call_.principal.HasNational(frontline::options::v1::PERMISSION_EXCHANGE)) return base::PermissionDenied("EXCHANGE", "every organisation");
    if (absl::Status status = Connect<i::IdentityService>(call_, "identity", &identity_); !status.ok()) return status;
    if (absl::Status status = Connect<r::RequirementService>(call_, "requirement", &requirements_); !status.ok()) return status;
    if (absl::Status status = Connect<r::CodeService>(call_, "requirement", &codes_); !status.ok()) return status;
    if (absl::Status status = Connect<s::SupplierService>(call_, "supplier", &suppliers_); !status.ok()) return status;
    if (absl::Status status = in_.Receive(); !status.ok()) return status;
    if (absl::Status status = in_.spool().Rewind(); !status.ok()) return status;
    const auto read = [this](char* to, size_t size) { return in_.spool().Read(to, size); };
    OcdsPackage package;
    if (!in_.Progress(v1::ImportProgress::STAGE_CHECKING, 0, 0)) return in_.Left();
    const absl::Status checked = package.Check(read);
    if (absl::Status status = in_.spool().ReadStatus(); !status.ok()) return status;
    if (!checked.ok()) return checked;
    if (absl::Status status = in_.spool().Rewind(); !status.ok()) return status;
    in_.report().set_items(package.items());
    for (const char* kind : {"organisation", "requirement", "supplier", "capability"}) CountOf(kind, &in_.report());
    OcdsPackage::Visitor visitor;
    visitor.refused = [this](Problems problems, const std::string& ocid) {
      ++done_;
      in_.RefuseItem(problems, ocid);
    };
    visitor.process = [this, &package](Process process) {
      done_ += process.releases;
      ended_ = Take(process);
      if (ended_.ok() && !in_.Progress(v1::ImportProgress::STAGE_WRITING, done_, package.items())) ended_ = in_.Left();
      return ended_.ok();
    };
    const absl::Status visited = package.Visit(read, visitor);
    if (!ended_.ok()) return ended_;
    return visited.ok() ? in_.Finish() : visited;
  }

 private:
  bool dry_run() const { return in_.options().dry_run(); }

  // One process; an error only where the import can't go on.
  absl::Status Take(const Process& process) {
    Problems problems;
    Notice notice = NoticeOf(process.release, process.path, in_.options().source(), today_, &problems);
    absl::Status status = problems.empty() ? CheckCodes(notice.requirement, process.path, &problems) : absl::OkStatus();
    if (status.ok() && problems.empty()) status = Write(notice);
    if (EndsImport(status)) return status;
    if (!status.ok()) {
      for (intake::Problem& problem : ProblemsOf(status, process.path)) problems.push_back(std::move(problem));
    }
    // The releases that were merged away count once, wherever the process ends up.
    in_.report().set_merged(in_.report().merged() + process.releases - 1);
    if (problems.empty()) {
      in_.report().set_imported(in_.report().imported() + 1);
    } else {
      in_.RefuseItem(problems, notice.ocid);
    }
    return absl::OkStatus();
  }

  absl::Status CheckCodes(const r::Requirement& requirement, const std::string& path, Problems* problems) {
    r::CheckCodesRequest request;
    for (const std::string& code : requirement.cpv_codes()) {
      if (known_codes_.count(code) == 0) request.add_codes(code);
    }
    if (request.codes().empty()) return absl::OkStatus();
    r::CheckCodesResponse response;
    if (absl::Status status = Ask(call_, *codes_, &r::CodeService::Stub::CheckCodes, request, &response); !status.ok()) return status;
    for (const r::CodeProblem& problem : response.problems()) {
      problems->push_back({absl::StrCat(path, ".tender, CPV code '", problem.code(), "'"), problem.problem()});
    }
    if (problems->empty()) known_codes_.insert(request.codes().begin(), request.codes().end());
    return absl::OkStatus();
  }

  absl::Status Write(Notice& notice) {
    absl::StatusOr<std::string> buyer = Buyer(notice.buyer);
    if (!buyer.ok()) return buyer.status();
    for (AwardedSupplier& awarded : notice.suppliers) {
      if (!new_buyers_.count(*buyer)) awarded.capability.mutable_references(0)->set_organisation(*buyer);
      absl::StatusOr<std::string> name = Apply(awarded);
      if (!name.ok()) return name.status();
      auto& winners = *notice.outcome->mutable_suppliers();
      if (winners.size() < 100 && std::find(winners.begin(), winners.end(), *name) == winners.end()) *winners.Add() = *name;
    }
    return Require(*buyer, notice);
  }

  // The buyer's organisation, made when there is none.
  absl::StatusOr<std::string> Buyer(const i::Organisation& buyer) {
    std::string key = absl::AsciiStrToLower(buyer.display_name());
    for (const i::Identifier& identifier : buyer.identifiers()) absl::StrAppend(&key, "\n", identifier.scheme(), " ", identifier.id());
    if (const auto known = buyers_.find(key); known != buyers_.end()) return known->second;
    i::ResolveOrganisationRequest request;
    request.set_display_name(buyer.display_name());
    *request.mutable_identifiers() = buyer.identifiers();
    i::ResolveOrganisationResponse response;
    absl::Status status = Ask(call_, *identity_, &i::IdentityService::Stub::ResolveOrganisation, request, &response);
    std::string name = response.organisation().name();
    if (status.ok()) {
      v1::ImportCount* count = CountOf("organisation", &in_.report());
      count->set_unchanged(count->unchanged() + 1);
    } else if (absl::IsNotFound(status)) {
      absl::StatusOr<std::string> made = MakeBuyer(buyer);
      if (!made.ok()) return made;
      name = *made;
      v1::ImportCount* count = CountOf("organisation", &in_.report());
      count->set_created(count->created() + 1);
    } else {
      return status;
    }
    buyers_[key] = name;
    return name;
  }

  absl::StatusOr<std::string> MakeBuyer(const i::Organisation& buyer) {
    if (dry_run()) {
      const std::string name = absl::StrCat("buyers/new-", new_buyers_.size() + 1);
      new_buyers_.insert(name);
      return name;
    }
    i::CreateOrganisationRequest request;
    request.set_parent("buyers");
    *request.mutable_organisation() = buyer;
    i::Organisation made;
    if (absl::Status status = Ask(call_, *identity_, &i::IdentityService::Stub::CreateOrganisation, request, &made); !status.ok()) return status;
    return made.name();
  }

  absl::StatusOr<std::string> Apply(const AwardedSupplier& awarded) {
    s::ApplyProfileRequest request;
    *request.mutable_profile()->mutable_supplier() = awarded.supplier;
    *request.mutable_profile()->add_capabilities() = awarded.capability;
    request.set_validate_only(dry_run());
    s::ApplyProfileResponse response;
    if (absl::Status status = Ask(call_, *suppliers_, &s::SupplierService::Stub::ApplyProfile, request, &response); !status.ok()) return status;
    for (const s::ApplyCount& applied : response.counts()) {
      if (applied.created() + applied.updated() + applied.unchanged() == 0) continue;
      v1::ImportCount* count = CountOf(applied.kind(), &in_.report());
      // A supplier is counted when it is first met.
      if (applied.kind() == "supplier" && !met_.insert(response.name()).second && applied.created() == 0) continue;
      count->set_created(count->created() + applied.created());
      count->set_updated(count->updated() + applied.updated());
      count->set_unchanged(count->unchanged() + applied.unchanged());
    }
    return response.name();
  }

  absl::Status Require(const std::string& buyer, const Notice& notice) {
    v1::ImportCount* count = CountOf("requirement", &in_.report());
    r::ListRequirementsResponse found;
    if (new_buyers_.count(buyer) == 0) {
      r::ListRequirementsRequest request;
      request.set_parent(buyer);
      request.set_external_id(notice.ocid);
      if (absl::Status status = Ask(call_, *requirements_, &r::RequirementService::Stub::ListRequirements, request, &found); !status.ok())
        return status;
    }
    r::Requirement current;
    bool changed = false;
    if (found.requirements().empty()) {
      count->set_created(count->created() + 1);
      if (dry_run()) return absl::OkStatus();
      r::CreateRequirementRequest request;
      request.set_parent(buyer);
      *request.mutable_requirement() = notice.requirement;
      if (absl::Status status = Ask(call_, *requirements_, &r::RequirementService::Stub::CreateRequirement, request, &current); !status.ok())
        return status;
    } else {
      current = found.requirements(0);
      if (absl::Status status = Change(notice.requirement, &current, &changed); !status.ok()) return status;
    }
    if (absl::Status status = Advance(notice, current, &changed); !status.ok()) return status;
    if (found.requirements().empty()) return absl::OkStatus();
    changed ? count->set_updated(count->updated() + 1) : count->set_unchanged(count->unchanged() + 1);
    return absl::OkStatus();
  }

  // Brings what the notice says into a requirement that is there. A closed one is history: its text stays.
  absl::Status Change(const r::Requirement& wanted, r::Requirement* current, bool* changed) {
    if (current->state() == r::REQUIREMENT_STATE_CLOSED || current->state() == r::REQUIREMENT_STATE_IN_REVIEW) return absl::OkStatus();
    r::UpdateRequirementRequest request;
    *request.mutable_requirement() = *current;
    for (const char* path : {"title", "text", "cpv_codes", "value", "regions", "need_by"}) request.mutable_update_mask()->add_paths(path);
    if (absl::Status status = rpc::ApplyMask(request.update_mask(), wanted, request.mutable_requirement()); !status.ok()) return status;
    if (google::protobuf::util::MessageDifferencer::Equals(request.requirement(), *current)) return absl::OkStatus();
    *changed = true;
    if (dry_run()) return absl::OkStatus();
    request.set_accept_warnings(std::string(kAsPublished));
    return Ask(call_, *requirements_, &r::RequirementService::Stub::UpdateRequirement, request, current);
  }

  // DRAFT → PUBLISHED → CLOSED, as far as the notice goes.
  absl::Status Advance(const Notice& notice, r::Requirement& current, bool* changed) {
    if (current.state() != r::REQUIREMENT_STATE_PUBLISHED && current.state() != r::REQUIREMENT_STATE_CLOSED) {
      *changed = true;
      if (dry_run()) return absl::OkStatus();
      r::PublishRequirementRequest request;
      request.set_name(current.name());
      request.set_accept_warnings(std::string(kAsPublished));
      request.set_no_consultation_reason("It was published elsewhere before it came here.");
      absl::Time published;
      const std::string& date = notice.published;
      if (!absl::ParseTime("%Y-%m-%d", date, &published, nullptr) || published > call_.now) published = call_.now;
      *request.mutable_publish_time() = rpc::ToTimestamp(published);
      if (absl::Status status = Ask(call_, *requirements_, &r::RequirementService::Stub::PublishRequirement, request, &current); !status.ok())
        return status;
    }
    if (!notice.outcome.has_value()) return absl::OkStatus();
    r::Outcome outcome = current.outcome();
    outcome.clear_member();
    outcome.clear_time();
    if (current.state() == r::REQUIREMENT_STATE_CLOSED && google::protobuf::util::MessageDifferencer::Equals(outcome, *notice.outcome))
      return absl::OkStatus();
    *changed = true;
    if (dry_run()) return absl::OkStatus();
    r::CloseRequirementRequest request;
    request.set_name(current.name());
    *request.mutable_outcome() = *notice.outcome;
    return Ask(call_, *requirements_, &r::RequirementService::Stub::CloseRequirement, request, &current);
  }

  const rpc::Call& call_;
  ImportStream<v1::ImportOcdsRequest, v1::ImportOcdsResponse> in_;
  const std::string today_;
  std::unique_ptr<i::IdentityService::Stub> identity_;
  std::unique_ptr<r::RequirementService::Stub> requirements_;
  std::unique_ptr<r::CodeService::Stub> codes_;
  std::unique_ptr<s::SupplierService::Stub> suppliers_;
  uint64_t done_ = 0;
  absl::Status ended_;
  std::map<std::string, std::string> buyers_;  // by name and identifiers
  std::set<std::string> new_buyers_;           // of a dry run
  std::set<std::string> met_;                  // suppliers
  std::set<std::string> known_codes_;
};

}  // namespace

absl::Status ImportOcds(const rpc::Call& call, Stream& stream) { return OcdsImport(call, stream).Run(); }

}  // namespace frontline::exchange
