// ConfirmFacts: what stands still holds.
#include <set>
#include <utility>

#include "services/supplier/child.h"
#include "services/supplier/handlers.h"
#include "services/supplier/supplier.h"

namespace frontline::supplier {
namespace {

class Confirmation {
 public:
  Confirmation(const v1::ConfirmFactsRequest& request, Transaction& tx, v1::ConfirmFactsResponse* response)
      : request_(request), tx_(tx), response_(response), today_(DayOf(tx.now())), named_(request.resources().begin(), request.resources().end()) {
    response->set_confirmed_on(today_);
  }

  absl::Status Supplier();
  template <typename Kind>
  absl::Status Children(const Kind& kind);
  // Resources that were named and are not there, or are another supplier's.
  absl::Status Rest() const {
    return named_.empty()
               ? absl::OkStatus()
               : base::InvalidField("resources", absl::StrCat("names '", *named_.begin(), "', which '", request_.name(), "' does not have"));
  }

 private:
  bool Wanted(const std::string& name) { return request_.resources().empty() || named_.erase(name) > 0; }
  template <typename Body>
  void Confirm(Body* body) {
    for (const Fact& fact : FactsOf(body)) {
      fact.provenance->set_confirmed_on(today_);
      response_->set_facts_confirmed(response_->facts_confirmed() + 1);
    }
    response_->set_resources_confirmed(response_->resources_confirmed() + 1);
  }

  const v1::ConfirmFactsRequest& request_;
  Transaction& tx_;
  v1::ConfirmFactsResponse* const response_;
  const std::string today_;
  std::set<std::string> named_;
};

absl::Status Confirmation::Supplier() {
  auto record = Load(Suppliers(), tx_, request_.name());
  if (!record.ok()) return record.status();
  if (!Wanted(request_.name())) return absl::OkStatus();
  v1::Supplier after = record->supplier();
  Confirm(&after);
  after.set_confirmed_on(today_);
  return rpc::EtagOf(after) == rpc::EtagOf(record->supplier()) ? absl::OkStatus() : StoreChanged(tx_, record->supplier(), &after);
}

template <typename Kind>
absl::Status Confirmation::Children(const Kind& kind) {
  auto bodies = AllOf(kind, tx_, request_.name());
  if (!bodies.ok()) return bodies.status();
  for (auto& body : *bodies) {
    if (!Wanted(body.name())) continue;
    const std::string before = rpc::EtagOf(body);
    Confirm(&body);
    if (rpc::EtagOf(body) == before) continue;
    *body.mutable_update_time() = rpc::ToTimestamp(tx_.now());
    typename Kind::Record record;
    const std::string name = body.name();
    *(record.*kind.edit)() = std::move(body);
    if (absl::Status status = kind.table.Update(tx_, name, record); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ConfirmFacts(const Call&, const v1::ConfirmFactsRequest& request, Transaction& tx, v1::ConfirmFactsResponse* response) {
  Confirmation confirmation(request, tx, response);
  if (absl::Status status = confirmation.Supplier(); !status.ok()) return status;
  if (absl::Status status = confirmation.Children(CapabilityChild()); !status.ok()) return status;
  if (absl::Status status = confirmation.Children(CertificationChild()); !status.ok()) return status;
  if (absl::Status status = confirmation.Children(MembershipChild()); !status.ok()) return status;
  return confirmation.Rest();
}

}  // namespace frontline::supplier
