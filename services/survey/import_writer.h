// Writes the responses of a file: in batches, each with random names and in their order, so that nothing tells in which order the file had them.
//
// A second import of the same file is refused: a response keeps nothing by which it could be known again. A file that broke off goes on when it is
// imported again in the same way, since until its end is written its responses' ids can be made again (ImportRecord).
#ifndef FRONTLINE_SERVICES_SURVEY_IMPORT_WRITER_H_
#define FRONTLINE_SERVICES_SURVEY_IMPORT_WRITER_H_

#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::survey {

// Not thread-safe.
class ImportWriter {
 public:
  // `file`, `reading`: hashes of the file and of how it is read. `head`: the survey as the file was checked against it.
  ImportWriter(const rpc::Call& call, std::string survey, const stored::v1::SurveyHead& head, absl::string_view file, std::string reading);
  ~ImportWriter();
  ImportWriter(const ImportWriter&) = delete;
  ImportWriter& operator=(const ImportWriter&) = delete;

  // ALREADY_IMPORTED when the file was imported before; IMPORT_DIFFERS when it was begun and was read in another way.
  absl::Status CheckNew() const;
  // Notes that the file is being imported.
  absl::Status Begin();
  // Of the row with this index; may wait for a batch that is being written. An error ends the import.
  absl::Status Add(size_t index, const v1::Response& response);
  // Writes the rest and waits for all of it. `whole`: all rows were added, and the file is done.
  absl::Status End(bool whole);

 private:
  using Batch = std::vector<std::pair<std::string, stored::v1::ResponseRecord>>;

  absl::Status Check(const stored::v1::ImportRecord& record) const;
  absl::Status Send();
  absl::Status Wait(size_t at_most);
  absl::Status WriteBatch(storage::Transaction& tx, Batch& batch) const;
  // FAILED_PRECONDITION when the survey is no longer as it was.
  absl::Status CheckSurvey(const storage::Reader& reader) const;

  const rpc::Call& call_;
  const std::string survey_;
  const stored::v1::SurveyHead head_;
  const std::string name_;
  const std::string reading_;
  std::string seed_;
  std::string day_;
  Batch batch_;

  std::mutex mutex_;
  std::condition_variable moved_;
  size_t under_way_ = 0;
  absl::Status failed_;
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_IMPORT_WRITER_H_
