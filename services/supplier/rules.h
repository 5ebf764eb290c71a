// What a resource must be beyond its fields' rules. Each reports every violation; paths start with `prefix` ("supplier."). Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_SUPPLIER_RULES_H_
#define FRONTLINE_SERVICES_SUPPLIER_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "frontline/supplier/v1/profile.pb.h"
#include "services/base/errors.h"
#include "storage/store.h"

namespace frontline::supplier {

using Violations = std::vector<base::Violation>;

void CheckRules(const v1::Supplier& supplier, const std::string& prefix, Violations* violations);
void CheckRules(const v1::Capability& capability, const std::string& prefix, Violations* violations);
void CheckRules(const v1::Certification& certification, const std::string& prefix, Violations* violations);
void CheckRules(const v1::Membership& membership, const std::string& prefix, Violations* violations);
void CheckRules(const v1::Debarment& debarment, const std::string& prefix, Violations* violations);

// The fields' own rules again, for what was put together from a request and what was there. `message` is left alone.
void CheckFields(const google::protobuf::Message& message, const std::string& prefix, Violations* violations);

// "suppliers/acme", whose last segment is an id.
void CheckSupplierName(absl::string_view name, const std::string& path, Violations* violations);

inline absl::Status Verdict(const Violations& violations) { return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations); }

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_RULES_H_
