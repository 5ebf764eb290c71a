// Profiles: a supplier with all that lies within it.
#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/match.h"
#include "services/supplier/child.h"
#include "services/supplier/handlers.h"
#include "services/supplier/reach.h"
#include "services/supplier/supplier.h"
#include "storage/journal.h"

namespace frontline::supplier {
namespace {

constexpr size_t kMostPageBytes = 2u << 20;  // clients take 4 MiB by default
constexpr size_t kProfilesAtOnce = 50;       // read before the size is looked at
constexpr size_t kRowsAtOnce = 200;

// Reads what lies within many suppliers, asked for in the order of their names with a '/' behind, in few scans.
template <typename Kind>
class ChildWalk {
 public:
  ChildWalk(const Kind& kind, const Reader& reader, size_t rows_at_once) : kind_(kind), reader_(reader), rows_at_once_(rows_at_once) {}

  absl::Status Of(const std::string& supplier, std::vector<typename Kind::Body>* bodies) {
    const std::string prefix = kind_.Prefix(supplier);
    SkipTo(prefix);
    if (AtEnd() && !exhausted_) {
      if (absl::Status status = Fill(prefix); !status.ok()) return status;
    }
    while (!AtEnd() && absl::StartsWith(rows_[next_].name, prefix)) {
      bodies->push_back(std::move(*(rows_[next_].record.*kind_.edit)()));
      ++next_;
      if (!AtEnd() || exhausted_) continue;
      if (absl::Status status = Fill(rows_.back().name); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  bool AtEnd() const { return next_ == rows_.size(); }
  void SkipTo(const std::string& prefix) {
    while (!AtEnd() && rows_[next_].name < prefix) ++next_;
  }
  absl::Status Fill(const std::string& after) {
    auto page = kind_.table.List(reader_, "", after, rows_at_once_);
    if (!page.ok()) return page.status();
    exhausted_ = page->next.empty();
    rows_ = std::move(page->rows);
    next_ = 0;
    return absl::OkStatus();
  }

  const Kind& kind_;
  const Reader& reader_;
  const size_t rows_at_once_;
  std::vector<typename storage::Page<typename Kind::Record>::Row> rows_;
  size_t next_ = 0;
  bool exhausted_ = false;
};

template <typename Body>
void AddShown(absl::string_view today, std::vector<Body> bodies, google::protobuf::RepeatedPtrField<Body>* shown) {
  shown->Reserve(static_cast<int>(bodies.size()));
  for (Body& body : bodies) Show(today, std::move(body), shown->Add());
}

// The walks over everything that lies within suppliers.
class ProfileReader {
 public:
  ProfileReader(const Reader& reader, absl::string_view today, size_t rows_at_once)
      : reader_(reader),
        today_(today),
        capabilities_(CapabilityChild(), reader, rows_at_once),
        certifications_(CertificationChild(), reader, rows_at_once),
        memberships_(MembershipChild(), reader, rows_at_once),
        debarments_(DebarmentChild(), reader, rows_at_once) {}

  // Everything but the supplier itself. `may_be_reached`: whether to look for debarments of others.
  absl::Status Fill(const v1::Supplier& stored, bool may_be_reached, v1::Profile* profile) {
    if (absl::Status status = AddAll(capabilities_, stored.name(), profile->mutable_capabilities()); !status.ok()) return status;
    if (absl::Status status = AddAll(certifications_, stored.name(), profile->mutable_certifications()); !status.ok()) return status;
    if (absl::Status status = AddAll(memberships_, stored.name(), profile->mutable_memberships()); !status.ok()) return status;
    if (absl::Status status = AddAll(debarments_, stored.name(), profile->mutable_debarments()); !status.ok()) return status;
    if (!may_be_reached) return absl::OkStatus();
    auto reaching = ReachingDebarments(reader_, stored);
    if (!reaching.ok()) return reaching.status();
    AddShown(today_, *std::move(reaching), profile->mutable_debarments());
    std::sort(profile->mutable_debarments()->begin(), profile->mutable_debarments()->end(),
              [](const auto& a, const auto& b) { return a.name() < b.name(); });
    return absl::OkStatus();
  }

 private:
  template <typename Walk, typename Body>
  absl::Status AddAll(Walk& walk, const std::string& supplier, google::protobuf::RepeatedPtrField<Body>* shown) {
    std::vector<Body> bodies;
    if (absl::Status status = walk.Of(supplier, &bodies); !status.ok()) return status;
    AddShown(today_, std::move(bodies), shown);
    return absl::OkStatus();
  }

  const Reader& reader_;
  const std::string today_;
  ChildWalk<Child<v1::Capability, CapabilityRecord>> capabilities_;
  ChildWalk<Child<v1::Certification, CertificationRecord>> certifications_;
  ChildWalk<Child<v1::Membership, MembershipRecord>> memberships_;
  ChildWalk<Child<v1::Debarment, DebarmentRecord>> debarments_;
};

using SupplierRow = storage::Page<SupplierRecord>::Row;

// The places of the rows in the order in which what lies within them is stored: '-' sorts before '/'.
std::vector<size_t> ChildOrder(const SupplierRow* rows, size_t count) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [rows](size_t a, size_t b) { return rows[a].name + "/" < rows[b].name + "/"; });
  return order;
}

// Adds the profiles of `count` suppliers, which are taken apart.
absl::Status AddProfiles(const Reader& reader, const std::string& today, const DebarredKeys& debarred, SupplierRow* rows, size_t count,
                         v1::ListProfilesResponse* response) {
  const int first = response->profiles_size();
  for (size_t i = 0; i < count; ++i) response->add_profiles();
  ProfileReader profiles(reader, today, kRowsAtOnce);
  for (const size_t place : ChildOrder(rows, count)) {
    v1::Supplier& stored = *rows[place].record.mutable_supplier();
    v1::Profile* profile = response->mutable_profiles(first + static_cast<int>(place));
    if (absl::Status status = profiles.Fill(stored, debarred.MayReach(stored), profile); !status.ok()) return status;
    Show(today, std::move(stored), profile->mutable_supplier());
  }
  return absl::OkStatus();
}

// Suppliers say themselves whom they are connected with: of another's debarment they are told how far it reaches them, not what buyers noted.
void HideFromSuppliers(absl::string_view supplier, v1::Profile* profile) {
  for (v1::Debarment& debarment : *profile->mutable_debarments()) {
    if (rpc::OrganisationOf(debarment.name()) == supplier) continue;
    debarment.set_ground("grounds that only buyers see");
    debarment.clear_connected_person();
    debarment.clear_provenance();
    debarment.clear_etag();
  }
}

}  // namespace

absl::Status GetProfile(const Call& call, const v1::GetProfileRequest& request, const Snapshot& snapshot, v1::Profile* response) {
  const std::string today = DayOf(call.now);
  auto record = Load(Suppliers(), snapshot, request.name());
  if (!record.ok()) return record.status();
  ProfileReader profiles(snapshot, today, kRowsAtOnce / 8);
  if (absl::Status status = profiles.Fill(record->supplier(), /*may_be_reached=*/true, response); !status.ok()) return status;
  if (!call.principal.Has(options::v1::PERMISSION_SUPPLIERS_READ)) HideFromSuppliers(request.name(), response);
  return ShowSupplier(snapshot, today, std::move(*record->mutable_supplier()), response->mutable_supplier());
}

absl::Status ListProfiles(const Call& call, const v1::ListProfilesRequest& request, const Snapshot& snapshot, v1::ListProfilesResponse* response) {
  auto start = rpc::OpenPage(request);
  if (!start.ok()) return start.status();
  auto page = Suppliers().List(snapshot, "", start->after, start->size);
  if (!page.ok()) return page.status();
  auto debarred = DebarredKeys::Load(snapshot);
  if (!debarred.ok()) return debarred.status();
  auto sequence = storage::LastChange(snapshot);
  if (!sequence.ok()) return sequence.status();
  response->set_change_sequence(*sequence);

  const std::string today = DayOf(call.now);
  size_t bytes = 0;
  for (size_t first = 0; first < page->rows.size(); first += kProfilesAtOnce) {
    const size_t count = std::min(kProfilesAtOnce, page->rows.size() - first);
    if (absl::Status status = AddProfiles(snapshot, today, *debarred, &page->rows[first], count, response); !status.ok()) return status;
    if (first + count == page->rows.size()) break;
    for (size_t i = first; i < first + count; ++i) bytes += response->profiles(static_cast<int>(i)).ByteSizeLong();
    if (bytes < kMostPageBytes) continue;
    page->next = page->rows[first + count - 1].name;
    break;
  }
  response->set_next_page_token(rpc::NextPageToken(request, page->next));
  return absl::OkStatus();
}

}  // namespace frontline::supplier
