#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/identity/handlers.h"
#include "services/identity/listing.h"
#include "services/identity/name_text.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

struct Filter {
  explicit Filter(const v1::ListOrganisationsRequest& request)
      : request(request), prefix(request.parent().empty() || request.parent() == "-" ? "" : absl::StrCat(request.parent(), "/")) {
    words = FoldName(request.text());
  }

  bool Keeps(const v1::Organisation& organisation) const {
    if (organisation.name().compare(0, prefix.size(), prefix) != 0) return false;
    if (!request.parent_organisation().empty() && organisation.parent_organisation() != request.parent_organisation()) return false;
    if (request.jurisdiction() != v1::JURISDICTION_UNSPECIFIED && organisation.jurisdiction() != request.jurisdiction()) return false;
    if (request.state() != v1::ORGANISATION_STATE_UNSPECIFIED && organisation.state() != request.state()) return false;
    if (!request.region().empty()) {
      const std::vector<std::string> regions = RegionsAround(organisation.region());
      if (std::find(regions.begin(), regions.end(), request.region()) == regions.end()) return false;
    }
    return request.text().empty() || HasText(organisation);
  }

  bool HasText(const v1::Organisation& organisation) const {
    if (HasWords(FoldName(organisation.display_name()), words)) return true;
    return std::any_of(organisation.aliases().begin(), organisation.aliases().end(),
                       [this](const std::string& alias) { return HasWords(FoldName(alias), words); });
  }

  // From the narrowest index that the request allows.
  absl::StatusOr<storage::Page<OrganisationRecord>> Fetch(const Reader& reader, const std::string& after, size_t limit) const {
    if (!request.parent_organisation().empty()) {
      return Organisations().ListBy(reader, kByParent, storage::KeyOf(request.parent_organisation()), after, limit);
    }
    if (!request.region().empty()) return Organisations().ListBy(reader, kByRegion, storage::KeyOf(request.region()), after, limit);
    return Organisations().List(reader, prefix, after, limit);
  }

  const v1::ListOrganisationsRequest& request;
  const std::string prefix;
  std::string words;
};

}  // namespace

absl::Status ListOrganisations(const Call&, const v1::ListOrganisationsRequest& request, const Snapshot& snapshot,
                               v1::ListOrganisationsResponse* response) {
  const Filter filter(request);
  if (!filter.prefix.empty() && TypeOfCollection(request.parent()) == v1::ORGANISATION_TYPE_UNSPECIFIED) {
    return base::InvalidField("parent", "must be a collection of organisations, such as 'forces', or '-' for all");
  }
  if (!request.text().empty() && filter.words.empty()) return base::InvalidField("text", "must have a letter or digit in it");
  absl::StatusOr<rpc::PageStart> start = rpc::OpenPage(request);
  if (!start.ok()) return start.status();
  const auto page = FilteredPage<OrganisationRecord>(
      start->after, start->size, [&](const std::string& after, size_t limit) { return filter.Fetch(snapshot, after, limit); },
      [&](const OrganisationRecord& record) { return filter.Keeps(record.organisation()); });
  if (!page.ok()) return page.status();
  for (const auto& row : page->rows) Show(row.record.organisation(), response->add_organisations());
  response->set_next_page_token(rpc::NextPageToken(request, page->next));
  return absl::OkStatus();
}

}  // namespace frontline::identity
