// A frontlined of its own, and closed-loop load over TCP on it: what the benches of whole servers share. The client moves bytes: requests are made
// beforehand, and answers are looked at only for their status.
#ifndef FRONTLINE_TESTS_BENCH_LOAD_H_
#define FRONTLINE_TESTS_BENCH_LOAD_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace frontline::bench {

// Says why on stderr and ends the program.
[[noreturn]] void Die(const std::string& why);

// A program in this program's folder.
std::string BesideMe(const std::string& program);
// A folder under the temporary one, new and empty, whose name begins with `start`.
std::string TemporaryFolder(const std::string& start);

// A frontlined on a free port, without a rate limit and metrics, with its data and its log in `folder`; ended with this object.
class ServerProcess {
 public:
  ServerProcess(const std::string& program, const std::string& services, const std::string& folder);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  const std::string& address() const { return address_; }
  const std::string& token() const { return token_; }  // the first administrator's
  pid_t process() const { return process_; }

 private:
  pid_t process_ = -1;
  std::string address_;
  std::string token_;
};

// What is called: each call's request is made by `request` from its number, which no other call has.
struct Kind {
  std::string name;
  std::string method;
  std::string token;  // the authorization; empty for none
  std::function<std::string(uint64_t)> request;
};

struct Result {
  double rate = 0;    // answered calls per second
  double p50_ms = 0;  // from the start of a call to its answer
  double p99_ms = 0;
};

// Connections, each with a thread of its own. Not thread-safe.
class Load {
 public:
  Load(const std::string& address, int clients);
  ~Load();
  // Keeps `depth` calls in flight for `seconds`, of which the first fifth does not count. Ends the program when a call fails.
  Result Run(const Kind& kind, int depth, double seconds);

 private:
  class Client;
  std::vector<std::unique_ptr<Client>> clients_;
  uint64_t next_;
};

}  // namespace frontline::bench

#endif  // FRONTLINE_TESTS_BENCH_LOAD_H_
