// Who calls: a member with its roles, as the pipeline's authenticator found it. Immutable, thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_PRINCIPAL_H_
#define FRONTLINE_SERVICES_RPC_PRINCIPAL_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/identity/v1/member.pb.h"
#include "frontline/options/v1/options.pb.h"

namespace frontline::rpc {

using frontline::identity::v1::Role;
using frontline::options::v1::Permission;

// A role held in one organisation ("forces/kent"), or everywhere when `national`.
struct Grant {
  std::string organisation;
  Role role;
  bool national = false;
};

// What a role may do: the one table of roles and permissions. A role held in a supplier's organisation allows only what concerns suppliers.
bool Allows(Role role, Permission permission);

class Principal {
 public:
  // Without arguments: nobody, who holds nothing.
  Principal() = default;
  Principal(std::string member, std::vector<Grant> grants) : who_(std::make_shared<const Who>(Who{std::move(member), std::move(grants)})) {}

  bool anonymous() const { return who_->member.empty(); }
  const std::string& member() const { return who_->member; }  // "forces/kent/members/7k2m"; empty for nobody
  const std::vector<Grant>& grants() const { return who_->grants; }
  bool Has(Permission permission) const;                                    // in any organisation
  bool HasIn(Permission permission, absl::string_view organisation) const;  // in this one, or nationally
  bool HasNational(Permission permission) const;

 private:
  struct Who {
    std::string member;
    std::vector<Grant> grants;
  };
  static const std::shared_ptr<const Who>& Nobody();

  std::shared_ptr<const Who> who_ = Nobody();  // shared, since every call has a copy
};

// The organisation that a resource name lies in: its first two segments ("forces/kent/needs/7k2m" → "forces/kent"); empty when it has fewer.
absl::string_view OrganisationOf(absl::string_view name);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_PRINCIPAL_H_
