#include "tests/bench/load.h"

#include <errno.h>
#include <fcntl.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>
#include <utility>

namespace frontline::bench {
namespace {

using Clock = std::chrono::steady_clock;

// One call at a time in its place, again and again.
struct Slot {
  std::optional<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  grpc::Status status;
  Clock::time_point start;
};

}  // namespace

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, why.c_str());
  std::exit(1);
}

std::string BesideMe(const std::string& program) {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / program;
}

std::string TemporaryFolder(const std::string& start) {
  std::error_code error;
  std::string pattern = (std::filesystem::temp_directory_path(error) / (start + ".XXXXXX")).string();
  if (error || mkdtemp(pattern.data()) == nullptr) Die("no temporary folder to be had");
  return pattern;
}

ServerProcess::ServerProcess(const std::string& program, const std::string& services, const std::string& folder) {
  int out[2];
  if (pipe(out) != 0) Die("no pipe to be had");
  process_ = fork();
  if (process_ == 0) {
    const int log = open((folder + "/log").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    dup2(out[1], STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close(out[0]);
    const std::string data = folder + "/data";
    execl(program.c_str(), program.c_str(), "--data", data.c_str(), "--listen", "127.0.0.1:0", "--metrics", "off", "--calls-per-second", "0",
          "--services", services.c_str(), nullptr);
    _exit(127);
  }
  close(out[1]);
  std::string greeting(1000, '\0');
  const ssize_t size = read(out[0], greeting.data(), greeting.size());
  const std::string mark = "serving on ";
  const size_t at = size > 0 ? greeting.find(mark) : std::string::npos;
  if (at == std::string::npos) Die(program + " does not serve; see " + folder + "/log");
  address_ = greeting.substr(at + mark.size(), greeting.find_first_of(" \n", at + mark.size()) - at - mark.size());
  std::ifstream(folder + "/data/admin.token") >> token_;
}

ServerProcess::~ServerProcess() {
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

// A thread with its connection, its completion queue and its share of the calls in flight.
class Load::Client {
 public:
  Client(const std::string& address, int number) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("frontline.bench.client", number);  // so that clients do not share a connection
    channel_ = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
    stub_ = std::make_unique<grpc::GenericStub>(channel_);
  }

  // Runs `depth` in flight until `end`; keeps the times of calls that started after `from`.
  void Run(const Kind& kind, int depth, uint64_t first, uint64_t step, Clock::time_point from, Clock::time_point end) {
    micros.clear();
    grpc::CompletionQueue queue;
    std::vector<Slot> slots(static_cast<size_t>(depth));
    uint64_t next = first;
    const auto start = [&](Slot& slot) {
      slot.context.emplace();
      if (!kind.token.empty()) slot.context->AddMetadata("authorization", kind.token);
      grpc::Slice slice(kind.request(next));
      next += step;
      slot.request = grpc::ByteBuffer(&slice, 1);
      slot.response.Clear();
      slot.start = Clock::now();
      slot.call = stub_->PrepareUnaryCall(&*slot.context, kind.method, slot.request, &queue);
      slot.call->StartCall();
      slot.call->Finish(&slot.response, &slot.status, &slot);
    };
    for (Slot& slot : slots) start(slot);
    int in_flight = depth;
    void* tag = nullptr;
    bool ok = false;
    while (in_flight > 0 && queue.Next(&tag, &ok)) {
      Slot& slot = *static_cast<Slot*>(tag);
      if (!slot.status.ok()) Die(kind.name + " failed: " + slot.status.error_message());
      const Clock::time_point now = Clock::now();
      if (slot.start >= from && now <= end) micros.push_back(std::chrono::duration<float, std::micro>(now - slot.start).count());
      if (now < end) {
        start(slot);
      } else {
        --in_flight;
      }
    }
    queue.Shutdown();
    while (queue.Next(&tag, &ok)) {
    }
  }

  // Of the last run.
  std::vector<float> micros;

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

Load::Load(const std::string& address, int clients) : next_(static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count())) {
  for (int i = 0; i < clients; ++i) clients_.push_back(std::make_unique<Client>(address, i));
}

Load::~Load() = default;

Result Load::Run(const Kind& kind, int depth, double seconds) {
  const auto length = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const Clock::time_point from = Clock::now() + length / 5;  // warm by then
  const Clock::time_point end = from + length;
  const size_t many = std::min(clients_.size(), static_cast<size_t>(depth));
  std::vector<std::thread> threads;
  for (size_t i = 0; i < many; ++i) {
    const int share = static_cast<int>(static_cast<size_t>(depth) / many + (i < static_cast<size_t>(depth) % many ? 1 : 0));
    threads.emplace_back([&, i, share] { clients_[i]->Run(kind, share, next_ + i, many, from, end); });
  }
  for (std::thread& thread : threads) thread.join();
  next_ += 1u << 30;
  std::vector<float> micros;
  for (size_t i = 0; i < many; ++i) micros.insert(micros.end(), clients_[i]->micros.begin(), clients_[i]->micros.end());
  if (micros.empty()) Die(kind.name + ": not one call was answered in time; give more --seconds");
  std::sort(micros.begin(), micros.end());
  return {static_cast<double>(micros.size()) / seconds, micros[micros.size() / 2] / 1e3, micros[micros.size() * 99 / 100] / 1e3};
}

}  // namespace frontline::bench
