// Listing suppliers: by name, or led by what an index knows best.
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/supplier/child.h"
#include "services/supplier/handlers.h"
#include "services/supplier/names.h"
#include "services/supplier/supplier.h"

namespace frontline::supplier {
namespace {

class Listing {
 public:
  Listing(const Call& call, const v1::ListSuppliersRequest& request, const Snapshot& snapshot, v1::ListSuppliersResponse* response)
      : request_(request), snapshot_(snapshot), response_(response), today_(DayOf(call.now)) {
    for (absl::string_view word : absl::StrSplit(request.text(), ' ', absl::SkipEmpty())) words_.push_back(absl::AsciiStrToLower(word));
  }

  absl::Status ByIdentifier();
  absl::Status ByName();
  template <typename Kind>
  absl::Status ByChild(const Kind& kind, uint16_t index, const std::string& key, absl::FunctionRef<bool(const typename Kind::Body&)> leads);

 private:
  bool FitsAlone(const v1::Supplier& supplier) const;
  template <typename Kind>
  absl::StatusOr<bool> HasChild(const Kind& kind, const std::string& supplier, absl::FunctionRef<bool(const typename Kind::Body&)> fits) const;
  absl::Status AddIfFits(v1::Supplier supplier);
  bool full(size_t size) const { return static_cast<size_t>(response_->suppliers_size()) >= size; }

  const v1::ListSuppliersRequest& request_;
  const Snapshot& snapshot_;
  v1::ListSuppliersResponse* const response_;
  const std::string today_;
  std::vector<std::string> words_;
};

bool Listing::FitsAlone(const v1::Supplier& supplier) const {
  if (request_.size() != v1::SIZE_UNSPECIFIED && supplier.size() != request_.size()) return false;
  if (request_.vcse() && !supplier.vcse()) return false;
  if (!request_.region().empty() && std::none_of(supplier.regions().begin(), supplier.regions().end(),
                                                 [this](const auto& served) { return RegionCovers(served.region(), request_.region()); })) {
    return false;
  }
  if (words_.empty()) return true;
  std::string text = absl::StrCat(supplier.display_name(), "\n", absl::StrJoin(supplier.aliases(), "\n"), "\n", supplier.description());
  absl::AsciiStrToLower(&text);
  return std::all_of(words_.begin(), words_.end(), [&text](const std::string& word) { return absl::StrContains(text, word); });
}

template <typename Kind>
absl::StatusOr<bool> Listing::HasChild(const Kind& kind, const std::string& supplier,
                                       absl::FunctionRef<bool(const typename Kind::Body&)> fits) const {
  auto bodies = AllOf(kind, snapshot_, supplier);
  if (!bodies.ok()) return bodies.status();
  return std::any_of(bodies->begin(), bodies->end(), fits);
}

absl::Status Listing::AddIfFits(v1::Supplier supplier) {
  if (!FitsAlone(supplier)) return absl::OkStatus();
  absl::StatusOr<bool> has = true;
  if (!request_.certification_type().empty()) {
    has = HasChild(CertificationChild(), supplier.name(), [this](const auto& body) { return body.type() == request_.certification_type(); });
    if (!has.ok() || !*has) return has.status();
  }
  if (!request_.framework().empty()) {
    has = HasChild(MembershipChild(), supplier.name(),
                   [this](const auto& body) { return absl::EqualsIgnoreCase(body.framework(), request_.framework()); });
    if (!has.ok() || !*has) return has.status();
  }
  if (!request_.cpv_code().empty()) {
    has = HasChild(CapabilityChild(), supplier.name(), [this](const v1::Capability& body) {
      return std::any_of(body.cpv_codes().begin(), body.cpv_codes().end(), [this](const auto& code) { return CpvCovers(request_.cpv_code(), code); });
    });
    if (!has.ok() || !*has) return has.status();
  }
  return ShowSupplier(snapshot_, today_, std::move(supplier), response_->add_suppliers());
}

absl::Status Listing::ByIdentifier() {
  auto row = Suppliers().Find(snapshot_, kSupplierByIdentifier, IdentifierKey(request_.identifier()));
  if (!row.ok()) return row.status();
  if (!row->has_value() || !request_.page_token().empty()) return absl::OkStatus();
  return AddIfFits(std::move(*(*row)->record.mutable_supplier()));
}

absl::Status Listing::ByName() {
  auto start = rpc::OpenPage(request_);
  if (!start.ok()) return start.status();
  std::string after = start->after;
  for (size_t scanned = 0; scanned < kMostScanned && !full(start->size);) {
    auto page = Suppliers().List(snapshot_, "", after, start->size - response_->suppliers_size());
    if (!page.ok()) return page.status();
    scanned += page->rows.size();
    for (auto& row : page->rows) {
      if (absl::Status status = AddIfFits(std::move(*row.record.mutable_supplier())); !status.ok()) return status;
    }
    after = page->next;
    if (after.empty()) break;
  }
  response_->set_next_page_token(rpc::NextPageToken(request_, after));
  return absl::OkStatus();
}

// Of a supplier with several that fit, the first in name order leads to it, so that it is listed once.
template <typename Kind>
absl::Status Listing::ByChild(const Kind& kind, uint16_t index, const std::string& key, absl::FunctionRef<bool(const typename Kind::Body&)> leads) {
  auto start = rpc::OpenPage(request_);
  if (!start.ok()) return start.status();
  std::string after = start->after;
  for (size_t scanned = 0; scanned < kMostScanned && !full(start->size);) {
    auto page = kind.table.ListBy(snapshot_, index, key, after, start->size - response_->suppliers_size());
    if (!page.ok()) return page.status();
    scanned += page->rows.size();
    for (auto& row : page->rows) {
      const std::string supplier(rpc::OrganisationOf(row.name));
      auto siblings = AllOf(kind, snapshot_, supplier);
      if (!siblings.ok()) return siblings.status();
      const auto first = std::find_if(siblings->begin(), siblings->end(), leads);
      if (first == siblings->end() || first->name() != row.name) continue;
      auto record = Load(Suppliers(), snapshot_, supplier);
      if (!record.ok()) return record.status();
      if (absl::Status status = AddIfFits(std::move(*record->mutable_supplier())); !status.ok()) return status;
    }
    after = page->next;
    if (after.empty()) break;
  }
  response_->set_next_page_token(rpc::NextPageToken(request_, after));
  return absl::OkStatus();
}

}  // namespace

absl::Status ListSuppliers(const Call& call, const v1::ListSuppliersRequest& request, const Snapshot& snapshot, v1::ListSuppliersResponse* response) {
  Listing listing(call, request, snapshot, response);
  if (request.has_identifier()) return listing.ByIdentifier();
  if (!request.certification_type().empty()) {
    return listing.ByChild(CertificationChild(), kCertificationByType, storage::KeyOf(request.certification_type()),
                           [&](const v1::Certification& body) { return body.type() == request.certification_type(); });
  }
  if (!request.framework().empty()) {
    return listing.ByChild(MembershipChild(), kMembershipByFramework, storage::KeyOf(absl::AsciiStrToLower(request.framework())),
                           [&](const v1::Membership& body) { return absl::EqualsIgnoreCase(body.framework(), request.framework()); });
  }
  return listing.ByName();
}

}  // namespace frontline::supplier
