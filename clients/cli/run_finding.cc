#include <ostream>

#include "clients/cli/error.h"
#include "clients/cli/new_file.h"
#include "clients/cli/run.h"
#include "clients/cli/text.h"
#include "frontline/survey/v1/finding_service.pb.h"

namespace frontline::cli {

using google::protobuf::Message;

absl::StatusOr<int> RunExportFindings(const Invocation& invocation) {
  survey::v1::ExportFindingsRequest request;
  request.set_parent(invocation.arguments.Get("SURVEY"));
  const std::string path = invocation.arguments.Get("to");
  NewFile file;
  if (!path.empty()) {
    if (absl::Status opened = file.Open(path, /*replace=*/false); !opened.ok()) return opened;
  }
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  bool sent = false;
  const absl::Status followed = (*connection)
                                    ->Stream(
                                        *FindMethod(invocation.command.method),
                                        [&](Message* next) -> absl::StatusOr<bool> {
                                          if (sent) return false;
                                          next->CopyFrom(request);
                                          return sent = true;
                                        },
                                        [&](const Message& message) -> absl::Status {
                                          const std::string& chunk = static_cast<const survey::v1::ExportFindingsResponse&>(message).chunk();
                                          if (!path.empty()) return file.Write(chunk);
                                          // A terminal must not be driven by what somebody wrote; a file or a pipe gets every byte.
                                          if (invocation.session.terminal().out_is_terminal) {
                                            invocation.out() << Printable(chunk);
                                          } else {
                                            invocation.out() << chunk;
                                          }
                                          return absl::OkStatus();
                                        });
  if (!followed.ok()) return followed;
  if (path.empty()) return kOk;
  if (absl::Status kept = file.Keep(); !kept.ok()) return kept;
  invocation.out() << "Findings of " << Printable(request.parent()) << " into " << Printable(path) << ".\n";
  return kOk;
}

}  // namespace frontline::cli
