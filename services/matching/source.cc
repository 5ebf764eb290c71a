#include "services/matching/source.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "frontline/admin/v1/change_service.grpc.pb.h"
#include "frontline/requirement/v1/need_service.grpc.pb.h"
#include "frontline/requirement/v1/requirement_service.grpc.pb.h"
#include "frontline/supplier/v1/supplier_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/rpc/status.h"

namespace frontline::matching {
namespace {

namespace a = frontline::admin::v1;
namespace r = frontline::requirement::v1;
namespace s = frontline::supplier::v1;

constexpr int kPage = 1000;
// A peer that says nothing for this long is taken to be gone.
constexpr absl::Duration kCallDeadline = absl::Seconds(30);

// What both sources have in common: calls as the system that can be cancelled, and the feed.
class PeerSource : public Source {
 public:
  PeerSource(const rpc::Peers* peers, Index* index, std::string area, std::vector<std::string> kinds)
      : peers_(peers), index_(index), area_(std::move(area)), kinds_(std::move(kinds)) {}

  absl::StatusOr<uint64_t> Position() override {
    a::WatchChangesRequest request;
    request.set_from_now(true);
    uint64_t position = 0;
    bool told = false;
    const absl::Status status = WatchFeed(request, [&](const Batch& batch) {
      position = batch.position();
      told = true;
      return absl::CancelledError("enough");
    });
    if (told) return position;
    return status.ok() ? base::NotReady("the change feed", absl::Seconds(1)) : status;
  }
  absl::Status Watch(uint64_t position, absl::FunctionRef<absl::Status(const Batch&)> each) override {
    a::WatchChangesRequest request;
    request.set_after_sequence(position);
    return WatchFeed(request, each);
  }
  void Cancel() override {
    std::lock_guard<std::mutex> lock(mutex_);
    cancelled_ = true;
    for (grpc::ClientContext* context : under_way_) context->TryCancel();
  }

 protected:
  // One call as the system. NOT_READY where there is no such peer.
  template <typename Function>
  absl::Status Call(absl::Duration deadline, Function call) {
    const std::shared_ptr<grpc::ChannelInterface> channel = peers_->Channel(area_);
    if (channel == nullptr) return base::NotReady(absl::StrCat("the ", area_, " service"), absl::Seconds(1));
    grpc::ClientContext context;
    peers_->ActAsSystem(&context);
    if (deadline != absl::InfiniteDuration()) context.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (cancelled_) return absl::CancelledError("The service stops.");
      under_way_.push_back(&context);
    }
    const absl::Status status = rpc::FromGrpc(call(channel, &context));
    std::lock_guard<std::mutex> lock(mutex_);
    under_way_.erase(std::find(under_way_.begin(), under_way_.end(), &context));
    return status;
  }
  Index* index() { return index_; }

  // Calls `list(request, response)` for every page and gives each to `each`, while the next page is already on its way.
  template <typename Request, typename Response, typename List, typename Each>
  absl::Status ForEachPage(Request request, List list, Each each) {
    request.set_page_size(kPage);
    Response page;
    absl::Status status = list(request, &page);
    while (status.ok() && !page.next_page_token().empty()) {
      request.set_page_token(page.next_page_token());
      Response next;
      std::thread ahead([&] { status = list(request, &next); });
      each(page);
      ahead.join();
      page = std::move(next);
    }
    if (status.ok()) each(page);
    return status;
  }

 private:
  absl::Status WatchFeed(a::WatchChangesRequest request, absl::FunctionRef<absl::Status(const Batch&)> each) {
    for (const std::string& kind : kinds_) request.add_kinds(kind);
    absl::Status stopped;
    const absl::Status status = Call(absl::InfiniteDuration(), [&](const auto& channel, grpc::ClientContext* context) {
      const auto stub = a::ChangeService::NewStub(channel);
      const auto reader = stub->WatchChanges(context, request);
      Batch batch;
      while (stopped.ok() && reader->Read(&batch)) {
        stopped = each(batch);
        batch.Clear();
      }
      if (!stopped.ok()) context->TryCancel();
      return reader->Finish();
    });
    return stopped.ok() ? status : stopped;
  }

