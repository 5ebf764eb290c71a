// ApplyProfile: one supplier with what lies within it, as a file says, in one transaction.
#include <algorithm>
#include <optional>
#include <utility>

#include "services/rpc/format.h"
#include "services/supplier/child.h"
#include "services/supplier/codes.h"
#include "services/supplier/duplicates.h"
#include "services/supplier/handlers.h"
#include "services/supplier/merge.h"
#include "services/supplier/names.h"
#include "services/supplier/supplier.h"

namespace frontline::supplier {
namespace {

constexpr size_t kNameFromText = 40;  // characters of a made name, before what tells it apart
constexpr size_t kMostNamesakes = 100;

// Adds up what happened to the resources of one kind.
class Counted {
 public:
  Counted(const char* kind, v1::ApplyProfileResponse* response) : count_(response->add_counts()) { count_->set_kind(kind); }
  void Created() { count_->set_created(count_->created() + 1); }
  void Updated() { count_->set_updated(count_->updated() + 1); }
  void Unchanged() { count_->set_unchanged(count_->unchanged() + 1); }

 private:
  v1::ApplyCount* const count_;
};

class Application {
 public:
  Application(const Call& call, const v1::ApplyProfileRequest& request, Transaction& tx)
      : call_(call), tx_(tx), writer_(WriterOf(call, tx.now(), /*administrators=*/true)), given_(request.profile()), dry_(request.validate_only()) {}

  absl::Status Run(v1::ApplyProfileResponse* response);

 private:
  absl::Status CheckGiven();
  absl::Status FindSupplier();
  absl::StatusOr<std::optional<v1::Supplier>> HolderOfIdentifiers() const;
  absl::StatusOr<std::optional<v1::Supplier>> Namesake() const;
  absl::StatusOr<std::string> NewName() const;
  absl::Status ApplySupplier(v1::ApplyProfileResponse* response);
  template <typename Kind, typename List>
  absl::Status ApplyChildren(const Kind& kind, const List& given, v1::ApplyProfileResponse* response);
  template <typename Kind>
  absl::StatusOr<std::string> NewChildName(const Kind& kind, const typename Kind::Body& given, const std::vector<typename Kind::Body>& there,
                                           const std::string& path) const;

