#include <cmath>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "frontline/exchange/v1/exchange_service.pb.h"
#include "frontline/supplier/v1/supplier_service.grpc.pb.h"
#include "services/exchange/cells.h"
#include "services/exchange/csv_import.h"
#include "services/exchange/handlers.h"
#include "services/exchange/values.h"

namespace frontline::exchange {
namespace {

namespace s = frontline::supplier::v1;
namespace t = frontline::type::v1;

using Stream = rpc::Stream<v1::ImportSuppliersRequest, v1::ImportSuppliersResponse>;
using Import = ImportStream<v1::ImportSuppliersRequest, v1::ImportSuppliersResponse>;

const std::vector<std::string>& Columns() {
  static const auto* const columns = new std::vector<std::string>{"*name",
                                                                  "id",
                                                                  "companies_house",
                                                                  "ppon",
                                                                  "description",
                                                                  "uri",
                                                                  "size",
                                                                  "vcse",
                                                                  "regions",
                                                                  "aliases",
                                                                  "certifications",
                                                                  "frameworks",
                                                                  "vetted_staff",
                                                                  "attributes",
                                                                  "capability_title",
                                                                  "capability_text",
                                                                  "cpv_codes",
                                                                  "maturity",
                                                                  "capability_id"};
  return *columns;
}

// One row as a profile.
class ProfileReader {
 public:
  ProfileReader(Cells& cells, absl::string_view source) : cells_(cells) {
    fact_.set_source(source.empty() ? "CSV import" : std::string(source));
    fact_.set_verification(t::VERIFICATION_DECLARED);
  }

  s::Profile Read() {
    ReadSupplier();
    ReadCertifications();
    ReadFrameworks();
    ReadCapability();
    return std::move(profile_);
  }

 private:
  void ReadSupplier() {
    s::Supplier& supplier = *profile_.mutable_supplier();
    supplier.set_display_name(cells_.Line("name"));
    if (supplier.display_name().empty()) cells_.Problem("name", "is required");
    if (!cells_.Text("id").empty()) supplier.set_name("suppliers/" + cells_.Text("id"));
    AddIdentifier("companies_house", "GB-COH");
    AddIdentifier("ppon", "GB-PPON");
    supplier.set_description(cells_.Text("description"));
    supplier.set_uri(cells_.Text("uri"));
    supplier.set_size(static_cast<s::Size>(cells_.Enum("size", *s::Size_descriptor())));
    supplier.set_vcse(cells_.YesNo("vcse"));
    if (supplier.size() != s::SIZE_UNSPECIFIED || supplier.vcse()) *supplier.mutable_size_provenance() = fact_;
    for (const std::string& alias : cells_.List("aliases")) supplier.add_aliases(alias);
    for (const std::string& text : cells_.List("regions")) {
      const std::vector<std::string> codes = RegionsOf(text);
      if (codes.empty()) cells_.Problem("regions", absl::StrCat("'", text, "' is no region of the United Kingdom, such as UKJ4 or South East"));
      for (const std::string& code : codes) {
        s::ServedRegion* region = supplier.add_regions();
        region->set_region(code);
        *region->mutable_provenance() = fact_;
      }
    }
    for (const std::string& text : cells_.List("vetted_staff")) ReadVetted(text, &supplier);
    for (const std::string& text : cells_.List("attributes")) ReadAttribute(text, &supplier);
  }

  void AddIdentifier(const std::string& column, const char* scheme) {
    const std::string text = cells_.Text(column);
    if (text.empty()) return;
    const std::optional<std::string> id = RegisterId(scheme, text);
    if (!id.has_value()) return cells_.Problem(column, absl::StrCat("is no identifier of the register ", scheme));
    s::SupplierIdentifier* identifier = profile_.mutable_supplier()->add_identifiers();
    identifier->set_scheme(scheme);
    identifier->set_id(*id);
    *identifier->mutable_provenance() = fact_;
  }

  void ReadVetted(const std::string& text, s::Supplier* supplier) {
    const std::vector<std::string> parts = absl::StrSplit(text, ':');
    const int level = parts[0].empty() ? -1 : EnumByWords(parts[0], *t::VettingLevel_descriptor());
    int32_t people = 1;
    if (level < 0)
      return cells_.Problem("vetted_staff", absl::StrCat("'", text, "' must start with one of: ", EnumWords(*t::VettingLevel_descriptor())));
    if (parts.size() > 2 || (parts.size() == 2 && (!absl::SimpleAtoi(parts[1], &people) || people < 1))) {
      return cells_.Problem("vetted_staff", absl::StrCat("'", text, "' must be level:people"));
    }
    s::VettedStaff* staff = supplier->add_vetted_staff();
    staff->set_level(static_cast<t::VettingLevel>(level));
    staff->set_people(people);
    *staff->mutable_provenance() = fact_;
  }

