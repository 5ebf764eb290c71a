// Any text as a file that frontctl reads: a message or a mistake with its place, and never more of either than the text is worth.
#include <cstddef>
#include <cstdint>
#include <string>

#include "clients/cli/yaml.h"
#include "frontline/survey/v1/response.pb.h"
#include "frontline/survey/v1/survey.pb.h"
#include "tests/fuzz/must.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace frontline;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  survey::v1::Instrument instrument;
  cli::Lines lines;
  const absl::Status read = cli::ParseYaml(text, &instrument, &lines);
  fuzz::Must(read.ok() || !read.message().empty(), "a mistake is named");
  for (const auto& [path, line] : lines) fuzz::Must(line >= 1 && cli::LineOf(lines, path + ".x") == line, "a field has a line");
  survey::v1::ResponseMapping mapping;
  cli::ParseYaml(text, &mapping, nullptr).IgnoreError();
  cli::YamlHasKey(text, "instrument");
  return 0;
}