  const Call& call_;
  Transaction& tx_;
  const Writer writer_;
  v1::Profile given_;
  const bool dry_;
  std::string name_;                    // of the supplier
  std::optional<v1::Supplier> before_;  // as it is stored
};

template <typename List>
void CheckList(List* list, const Writer& writer, const std::string& field, Violations* violations) {
  for (int i = 0; i < list->size(); ++i) {
    const std::string prefix = absl::StrCat("profile.", field, "[", i, "].");
    CheckRules(list->Get(i), prefix, violations);
    CheckClaims(FactsOf(list->Mutable(i)), writer, /*is_new=*/true, prefix, violations);
  }
}

absl::Status Application::CheckGiven() {
  Violations violations;
  v1::Supplier* supplier = given_.mutable_supplier();
  if (!supplier->name().empty()) CheckSupplierName(supplier->name(), "profile.supplier.name", &violations);
  if (supplier->name().empty() && !call_.principal.HasNational(options::v1::PERMISSION_SUPPLIERS_WRITE)) {
    violations.push_back({"profile.supplier.name", "is required"});
  }
  CheckRules(*supplier, "profile.supplier.", &violations);
  CheckClaims(FactsOf(supplier), writer_, /*is_new=*/true, "profile.supplier.", &violations);
  CheckList(given_.mutable_capabilities(), writer_, "capabilities", &violations);
  CheckList(given_.mutable_certifications(), writer_, "certifications", &violations);
  CheckList(given_.mutable_memberships(), writer_, "memberships", &violations);
  if (!given_.debarments().empty()) violations.push_back({"profile.debarments", "must be empty: CreateDebarment records them"});
  return Verdict(violations);
}

absl::StatusOr<std::optional<v1::Supplier>> Application::HolderOfIdentifiers() const {
  for (const auto& identifier : given_.supplier().identifiers()) {
    auto row = Suppliers().Find(tx_, kSupplierByIdentifier, IdentifierKey(identifier));
    if (!row.ok()) return row.status();
    if (!row->has_value()) continue;
    if (!call_.principal.HasIn(options::v1::PERMISSION_SUPPLIERS_WRITE, (*row)->name)) {
      return base::DuplicateIdentifier(IdentifierText(identifier), (*row)->name);
    }
    return std::optional<v1::Supplier>(std::move(*(*row)->record.mutable_supplier()));
  }
  return std::optional<v1::Supplier>();
}

// One of the same name that nothing but its name tells apart either.
absl::StatusOr<std::optional<v1::Supplier>> Application::Namesake() const {
  const std::string normalised = NormalisedName(given_.supplier().display_name());
  auto page = Suppliers().ListBy(tx_, kSupplierByName, storage::KeyOf(normalised), "", kMostNamesakes);
  if (!page.ok()) return page.status();
  for (auto& row : page->rows) {
    v1::Supplier& supplier = *row.record.mutable_supplier();
    if (supplier.identifiers().empty() && NormalisedName(supplier.display_name()) == normalised)
      return std::optional<v1::Supplier>(std::move(supplier));
  }
  return std::optional<v1::Supplier>();
}

absl::StatusOr<std::string> Application::NewName() const {
  const std::string stem = IdFrom(given_.supplier().display_name(), kNameFromText);
  std::vector<std::string> ids;
  if (!stem.empty()) ids.push_back(stem);
  if (!given_.supplier().identifiers().empty()) {
    ids.push_back(IdFrom(absl::StrCat(stem, "-", NormalisedIdentifier("", given_.supplier().identifiers(0).id()))));
  }
  ids.push_back(absl::StrCat(stem.empty() ? "supplier" : stem, "-", call_.ids->ResourceId()));
  for (const std::string& id : ids) {
    std::string name = absl::StrCat("suppliers/", id);
    auto taken = Suppliers().Get(tx_, name);
    if (absl::IsNotFound(taken.status())) return name;
    if (!taken.ok()) return taken.status();
  }
  return base::AlreadyExists(absl::StrCat("suppliers/", ids.back()));
}

absl::Status Application::FindSupplier() {
  const v1::Supplier& given = given_.supplier();
  if (!given.name().empty()) {
    auto record = Suppliers().Get(tx_, given.name());
    if (record.ok()) before_ = std::move(*record->mutable_supplier());
    if (!record.ok() && !absl::IsNotFound(record.status())) return record.status();
  }
  if (!before_.has_value()) {
    auto holder = HolderOfIdentifiers();
    if (!holder.ok()) return holder.status();
    before_ = *std::move(holder);
  }
  if (!before_.has_value() && given.name().empty() && given.identifiers().empty()) {
    auto namesake = Namesake();
    if (!namesake.ok()) return namesake.status();
    before_ = *std::move(namesake);
  }
  if (before_.has_value()) {
    name_ = before_->name();
    return absl::OkStatus();
  }
  name_ = given.name();
  if (!name_.empty()) return absl::OkStatus();
  auto made = NewName();
  if (made.ok()) name_ = *made;
  return made.status();
}

absl::Status Application::ApplySupplier(v1::ApplyProfileResponse* response) {
  v1::Supplier after;
  if (before_.has_value()) {
    after = *before_;
    Merge(writer_, given_.supplier(), &after);
  } else {
    after = given_.supplier();
    after.set_name(name_);
    after.clear_etag();
    after.clear_confirmed_on();
    if (writer_.supplier) after.set_confirmed_on(writer_.today);
  }
  Settle(writer_, before_.has_value() ? &*before_ : nullptr, &after);
  Violations violations;
  CheckFields(after, "profile.supplier.", &violations);
  CheckRules(after, "profile.supplier.", &violations);
  if (!violations.empty()) return base::InvalidFields(violations);
  if (absl::Status status = CheckAgainstOthers(tx_, after, "profile.supplier."); !status.ok()) return status;

  auto duplicates = PossibleDuplicates(tx_, after);
  if (!duplicates.ok()) return duplicates.status();
  for (std::string& name : *duplicates) response->add_possible_duplicates(std::move(name));
  response->set_name(name_);
  Counted counted("supplier", response);
  if (!before_.has_value()) {
    counted.Created();
    return dry_ ? absl::OkStatus() : StoreNew(tx_, &after);
  }
  if (absl::Status status = CheckDebarredPersons(call_, tx_, *before_, after); !status.ok()) return status;
  if (rpc::EtagOf(*before_) == rpc::EtagOf(after)) {
    counted.Unchanged();
    return absl::OkStatus();
  }
  counted.Updated();
  return dry_ ? absl::OkStatus() : StoreChanged(tx_, *before_, &after);
}

template <typename Kind>
absl::StatusOr<std::string> Application::NewChildName(const Kind& kind, const typename Kind::Body& given,
                                                      const std::vector<typename Kind::Body>& there, const std::string& path) const {
  const std::string prefix = kind.Prefix(name_);
  if (!given.name().empty()) {
    if (given.name().compare(0, prefix.size(), prefix) != 0) return base::InvalidField(path + "name", absl::StrCat("must lie in ", prefix));
    const char* problem = rpc::FormatProblem(options::v1::FORMAT_ID, rpc::Segment(given.name(), 3));
    if (problem != nullptr) return base::InvalidField(path + "name", absl::StrCat("'", rpc::Segment(given.name(), 3), "' ", problem));
    return given.name();
  }
  std::string id = IdOf(given);
  if (!id.empty() && std::none_of(there.begin(), there.end(), [&](const auto& one) { return one.name() == prefix + id; })) return prefix + id;
  return prefix + call_.ids->ResourceId();
}

template <typename Kind, typename List>
absl::Status Application::ApplyChildren(const Kind& kind, const List& given, v1::ApplyProfileResponse* response) {
  using Body = typename Kind::Body;
  auto stored = AllOf(kind, tx_, name_);
  if (!stored.ok()) return stored.status();
  std::vector<Body> bodies = *stored;  // as they become; those of `stored` first, in their order
  std::vector<bool> touched(bodies.size(), false);
  Violations violations;
  for (int i = 0; i < given.size(); ++i) {
    const std::string path = absl::StrCat("profile.", kind.collection, "[", i, "].");
    const auto there = std::find_if(bodies.begin(), bodies.end(), [&](const Body& one) {
      return given[i].name().empty() ? SameThing(given[i], one) : given[i].name() == one.name();
    });
    if (there != bodies.end()) {
      Merge(writer_, given[i], &*there);
      CheckFields(*there, path, &violations);
      CheckRules(*there, path, &violations);
      touched[there - bodies.begin()] = true;
      continue;
    }
    auto name = NewChildName(kind, given[i], bodies, path);
    if (!name.ok()) return name.status();
    bodies.push_back(given[i]);
    bodies.back().set_name(*name);
    bodies.back().clear_etag();
    touched.push_back(true);
  }
  if (bodies.size() > kMostOfAKind) {
    return base::Precondition("TOO_MANY",
                              absl::StrCat("'", name_, "' would have ", bodies.size(), " ", kind.collection, "; ", kMostOfAKind, " is the most."));
  }
  if (!violations.empty()) return base::InvalidFields(violations);

  Counted counted(kind.field, response);
  for (size_t i = 0; i < bodies.size(); ++i) {
    if (!touched[i]) continue;
    Body& after = bodies[i];
    const Body* before = i < stored->size() ? &(*stored)[i] : nullptr;
    Settle(writer_, before, &after);
    if (before != nullptr && rpc::EtagOf(*before) == rpc::EtagOf(after)) {
      counted.Unchanged();
      continue;
    }
    before == nullptr ? counted.Created() : counted.Updated();
    *after.mutable_update_time() = rpc::ToTimestamp(tx_.now());
    if (before == nullptr) *after.mutable_create_time() = after.update_time();
    if (dry_) continue;
    typename Kind::Record record;
    *(record.*kind.edit)() = after;
    const absl::Status status = kind.table.Put(tx_, after.name(), record);
    if (absl::IsAlreadyExists(status)) return base::AlreadyExists(after.name());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Application::Run(v1::ApplyProfileResponse* response) {
  if (absl::Status status = CheckGiven(); !status.ok()) return status;
  if (absl::Status status = FindSupplier(); !status.ok()) return status;
  if (absl::Status status = ApplySupplier(response); !status.ok()) return status;
  if (absl::Status status = ApplyChildren(CapabilityChild(), given_.capabilities(), response); !status.ok()) return status;
  if (absl::Status status = ApplyChildren(CertificationChild(), given_.certifications(), response); !status.ok()) return status;
  return ApplyChildren(MembershipChild(), given_.memberships(), response);
}

}  // namespace

absl::StatusOr<Checked> PrepareApply(const Call& call, const v1::ApplyProfileRequest& request) {
  std::vector<NamedCode> codes;
  for (int i = 0; i < request.profile().capabilities_size(); ++i) {
    const auto& given = request.profile().capabilities(i).cpv_codes();
    for (int j = 0; j < given.size(); ++j) codes.push_back({absl::StrCat("profile.capabilities[", i, "].cpv_codes[", j, "]"), given[j]});
  }
  if (absl::Status status = CheckCodes(call, codes); !status.ok()) return status;
  return Checked();
}

absl::Status ApplyProfile(const Call& call, const v1::ApplyProfileRequest& request, const Checked&, Transaction& tx,
                          v1::ApplyProfileResponse* response) {
  return Application(call, request, tx).Run(response);
}

}  // namespace frontline::supplier
