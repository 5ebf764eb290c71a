#include "services/survey/instrument_cache.h"

#include <utility>

#include "services/base/errors.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

constexpr size_t kMostEntries = 64;

// The table of surveys, read without what is not asked for.
const storage::Table<stored::v1::SurveyHeadRecord>& Heads() {
  static const auto* const table = [] {
    storage::Table<stored::v1::SurveyHeadRecord>::Options options;
    options.id = Surveys().id();
    options.kind = Surveys().kind();
    return new storage::Table<stored::v1::SurveyHeadRecord>(std::move(options));
  }();
  return *table;
}

}  // namespace

absl::StatusOr<stored::v1::SurveyHead> LoadHead(const storage::Reader& reader, absl::string_view survey) {
  absl::StatusOr<stored::v1::SurveyHeadRecord> record = Heads().Get(reader, survey);
  if (!record.ok()) return record.status();
  return std::move(*record->mutable_survey());
}

absl::StatusOr<std::shared_ptr<const CompiledInstrument>> InstrumentCache::Get(const storage::Reader& reader, absl::string_view survey,
                                                                               const stored::v1::SurveyHead& head) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = entries_.find(survey);
    if (found != entries_.end() && found->second.revision == head.revision() && found->second.create_seconds == head.create_time().seconds() &&
        found->second.create_nanos == head.create_time().nanos()) {
      return found->second.compiled;
    }
  }
  absl::StatusOr<stored::v1::SurveyRecord> record = Surveys().Get(reader, survey);
  if (!record.ok()) return record.status();
  Entry entry{head.revision(), head.create_time().seconds(), head.create_time().nanos(),
              std::make_shared<const CompiledInstrument>(std::move(*record->mutable_survey()->mutable_instrument()))};
  std::shared_ptr<const CompiledInstrument> compiled = entry.compiled;
  std::lock_guard<std::mutex> lock(mutex_);
  // More open surveys at once than this are read again now and then.
  if (entries_.size() >= kMostEntries && entries_.count(survey) == 0) entries_.clear();
  entries_[std::string(survey)] = std::move(entry);
  return compiled;
}

}  // namespace frontline::survey