  const rpc::Peers* const peers_;
  Index* const index_;
  const std::string area_;
  const std::vector<std::string> kinds_;
  std::mutex mutex_;
  bool cancelled_ = false;                       // under mutex_
  std::vector<grpc::ClientContext*> under_way_;  // under mutex_. Several: a change of the feed is applied within the watch
};

class SupplierSource : public PeerSource {
 public:
  SupplierSource(const rpc::Peers* peers, Index* index)
      : PeerSource(peers, index, "supplier", {"supplier", "capability", "certification", "membership", "debarment"}) {}

  absl::Status LoadAll() override {
    absl::flat_hash_set<std::string> seen;
    connected_.clear();
    const auto list = [&](const s::ListProfilesRequest& request, s::ListProfilesResponse* response) {
      return Call(kCallDeadline, [&](const auto& channel, grpc::ClientContext* context) {
        return s::SupplierService::NewStub(channel)->ListProfiles(context, request, response);
      });
    };
    absl::Status status = ForEachPage<s::ListProfilesRequest, s::ListProfilesResponse>({}, list, [&](const s::ListProfilesResponse& page) {
      index()->Write([&](engine::LiveCorpus& corpus) {
        for (const s::Profile& profile : page.profiles()) {
          seen.insert(profile.supplier().name());
          Put(profile, corpus);
        }
      });
    });
    if (!status.ok()) return status;
    index()->Write([&](engine::LiveCorpus& corpus) {
      for (const std::string& name : corpus.SupplierNames()) {
        if (!seen.contains(name)) corpus.RemoveSupplier(name);
      }
    });
    return absl::OkStatus();
  }

