#include "tests/crash/workload.h"

#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace frontline::crash {
namespace {

using storage::AuditEntry;
using storage::Reply;

constexpr char kActor[] = "members/writer";

std::string NameOf(uint64_t number) { return absl::StrCat("forces/sample/records/", number); }

Reply RecordOf(uint64_t number, uint64_t changed_by) {
  Reply record;
  record.set_method(absl::StrCat("state-", (number + changed_by) % 5));
  record.set_request_hash(absl::StrCat("unique-", number, "-", changed_by));
  record.set_response(absl::StrCat(changed_by, std::string(20 + number % 50, 'x')));
  return record;
}

// What one mutation does to the records, by name; the value is who wrote it last. Apply does the same to the store.
struct Step {
  uint64_t number;
  bool changes() const { return number % 3 == 0 && number >= 4; }
  uint64_t changed() const { return number - 4; }
  bool deletes() const { return number % 7 == 0 && number >= 5; }
  uint64_t deleted() const { return number - 5; }
};

}  // namespace

const storage::Table<Reply>& Ledger() {
  using storage::KeyOf;
  using storage::Keys;
  static const auto* table = new storage::Table<Reply>(
      {.id = 3,
       .kind = "ledger",
       .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.method())}; }},
                   {.id = 2, .unique = true, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.request_hash())}; }},
                   {.id = 3, .fields = [](absl::string_view, const Reply& r) {
                      Keys keys;
                      for (char c : r.response()) keys.push_back(KeyOf(static_cast<int64_t>(c)));
                      return keys;
                    }}}});
  return *table;
}

absl::Status Apply(storage::Transaction& tx, uint64_t number) {
  const Step step{number};
  const std::string id = absl::StrCat(number);
  absl::StatusOr<std::optional<Reply>> earlier = storage::FindReply(tx, kActor, id, tx.now());
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return absl::AlreadyExistsError(absl::StrCat(number, " was applied before"));
  if (absl::Status status = Ledger().Create(tx, NameOf(number), RecordOf(number, number)); !status.ok()) return status;
  if (step.changes()) {
    absl::Status status = Ledger().Update(tx, NameOf(step.changed()), RecordOf(step.changed(), number));
    if (!status.ok() && !absl::IsNotFound(status)) return status;
  }
  if (step.deletes()) {
    absl::Status status = Ledger().Delete(tx, NameOf(step.deleted()));
    if (!status.ok() && !absl::IsNotFound(status)) return status;
  }
  AuditEntry entry;
  entry.set_actor(kActor);
  entry.set_method("Apply");
  entry.set_resource(NameOf(number));
  entry.set_outcome("OK");
  entry.set_request_id(id);
  if (absl::Status status = storage::AppendAudit(tx, std::move(entry)); !status.ok()) return status;
  Reply reply;
  reply.set_method("Apply");
  reply.set_response(id);
  return storage::KeepReply(tx, kActor, id, std::move(reply));
}

std::vector<std::string> Faults(storage::Store& store, const std::set<uint64_t>& acknowledged) {
  absl::StatusOr<storage::CheckReport> report = storage::Check(store, {&Ledger()});
  if (!report.ok()) return {absl::StrCat("the check could not run: ", report.status().ToString())};
  std::vector<std::string> faults = report->problems;

  const storage::Snapshot snapshot = store.Read();
  std::map<std::string, std::string> expected;
  std::set<uint64_t> audited;
  uint64_t last = 0;
  while (true) {
    absl::StatusOr<std::vector<AuditEntry>> entries = storage::ReadAudit(snapshot, last, 500);
    if (!entries.ok()) return {absl::StrCat("the audit can't be read: ", entries.status().ToString())};
    if (entries->empty()) break;
    for (const AuditEntry& entry : *entries) {
      last = entry.sequence();
      Step step{};
      if (!absl::SimpleAtoi(entry.request_id(), &step.number) || !audited.insert(step.number).second) {
        faults.push_back(absl::StrCat("the audit names twice, or wrongly: ", entry.request_id()));
      }
      expected[NameOf(step.number)] = RecordOf(step.number, step.number).SerializeAsString();
      auto changed = step.changes() ? expected.find(NameOf(step.changed())) : expected.end();
      if (changed != expected.end()) changed->second = RecordOf(step.changed(), step.number).SerializeAsString();
      if (step.deletes()) expected.erase(NameOf(step.deleted()));
      absl::StatusOr<std::optional<Reply>> reply =
          storage::FindReply(snapshot, kActor, entry.request_id(), absl::FromUnixMicros(entry.time_micros()));
      if (!reply.ok() || !reply->has_value()) faults.push_back(absl::StrCat("no reply is kept for ", entry.request_id()));
    }
  }
  for (uint64_t number : acknowledged) {
    if (audited.count(number) == 0) faults.push_back(absl::StrCat("acknowledged and lost: ", number));
  }
  std::string after;
  do {
    absl::StatusOr<storage::Page<Reply>> page = Ledger().List(snapshot, "", after, 500);
    if (!page.ok()) return {absl::StrCat("the records can't be read: ", page.status().ToString())};
    for (const auto& row : page->rows) {
      auto found = expected.find(row.name);
      if (found == expected.end()) {
        faults.push_back(absl::StrCat("a record that should not be there: ", row.name));
        continue;
      }
      if (found->second != row.record.SerializeAsString()) faults.push_back(absl::StrCat("a record with other contents: ", row.name));
      expected.erase(found);
    }
    after = page->next;
  } while (!after.empty());
  for (const auto& [name, value] : expected) faults.push_back(absl::StrCat("a record is missing: ", name));
  return faults;
}

}  // namespace frontline::crash
