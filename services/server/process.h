// One frontlined: the store, the services on it, the server in front of them.
#ifndef FRONTLINE_SERVICES_SERVER_PROCESS_H_
#define FRONTLINE_SERVICES_SERVER_PROCESS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/server/options.h"

namespace frontline::server {

class Process {
 public:
  // Serves when this returns. Errors carry the reasons that exit_code.cc knows.
  static absl::StatusOr<std::unique_ptr<Process>> Start(const Options& options);
  // Stops at once, if it was not stopped.
  ~Process();

  // "frontlined 0.1.0 serving on 127.0.0.1:50051 (metrics on 127.0.0.1:9464)".
  std::string Greeting() const;
  // Takes no new calls, lets those under way end for as long as the options allow, closes the store.
  void Stop(absl::string_view why);

 private:
  class Impl;
  explicit Process(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_PROCESS_H_
