// Instruments and mappings as they lie in files. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_SURVEY_FILE_H_
#define FRONTLINE_CLIENTS_CLI_SURVEY_FILE_H_

#include <istream>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/yaml.h"
#include "frontline/survey/v1/survey.pb.h"

namespace frontline::cli {

// Reads JSON or YAML into `message`; "-" is the standard input. A mistake of usage that names the file and the line. `lines` may be null.
absl::Status ReadMessageFile(const std::string& path, std::istream& in, google::protobuf::Message* message, Lines* lines);

struct InstrumentFile {
  survey::v1::Instrument instrument;
  Lines lines;  // by path within the instrument
};
// An instrument, or a survey that holds one, as `surveys get -o json` prints it.
absl::StatusOr<InstrumentFile> ReadInstrumentFile(const std::string& path, std::istream& in);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SURVEY_FILE_H_