  absl::Status Apply(const Batch& batch) override {
    absl::flat_hash_set<std::string> names;
    bool debarments = false;
    for (const a::Change& change : batch.changes()) {
      names.emplace(rpc::OrganisationOf(change.resource()));
      debarments = debarments || change.kind() == "debarment";
    }
    // A debarment reaches those whom its supplier is connected with. There are few, and only they know whom.
    if (debarments) names.insert(connected_.begin(), connected_.end());
    for (const std::string& name : names) {
      if (absl::Status status = Refresh(name); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  void Put(const s::Profile& profile, engine::LiveCorpus& corpus) {
    corpus.Put(profile);
    if (profile.supplier().connected_persons_size() > 0) {
      connected_.insert(profile.supplier().name());
    } else {
      connected_.erase(profile.supplier().name());
    }
  }
  absl::Status Refresh(const std::string& name) {
    s::GetProfileRequest request;
    request.set_name(name);
    s::Profile profile;
    const absl::Status status = Call(kCallDeadline, [&](const auto& channel, grpc::ClientContext* context) {
      return s::SupplierService::NewStub(channel)->GetProfile(context, request, &profile);
    });
    if (!status.ok() && !absl::IsNotFound(status)) return status;
    index()->Write([&](engine::LiveCorpus& corpus) {
      if (status.ok()) {
        Put(profile, corpus);
      } else {
        corpus.RemoveSupplier(name);
        connected_.erase(name);
      }
    });
    return absl::OkStatus();
  }

  absl::flat_hash_set<std::string> connected_;  // suppliers with connected persons
};

class RequirementSource : public PeerSource {
 public:
  RequirementSource(const rpc::Peers* peers, Index* index) : PeerSource(peers, index, "requirement", {"requirement", "need"}) {}

  absl::Status LoadAll() override {
    absl::flat_hash_set<std::string> seen;
    if (absl::Status status = LoadRequirements(&seen); !status.ok()) return status;
    if (absl::Status status = LoadNeeds(&seen); !status.ok()) return status;
    index()->Write([&](engine::LiveCorpus& corpus) {
      for (const std::string& name : corpus.RequirementNames()) {
        if (!seen.contains(name)) corpus.RemoveRequirement(name);
      }
      for (const std::string& name : corpus.NeedNames()) {
        if (!seen.contains(name)) corpus.RemoveNeed(name);
      }
    });
    return absl::OkStatus();
  }

  absl::Status Apply(const Batch& batch) override {
    absl::flat_hash_set<std::string> requirements;
    absl::flat_hash_set<std::string> needs;
    for (const a::Change& change : batch.changes()) (change.kind() == "need" ? needs : requirements).insert(change.resource());
    for (const std::string& name : requirements) {
      if (absl::Status status = RefreshRequirement(name); !status.ok()) return status;
    }
    for (const std::string& name : needs) {
      if (absl::Status status = RefreshNeed(name); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status LoadRequirements(absl::flat_hash_set<std::string>* seen) {
    r::ListRequirementsRequest request;
    request.set_parent("-");
    request.set_state(r::REQUIREMENT_STATE_PUBLISHED);
    const auto list = [&](const r::ListRequirementsRequest& page, r::ListRequirementsResponse* response) {
      return Call(kCallDeadline, [&](const auto& channel, grpc::ClientContext* context) {
        return r::RequirementService::NewStub(channel)->ListRequirements(context, page, response);
      });
    };
    return ForEachPage<r::ListRequirementsRequest, r::ListRequirementsResponse>(request, list, [&](const r::ListRequirementsResponse& page) {
      index()->Write([&](engine::LiveCorpus& corpus) {
        for (const r::Requirement& requirement : page.requirements()) {
          seen->insert(requirement.name());
          corpus.Put(requirement);
        }
      });
    });
  }
  absl::Status LoadNeeds(absl::flat_hash_set<std::string>* seen) {
    r::ListNeedsRequest request;
    request.set_parent("-");
    const auto list = [&](const r::ListNeedsRequest& page, r::ListNeedsResponse* response) {
      return Call(kCallDeadline, [&](const auto& channel, grpc::ClientContext* context) {
        return r::NeedService::NewStub(channel)->ListNeeds(context, page, response);
      });
    };
    return ForEachPage<r::ListNeedsRequest, r::ListNeedsResponse>(request, list, [&](const r::ListNeedsResponse& page) {
      index()->Write([&](engine::LiveCorpus& corpus) {
        for (const r::Need& need : page.needs()) {
          seen->insert(need.name());
          corpus.Put(need);
        }
      });
    });
  }
  absl::Status RefreshRequirement(const std::string& name) {
    r::GetRequirementRequest request;
    request.set_name(name);
    r::Requirement requirement;
    const absl::Status status = Call(kCallDeadline, [&](const auto& channel, grpc::ClientContext* context) {
      return r::RequirementService::NewStub(channel)->GetRequirement(context, request, &requirement);
    });
    if (!status.ok() && !absl::IsNotFound(status)) return status;
    index()->Write([&](engine::LiveCorpus& corpus) { status.ok() ? corpus.Put(requirement) : corpus.RemoveRequirement(name); });
    return absl::OkStatus();
  }
  absl::Status RefreshNeed(const std::string& name) {
    r::GetNeedRequest request;
    request.set_name(name);
    r::Need need;
    const absl::Status status = Call(kCallDeadline, [&](const auto& channel, grpc::ClientContext* context) {
      return r::NeedService::NewStub(channel)->GetNeed(context, request, &need);
    });
    if (!status.ok() && !absl::IsNotFound(status)) return status;
    index()->Write([&](engine::LiveCorpus& corpus) { status.ok() ? corpus.Put(need) : corpus.RemoveNeed(name); });
    return absl::OkStatus();
  }
};

}  // namespace

std::unique_ptr<Source> NewSupplierSource(const rpc::Peers* peers, Index* index) { return std::make_unique<SupplierSource>(peers, index); }
std::unique_ptr<Source> NewRequirementSource(const rpc::Peers* peers, Index* index) { return std::make_unique<RequirementSource>(peers, index); }

}  // namespace frontline::matching
