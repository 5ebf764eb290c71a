// How debarments reach other suppliers (Procurement Act 2023, Schedule 6, paragraph 45). A debarment of T reaches S
// - when S names T as a connected person, by its profile or by an identifier;
// - when T names S as its parent or subsidiary;
// - when it is for the conduct of a connected person of T who is S, or is a connected person of S too.
// What T alone says of S, and no buyer verified, counts as discretionary at most: a debarred supplier must not shut out whom it likes by naming it.
#ifndef FRONTLINE_SERVICES_SUPPLIER_REACH_H_
#define FRONTLINE_SERVICES_SUPPLIER_REACH_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/supplier/v1/profile.pb.h"
#include "storage/store.h"

namespace frontline::supplier {

// The debarments of other suppliers that reach this one, as stored, in name order.
absl::StatusOr<std::vector<v1::Debarment>> ReachingDebarments(const storage::Reader& reader, const v1::Supplier& supplier);

// Puts a change of each supplier that this one's debarments may reach into the feed, since their profiles are other than before.
absl::Status TouchReached(storage::Transaction& tx, const v1::Supplier& supplier);

// What all debarred suppliers and their connected persons are known by: to pass over, in a listing, suppliers that none of it can reach.
class DebarredKeys {
 public:
  static absl::StatusOr<DebarredKeys> Load(const storage::Reader& reader);
  bool MayReach(const v1::Supplier& supplier) const;

 private:
  std::set<std::string> keys_;
};

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_REACH_H_
