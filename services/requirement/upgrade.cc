#include "services/requirement/upgrade.h"

#include <string>

#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

constexpr size_t kBlock = 256;

absl::Status UpgradeBlock(storage::Transaction& tx, std::string* after) {
  absl::StatusOr<storage::Page<stored::v1::NeedRecord>> page = Needs().List(tx, "", *after, kBlock);
  if (!page.ok()) return page.status();
  for (auto& row : page->rows) {
    if (row.record.layout() >= kNeedLayout) continue;
    if (absl::Status status = PutNeed(tx, &row.record); !status.ok()) return status;
  }
  *after = page->next;
  if (!after->empty()) return absl::OkStatus();
  stored::v1::UpgradeRecord done;
  done.set_layout(kNeedLayout);
  return Upgrades().Put(tx, Needs().kind(), done);
}

}  // namespace

absl::Status UpgradeNeeds(storage::Store& store) {
  absl::StatusOr<stored::v1::UpgradeRecord> done = Upgrades().Get(store.Read(), Needs().kind());
  if (!done.ok() && !absl::IsNotFound(done.status())) return done.status();
  if (done.ok() && done->layout() >= kNeedLayout) return absl::OkStatus();
  std::string after;
  do {
    const absl::Status status = storage::CommitAndWait(store, [&after](storage::Transaction& tx) { return UpgradeBlock(tx, &after); });
    if (!status.ok()) return status;
  } while (!after.empty());
  return absl::OkStatus();
}

}  // namespace frontline::requirement
