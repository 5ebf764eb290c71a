#include "services/supplier/rules.h"

#include <cmath>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/rpc/format.h"
#include "services/rpc/resource.h"
#include "services/rpc/rules.h"
#include "services/supplier/names.h"

namespace frontline::supplier {
namespace {

using google::protobuf::RepeatedPtrField;

void CheckSpan(absl::string_view from, absl::string_view to, const std::string& path, absl::string_view from_field, Violations* violations) {
  if (!from.empty() && !to.empty() && to < from) violations->push_back({path, absl::StrCat("must not be before ", from_field, " (", from, ")")});
}

void CheckIdentifiers(const RepeatedPtrField<v1::SupplierIdentifier>& identifiers, const std::string& prefix, Violations* violations) {
  std::set<std::string> seen;
  for (int i = 0; i < identifiers.size(); ++i) {
    const std::string path = absl::StrCat(prefix, "identifiers[", i, "]");
    if (NormalisedScheme(identifiers[i].scheme()).empty()) violations->push_back({path + ".scheme", "must name a register"});
    if (NormalisedIdentifier(identifiers[i].scheme(), identifiers[i].id()).empty()) {
      violations->push_back({path + ".id", "must hold more than spaces"});
    } else if (!seen.insert(IdentifierKey(identifiers[i])).second) {
      violations->push_back({path, absl::StrCat("is ", IdentifierText(identifiers[i]), " again: give it once")});
    }
  }
}

void CheckAttributes(const RepeatedPtrField<v1::Attribute>& attributes, const std::string& prefix, Violations* violations) {
  for (int i = 0; i < attributes.size(); ++i) {
    const std::string path = absl::StrCat(prefix, "attributes[", i, "]");
    const v1::Attribute& attribute = attributes[i];
    switch (attribute.value_case()) {
      case v1::Attribute::kNumber:
        if (!std::isfinite(attribute.number())) violations->push_back({path + ".number", "must be a finite number"});
        break;
      case v1::Attribute::kText:
        if (attribute.text().empty()) violations->push_back({path + ".text", "must not be empty"});
        break;
      case v1::Attribute::kStatement:
        break;
      case v1::Attribute::VALUE_NOT_SET:
        violations->push_back({path, "needs a value: a number, a text or a statement"});
        break;
    }
    if (!attribute.unit().empty() && attribute.value_case() != v1::Attribute::kNumber) violations->push_back({path + ".unit", "belongs to a number"});
  }
}

void CheckPersons(const v1::Supplier& supplier, const std::string& prefix, Violations* violations) {
  for (int i = 0; i < supplier.connected_persons_size(); ++i) {
    const v1::ConnectedPerson& person = supplier.connected_persons(i);
    const std::string path = absl::StrCat(prefix, "connected_persons[", i, "].");
    CheckIdentifiers(person.identifiers(), path, violations);
    if (!supplier.name().empty() && person.supplier() == supplier.name()) {
      violations->push_back({path + "supplier", "must be another supplier than the one it is connected to"});
    }
  }
}

}  // namespace

void CheckSupplierName(absl::string_view name, const std::string& path, Violations* violations) {
  if (name.empty()) {
    violations->push_back({path, "is required"});
  } else if (const char* problem = rpc::FormatProblem(options::v1::FORMAT_ID, rpc::Segment(name, 1)); problem != nullptr) {
    violations->push_back({path, absl::StrCat("'", rpc::Segment(name, 1), "' ", problem)});
  }
}

void CheckRules(const v1::Supplier& supplier, const std::string& prefix, Violations* violations) {
  if (NormalisedName(supplier.display_name()).empty()) violations->push_back({prefix + "display_name", "must hold a letter or a digit"});
  CheckIdentifiers(supplier.identifiers(), prefix, violations);
  std::set<std::string> regions;
  for (int i = 0; i < supplier.regions_size(); ++i) {
    if (regions.insert(supplier.regions(i).region()).second) continue;
    violations->push_back(
        {absl::StrCat(prefix, "regions[", i, "].region"), absl::StrCat("is ", supplier.regions(i).region(), " again: give it once")});
  }
  CheckAttributes(supplier.attributes(), prefix, violations);
  CheckPersons(supplier, prefix, violations);
}

void CheckRules(const v1::Capability& capability, const std::string& prefix, Violations* violations) {
  for (int i = 0; i < capability.references_size(); ++i) {
    const v1::Reference& reference = capability.references(i);
    CheckSpan(reference.start_date(), reference.end_date(), absl::StrCat(prefix, "references[", i, "].end_date"), "start_date", violations);
  }
  CheckAttributes(capability.attributes(), prefix, violations);
}

void CheckRules(const v1::Certification& certification, const std::string& prefix, Violations* violations) {
  CheckSpan(certification.valid_from(), certification.valid_to(), prefix + "valid_to", "valid_from", violations);
  if (certification.expected_by().empty()) return;
  if (!certification.valid_from().empty()) {
    violations->push_back({prefix + "expected_by", "is only for a certificate that does not hold yet: leave it or valid_from empty"});
  }
  CheckSpan(certification.expected_by(), certification.valid_to(), prefix + "valid_to", "expected_by", violations);
}

void CheckRules(const v1::Membership& membership, const std::string& prefix, Violations* violations) {
  CheckSpan(membership.valid_from(), membership.valid_to(), prefix + "valid_to", "valid_from", violations);
}

void CheckRules(const v1::Debarment& debarment, const std::string& prefix, Violations* violations) {
  CheckSpan(debarment.valid_from(), debarment.valid_to(), prefix + "valid_to", "valid_from", violations);
  if (debarment.provenance().source().empty())
    violations->push_back({prefix + "provenance.source", "is required: say where the debarment is published"});
}

void CheckFields(const google::protobuf::Message& message, const std::string& prefix, Violations* violations) {
  struct Types {
    rpc::RuleBook book;  // owns what `rules` points at
    std::map<const google::protobuf::Descriptor*, const rpc::MessageRules*> rules;
  };
  static const Types* const types = [] {
    auto* made = new Types();
    for (const auto* type :
         {v1::Supplier::descriptor(), v1::Capability::descriptor(), v1::Certification::descriptor(), v1::Membership::descriptor()}) {
      made->rules[type] = made->book.For(type);
    }
    return made;
  }();
  std::unique_ptr<google::protobuf::Message> copy(message.New());  // output-only fields are cleared on the way
  copy->CopyFrom(message);
  types->rules.at(message.GetDescriptor())->Check(copy.get(), prefix, violations);
}

}  // namespace frontline::supplier