  void ReadAttribute(const std::string& text, s::Supplier* supplier) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(text, absl::MaxSplits('=', 1));
    const std::string value(absl::StripAsciiWhitespace(pair.second));
    if (pair.first.empty() || value.empty()) return cells_.Problem("attributes", absl::StrCat("'", text, "' must be key=value"));
    s::Attribute* attribute = supplier->add_attributes();
    attribute->set_key(std::string(absl::StripAsciiWhitespace(pair.first)));
    *attribute->mutable_provenance() = fact_;
    const std::pair<std::string, std::string> number = absl::StrSplit(value, absl::MaxSplits(' ', 1));
    double parsed = 0;
    if (value == "yes" || value == "no") {
      attribute->set_statement(value == "yes");
    } else if (absl::SimpleAtod(number.first, &parsed) && std::isfinite(parsed)) {
      attribute->set_number(parsed);
      attribute->set_unit(number.second);
    } else {
      attribute->set_text(value);
    }
  }

  // Up to three parts of "type:level:valid_to"; false, with a problem, for more or an impossible day.
  bool Split(const std::string& column, const std::string& text, std::vector<std::string>* parts) {
    *parts = absl::StrSplit(text, ':');
    parts->resize(std::max<size_t>(parts->size(), 3));
    const bool fits =
        parts->size() == 3 && !(*parts)[0].empty() && ((*parts)[2].empty() || ((*parts)[2].size() == 10 && DayOf((*parts)[2]).has_value()));
    if (!fits) cells_.Problem(column, absl::StrCat("'", text, "' must have at most three parts, the last one a day that exists"));
    return fits;
  }

  void ReadCertifications() {
    std::vector<std::string> parts;
    for (const std::string& text : cells_.List("certifications")) {
      if (!Split("certifications", text, &parts)) continue;
      s::Certification* certification = profile_.add_certifications();
      certification->set_type(Slug(parts[0]));
      certification->set_level(parts[1]);
      certification->set_valid_to(parts[2]);
      *certification->mutable_provenance() = fact_;
    }
  }

  void ReadFrameworks() {
    std::vector<std::string> parts;
    for (const std::string& text : cells_.List("frameworks")) {
      if (!Split("frameworks", text, &parts)) continue;
      s::Membership* membership = profile_.add_memberships();
      membership->set_framework(parts[0]);
      membership->set_lot(parts[1]);
      membership->set_valid_to(parts[2]);
      *membership->mutable_provenance() = fact_;
    }
  }

  void ReadCapability() {
    const std::string title = cells_.Line("capability_title");
    if (title.empty()) {
      for (const char* column : {"capability_text", "cpv_codes", "maturity", "capability_id"}) {
        if (!cells_.Text(column).empty()) cells_.Problem(column, "needs a capability_title beside it");
      }
      return;
    }
    s::Capability* capability = profile_.add_capabilities();
    capability->set_title(title);
    capability->set_text(cells_.Text("capability_text"));
    for (const std::string& code : cells_.List("cpv_codes")) capability->add_cpv_codes(code);
    capability->set_maturity(static_cast<s::Maturity>(cells_.Enum("maturity", *s::Maturity_descriptor())));
    capability->set_external_id(cells_.Line("capability_id"));
    *capability->mutable_provenance() = fact_;
  }

  Cells& cells_;
  t::Provenance fact_;
  s::Profile profile_;
};

class SuppliersImport {
 public:
  SuppliersImport(const rpc::Call& call, Stream& stream) : call_(call), in_(stream) {}

  absl::Status Run() {
    if (!call_.principal.HasNational(frontline::options::v1::PERMISSION_EXCHANGE)) return base::PermissionDenied("EXCHANGE", "every organisation");
    if (absl::Status status = Connect<s::SupplierService>(call_, "supplier", &suppliers_); !status.ok()) return status;
    if (absl::Status status = in_.Receive(); !status.ok()) return status;
    for (const char* kind : {"supplier", "capability", "certification", "membership"}) CountOf(kind, &in_.report());
    return ForEachRow(in_, Columns(), [this](const CsvTable::Row& row) { return Take(row); });
  }

 private:
  absl::StatusOr<Problems> Take(const CsvTable::Row& row) {
    Problems problems;
    Cells cells(row, &problems);
    s::ApplyProfileRequest request;
    *request.mutable_profile() = ProfileReader(cells, in_.options().source()).Read();
    request.set_validate_only(in_.options().dry_run());
    if (!problems.empty()) return problems;
    s::ApplyProfileResponse response;
    if (absl::Status status = Ask(call_, *suppliers_, &s::SupplierService::Stub::ApplyProfile, request, &response); !status.ok()) return status;
    const bool met = !met_.insert(response.name()).second;
    for (const s::ApplyCount& applied : response.counts()) {
      if (applied.kind() == "supplier" && met && applied.created() == 0) continue;
      v1::ImportCount* count = CountOf(applied.kind(), &in_.report());
      count->set_created(count->created() + applied.created());
      count->set_updated(count->updated() + applied.updated());
      count->set_unchanged(count->unchanged() + applied.unchanged());
    }
    v1::ImportReport& report = in_.report();
    met ? report.set_merged(report.merged() + 1) : report.set_imported(report.imported() + 1);
    return problems;
  }

  const rpc::Call& call_;
  Import in_;
  std::unique_ptr<s::SupplierService::Stub> suppliers_;
  std::set<std::string> met_;
};

}  // namespace

absl::Status ImportSuppliers(const rpc::Call& call, Stream& stream) { return SuppliersImport(call, stream).Run(); }

}  // namespace frontline::exchange
