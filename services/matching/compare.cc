#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/matching/handlers.h"
#include "services/rpc/resource.h"

namespace frontline::matching {
namespace {

absl::Status CheckSuppliers(const v1::CompareRequest& request) {
  if (request.suppliers_size() < 2) return base::InvalidField("suppliers", "must name at least two suppliers");
  for (int i = 0; i < request.suppliers_size(); ++i) {
    const auto end = request.suppliers().begin() + i;
    if (std::find(request.suppliers().begin(), end, request.suppliers(i)) != end) {
      return base::InvalidField(absl::StrCat("suppliers[", i, "]"), "is named twice");
    }
  }
  return absl::OkStatus();
}

void AddRows(const engine::Requirement& requirement, v1::Comparison* to) {
  for (int i = 0; i < requirement.criteria_size(); ++i) {
    v1::ComparisonRow& row = *to->add_rows();
    row.set_criterion(requirement.criteria(i).id());
    row.set_text(requirement.criteria(i).text());
    row.set_obligation(requirement.criteria(i).obligation());
    for (const v1::Candidate& column : to->columns()) {
      row.set_weight(column.explanation().criteria(i).weight());
      *row.add_cells() = column.explanation().criteria(i);
    }
  }
}

}  // namespace

absl::Status Compare(const Index& index, const Call& call, const v1::CompareRequest& request, const Snapshot&, v1::Comparison* response) {
  if (absl::Status status = CheckSuppliers(request); !status.ok()) return status;
  absl::StatusOr<engine::Requirement> requirement = AskRequirement(call, request.requirement(), request.revision());
  if (!requirement.ok()) return requirement.status();
  engine::Explainer explainer(index.lexicon(), *requirement, engine::DayOf(call.now));
  std::vector<engine::Explained> ranked;
  for (const std::string& supplier : request.suppliers()) {
    absl::StatusOr<engine::Profile> profile = AskProfile(call, supplier);
    if (!profile.ok()) return profile.status();
    ranked.push_back(explainer.Explain(*profile));
  }
  engine::Rank(&ranked);
  for (const std::string& supplier : request.suppliers()) {
    const auto found = std::find_if(ranked.begin(), ranked.end(), [&](const auto& each) { return each.candidate.supplier() == supplier; });
    if (found != ranked.end()) *response->add_columns() = std::move(found->candidate);
  }
  AddRows(*requirement, response);
  response->set_requirement(requirement->name());
  response->set_requirement_revision(requirement->revision());
  response->set_requirement_title(requirement->title());
  response->set_as_of(engine::DayText(explainer.as_of()));
  response->set_configuration_hash(index.configuration_hash());
  *response->mutable_time() = rpc::ToTimestamp(call.now);
  return absl::OkStatus();
}

}  // namespace frontline::matching
