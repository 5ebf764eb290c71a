#include "services/survey/import_writer.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/survey/admission.h"
#include "services/survey/instrument_cache.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

constexpr size_t kBatch = 500;
constexpr size_t kMostUnderWay = 2;  // so that the file is read while the disk is written
constexpr size_t kSeedBytes = 32;

// 100 bits that nobody can foretell without the seed, as NewResponseId has them.
std::string IdOf(absl::string_view seed, size_t index) {
  static constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::string hash = base::Sha256(absl::StrCat(seed, index));
  std::string id;
  for (size_t i = 0; i < 20; ++i) {
    const auto byte = static_cast<unsigned char>(hash[i]);
    id.push_back(i % 10 == 0 ? kDigits[16 + (byte & 15)] : kDigits[byte & 31]);
  }
  return id;
}

}  // namespace

ImportWriter::ImportWriter(const rpc::Call& call, std::string survey, const stored::v1::SurveyHead& head, absl::string_view file, std::string reading)
    : call_(call), survey_(std::move(survey)), head_(head), name_(absl::StrCat(ImportPrefix(survey_), file)), reading_(std::move(reading)) {}

// What is under way refers to this.
ImportWriter::~ImportWriter() { Wait(0).IgnoreError(); }

absl::Status ImportWriter::Check(const stored::v1::ImportRecord& record) const {
  if (record.done()) {
    return base::Precondition("ALREADY_IMPORTED", absl::StrCat("This very file was imported into '", survey_, "' on ", record.day(),
                                                               ". Import only what is new, in a file of its own; a dry run may read it again."));
  }
  if (record.reading() == reading_) return absl::OkStatus();
  return base::Precondition("IMPORT_DIFFERS", absl::StrCat("This file was begun to be imported into '", survey_, "' on ", record.day(),
                                                           " with another mapping and broke off. Import it with that mapping to the end."));
}

absl::Status ImportWriter::CheckNew() const {
  const absl::StatusOr<stored::v1::ImportRecord> record = Imports().Get(call_.store->Read(), name_);
  if (absl::IsNotFound(record.status())) return absl::OkStatus();
  return record.ok() ? Check(*record) : record.status();
}

absl::Status ImportWriter::CheckSurvey(const storage::Reader& reader) const {
  const absl::StatusOr<stored::v1::SurveyHead> head = LoadHead(reader, survey_);
  if (!head.ok()) return head.status();
  if (head->state() != v1::SURVEY_STATE_OPEN) return base::WrongState(survey_, "not open any more", "open");
  if (head->revision() == head_.revision()) return absl::OkStatus();
  return base::Precondition("SURVEY_CHANGED", absl::StrCat("'", survey_, "' was changed while the file was checked. Import it again."));
}

absl::Status ImportWriter::Begin() {
  const std::string seed = call_.ids->Bytes(kSeedBytes);
  return storage::CommitAndWait(*call_.store, [this, &seed](storage::Transaction& tx) -> absl::Status {
    if (absl::Status status = CheckSurvey(tx); !status.ok()) return status;
    absl::StatusOr<stored::v1::ImportRecord> record = Imports().Get(tx, name_);
    if (!record.ok() && !absl::IsNotFound(record.status())) return record.status();
    if (record.ok()) {
      if (absl::Status status = Check(*record); !status.ok()) return status;
    } else {
      record = stored::v1::ImportRecord();
      record->set_seed(seed);
      record->set_reading(reading_);
      record->set_day(DayOf(tx.now()));
      if (absl::Status status = Imports().Create(tx, name_, *record); !status.ok()) return status;
    }
    seed_ = record->seed();
    day_ = record->day();
    return absl::OkStatus();
  });
}

absl::Status ImportWriter::Add(size_t index, const v1::Response& response) {
  auto& [name, record] = batch_.emplace_back();
  name = absl::StrCat(ResponsePrefix(survey_), IdOf(seed_, index));
  *record.mutable_response() = response;
  record.set_day(day_);
  return batch_.size() < kBatch ? absl::OkStatus() : Send();
}

absl::Status ImportWriter::Send() {
  if (absl::Status status = Wait(kMostUnderWay - 1); !status.ok()) return status;
  std::sort(batch_.begin(), batch_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto batch = std::make_shared<Batch>(std::move(batch_));
  batch_.clear();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ++under_way_;
  }
  call_.store->Commit([this, batch](storage::Transaction& tx) { return WriteBatch(tx, *batch); },
                      [this](absl::Status status) {
                        std::lock_guard<std::mutex> lock(mutex_);
                        --under_way_;
                        if (failed_.ok()) failed_ = std::move(status);
                        moved_.notify_all();
                      });
  return absl::OkStatus();
}

absl::Status ImportWriter::Wait(size_t at_most) {
  std::unique_lock<std::mutex> lock(mutex_);
  moved_.wait(lock, [this, at_most] { return under_way_ <= at_most; });
  return failed_;
}

absl::Status ImportWriter::WriteBatch(storage::Transaction& tx, Batch& batch) const {
  if (absl::Status status = CheckSurvey(tx); !status.ok()) return status;
  absl::StatusOr<stored::v1::SurveyCountsRecord> counts = Counts().Get(tx, survey_);
  if (absl::IsNotFound(counts.status())) counts = stored::v1::SurveyCountsRecord();
  if (!counts.ok()) return counts.status();
  if (!counts->frozen()) {
    counts->set_frozen(true);
    if (absl::Status status = Counts().Put(tx, survey_, *counts); !status.ok()) return status;
  }
  for (const auto& [name, record] : batch) {
    // One that is there was written before the file broke off.
    if (absl::Status status = Responses().Create(tx, name, record); !status.ok() && !absl::IsAlreadyExists(status)) return status;
  }
  return absl::OkStatus();
}

absl::Status ImportWriter::End(bool whole) {
  if (whole && !batch_.empty()) {
    if (absl::Status status = Send(); !status.ok()) return status;
  }
  if (absl::Status status = Wait(0); !status.ok() || !whole) return status;
  return storage::CommitAndWait(*call_.store, [this](storage::Transaction& tx) -> absl::Status {
    absl::StatusOr<stored::v1::ImportRecord> record = Imports().Get(tx, name_);
    if (!record.ok()) return record.status();
    record->set_done(true);
    record->clear_seed();
    record->clear_reading();
    return Imports().Update(tx, name_, *record);
  });
}

}  // namespace frontline::survey
