// Instruments made ready for checking responses, so that the writer does not read a whole instrument for each one.
#ifndef FRONTLINE_SERVICES_SURVEY_INSTRUMENT_CACHE_H_
#define FRONTLINE_SERVICES_SURVEY_INSTRUMENT_CACHE_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "services/survey/answer_check.h"
#include "storage/store.h"

namespace frontline::survey {

// The part of a survey that every response asks for. NOT_FOUND when there is no survey of that name.
absl::StatusOr<stored::v1::SurveyHead> LoadHead(const storage::Reader& reader, absl::string_view survey);

// Thread-safe. It can't be out of date: what it holds is found by the revision, which the caller reads in its own transaction.
class InstrumentCache {
 public:
  // The instrument of `survey` as `head`, from the same `reader`, says. Reads it from there when it is not held yet.
  absl::StatusOr<std::shared_ptr<const CompiledInstrument>> Get(const storage::Reader& reader, absl::string_view survey,
                                                                const stored::v1::SurveyHead& head);

 private:
  struct Entry {
    int64_t revision = 0;
    int64_t create_seconds = 0;  // a draft that was deleted and made anew begins at revision 1 again
    int32_t create_nanos = 0;
    std::shared_ptr<const CompiledInstrument> compiled;
  };
  std::mutex mutex_;
  absl::flat_hash_map<std::string, Entry> entries_;
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_INSTRUMENT_CACHE_H_
