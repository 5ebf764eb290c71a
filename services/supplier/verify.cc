// VerifyFact: the buyers' word on how well a fact is established.
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "services/supplier/child.h"
#include "services/supplier/handlers.h"
#include "services/supplier/supplier.h"

namespace frontline::supplier {
namespace {

// Nobody vouches for their own organisation.
absl::Status CheckIndependent(const Call& call, absl::string_view supplier) {
  if (call.principal.HasNational(options::v1::PERMISSION_FACTS_VERIFY)) return absl::OkStatus();
  const auto& grants = call.principal.grants();
  const bool own = rpc::OrganisationOf(call.principal.member()) == supplier ||
                   std::any_of(grants.begin(), grants.end(), [supplier](const rpc::Grant& grant) { return grant.organisation == supplier; });
  if (!own && call.principal.Has(options::v1::PERMISSION_FACTS_VERIFY)) return absl::OkStatus();
  return base::PermissionDenied("FACTS_VERIFY", own ? "an organisation other than the supplier's own" : "");
}

absl::Status CheckRequest(const v1::VerifyFactRequest& request) {
  Violations violations;
  const type::v1::Verification verification = request.verification();
  if (verification == type::v1::VERIFICATION_UNSPECIFIED) violations.push_back({"verification", "is required"});
  if (verification == type::v1::VERIFICATION_LAPSED) {
    violations.push_back({"verification", "can't be LAPSED: that is worked out from the day of the last confirmation"});
  }
  if (request.source().empty() && verification != type::v1::VERIFICATION_DECLARED)
    violations.push_back({"source", "is required: say what was checked"});
  if (request.etag().empty() && absl::StrContains(request.fact(), "[")) {
    violations.push_back({"etag", "is required with a fact in a list: read the resource again, and send its etag"});
  }
  return Verdict(violations);
}

template <typename Body>
absl::Status Verify(const v1::VerifyFactRequest& request, const std::string& today, Body* body, v1::VerifyFactResponse* response) {
  const std::vector<Fact> facts = FactsOf(body);
  const auto fact = std::find_if(facts.begin(), facts.end(), [&request](const Fact& one) { return one.Path() == request.fact(); });
  if (fact == facts.end()) {
    std::string known;
    for (const Fact& one : facts) absl::StrAppend(&known, known.empty() ? "" : ", ", "'", one.Path(), "'");
    if (known.size() > 300) known = absl::StrCat(known.substr(0, known.rfind(',', 300)), " and more");
    return base::InvalidField("fact", absl::StrCat("names no fact of '", request.name(), "'; it has ", known.empty() ? "none" : known));
  }
  Provenance* provenance = fact->provenance;
  provenance->set_verification(request.verification());
  if (!request.source().empty()) provenance->set_source(request.source());
  if (!request.source().empty() || !request.uri().empty()) provenance->set_uri(request.uri());
  provenance->set_confirmed_on(today);
  response->set_name(request.name());
  *response->mutable_provenance() = *provenance;
  return absl::OkStatus();
}

template <typename Kind>
absl::Status VerifyChild(const Kind& kind, const v1::VerifyFactRequest& request, Transaction& tx, v1::VerifyFactResponse* response) {
  auto record = Load(kind.table, tx, request.name());
  if (!record.ok()) return record.status();
  auto* body = ((*record).*kind.edit)();
  if (absl::Status status = rpc::CheckEtag(request.etag(), *body, request.name()); !status.ok()) return status;
  if (absl::Status status = Verify(request, DayOf(tx.now()), body, response); !status.ok()) return status;
  *body->mutable_update_time() = rpc::ToTimestamp(tx.now());
  response->set_etag(rpc::EtagOf(*body));
  return kind.table.Update(tx, request.name(), *record);
}

absl::Status VerifySupplier(const v1::VerifyFactRequest& request, Transaction& tx, v1::VerifyFactResponse* response) {
  auto record = Load(Suppliers(), tx, request.name());
  if (!record.ok()) return record.status();
  if (absl::Status status = rpc::CheckEtag(request.etag(), record->supplier(), request.name()); !status.ok()) return status;
  v1::Supplier after = record->supplier();
  if (absl::Status status = Verify(request, DayOf(tx.now()), &after, response); !status.ok()) return status;
  if (absl::Status status = StoreChanged(tx, record->supplier(), &after); !status.ok()) return status;
  response->set_etag(rpc::EtagOf(after));
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyFact(const Call& call, const v1::VerifyFactRequest& request, Transaction& tx, v1::VerifyFactResponse* response) {
  if (absl::Status status = CheckIndependent(call, rpc::OrganisationOf(request.name())); !status.ok()) return status;
  if (absl::Status status = CheckRequest(request); !status.ok()) return status;
  const absl::string_view collection = rpc::Segment(request.name(), 2);
  if (collection == CapabilityChild().collection) return VerifyChild(CapabilityChild(), request, tx, response);
  if (collection == CertificationChild().collection) return VerifyChild(CertificationChild(), request, tx, response);
  if (collection == MembershipChild().collection) return VerifyChild(MembershipChild(), request, tx, response);
  return VerifySupplier(request, tx, response);
}

}  // namespace frontline::supplier
