// Closed-loop load over TCP against a frontlined in another process, which it starts on a free port of this machine with a folder of its own, or
// finds at --server: 1, 8 and 64 calls in flight, each started when the one before it is answered.
//
//   empty         grpc.health.v1.Health/Check of the whole server: gRPC's own floor. gRPC answers it by itself, through the same callback API,
//   without a
//                 token and without our pipeline. WhoAmI would be nearer to "our emptiest call", and would flatter the other two figures.
//   get_need      NeedService/GetNeed of one of a thousand needs: the whole pipeline (token, rate limit, access, rules, metrics, log), a read, an
//   answer
//                 of some 500 bytes.
//   create_need   NeedService/CreateNeed with a request_id: the same, and durable with index entries, feed, audit and idempotency record.
//
// The server runs the services that are measured, identity and requirement (and admin, which every process has). With --services all, matching
// follows every need that is made, by a call of its own, and takes its share of the processors: that is a measure of the machine, not of a call.
//
// The client moves bytes: requests are made beforehand and answers are looked at only for their status, so that two cores measure the server more
// than the client. The rate limit of frontlined is off; all else is as it ships, log included.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "frontline/requirement/v1/need_service.grpc.pb.h"
#include "tests/bench/load.h"

namespace frontline::bench {
namespace {

using requirement::v1::CreateNeedRequest;
using requirement::v1::GetNeedRequest;
using requirement::v1::Need;

constexpr int kDepths[] = {1, 8, 64};
constexpr int kNeeds = 1000;

// --- What is asked ---

CreateNeedRequest NewNeed() {
  CreateNeedRequest request;
  request.set_parent("forces/kent");
  Need& need = *request.mutable_need();
  need.set_statement("Body-worn video that keeps recording through a full night shift without a spare battery");
  need.set_problem("The battery lasts about six hours. Officers on nights change it in the car, and what happens in between is not recorded.");
  need.set_affected("response officers on nights");
  need.set_people_affected(240);
  need.set_frequency(requirement::v1::FREQUENCY_EVERY_SHIFT);
  need.set_severity(requirement::v1::SEVERITY_MAJOR);
  need.add_forces("forces/kent");
  need.set_topic("body-worn-video");
  return request;
}

std::vector<std::string> MakeNeeds(const std::string& address, const std::string& authorization) {
  const auto stub = requirement::v1::NeedService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  std::vector<std::string> requests;
  for (int i = 0; i < kNeeds; ++i) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", authorization);
    Need need;
    if (const grpc::Status status = stub->CreateNeed(&context, NewNeed(), &need); !status.ok()) Die("CreateNeed failed: " + status.error_message());
    GetNeedRequest get;
    get.set_name(need.name());
    requests.push_back(get.SerializeAsString());
  }
  return requests;
}

std::vector<Kind> Kinds(const std::string& address, const std::string& token) {
  const std::string authorization = "Bearer " + token;
  const std::string create = NewNeed().SerializeAsString();
  return {
      {"empty", "/grpc.health.v1.Health/Check", "", [](uint64_t) { return std::string(); }},
      {"get_need", "/frontline.requirement.v1.NeedService/GetNeed", authorization,
       [needs = MakeNeeds(address, authorization)](uint64_t number) { return needs[number % needs.size()]; }},
      {"create_need", "/frontline.requirement.v1.NeedService/CreateNeed", authorization,
       [create](uint64_t number) {
         CreateNeedRequest id;  // two messages after each other are the two merged
         id.set_request_id("load-" + std::to_string(number));
         return create + id.SerializeAsString();
       }},
  };
}

using Results = std::map<std::string, std::map<int, Result>>;

void Print(const std::vector<Kind>& kinds, Results& results, bool json) {
  if (json) {
    std::string text = "{";
    for (const Kind& kind : kinds) {
      text += (text.size() > 1 ? ", \"" : "\"") + kind.name + "\": {";
      for (const int depth : kDepths) {
        const Result& result = results[kind.name][depth];
        char part[200];
        std::snprintf(part, sizeof(part), "%s\"%d\": {\"rate\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f}", depth == kDepths[0] ? "" : ", ", depth,
                      result.rate, result.p50_ms, result.p99_ms);
        text += part;
      }
      text += "}";
    }
    std::printf("%s}\n", text.c_str());
    return;
  }
  std::printf("call          in flight    calls/s   p50 ms   p99 ms   of empty\n");
  for (const Kind& kind : kinds) {
    for (const int depth : kDepths) {
      const Result& result = results[kind.name][depth];
      if (result.rate == 0) continue;  // not asked for
      std::printf("%-12s %10d %10.0f %8.3f %8.3f %10.2f\n", kind.name.c_str(), depth, result.rate, result.p50_ms, result.p99_ms,
                  result.rate / results["empty"][depth].rate);
    }
  }
}

struct Options {
  double seconds = 2;
  int rounds = 3;
  int clients = 2;
  std::string only;  // empty: all
  int depth = 0;     // 0: all
};

// Round by round, so that a machine whose speed wanders does so under all three; the median round counts.
Results Measure(const std::vector<Kind>& kinds, const std::string& address, const Options& options) {
  Load load(address, options.clients);
  Results results;
  for (const int depth : kDepths) {
    if (options.depth != 0 && options.depth != depth) continue;
    std::map<std::string, std::vector<Result>> all;
    for (int round = 0; round < options.rounds; ++round) {
      for (const Kind& kind : kinds) {
        if (options.only.empty() || options.only == kind.name) all[kind.name].push_back(load.Run(kind, depth, options.seconds));
      }
    }
    for (auto& [name, measured] : all) {
      std::sort(measured.begin(), measured.end(), [](const Result& a, const Result& b) { return a.rate < b.rate; });
      results[name][depth] = measured[measured.size() / 2];
    }
  }
  return results;
}

int Main(int argc, char** argv) {
  CLI::App app("Measures calls per second over TCP: an empty call, GetNeed and CreateNeed, with 1, 8 and 64 in flight.");
  bool json = false;
  Options options;
  std::string server, token, program = BesideMe("frontlined"), data, services = "identity,requirement";
  app.add_flag("--json", json, "Print one JSON object");
  app.add_option("--seconds", options.seconds, "How long a round of each is, in seconds")->check(CLI::Range(0.1, 3600.0))->capture_default_str();
  app.add_option("--rounds", options.rounds, "How many rounds; the median one of each counts")->check(CLI::Range(1, 99))->capture_default_str();
  app.add_option("--clients", options.clients, "Connections, each with a thread of its own")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--server", server, "Where a frontlined serves, without a rate limit; default: starts one");
  app.add_option("--token", token, "A token that may write needs in forces/kent, for --server");
  app.add_option("--frontlined", program, "The program to start")->capture_default_str();
  app.add_option("--services", services, "What it serves")->capture_default_str();
  app.add_option("--data", data, "A folder on the disk to measure, new or empty; default: a temporary one that is removed");
  app.add_option("--only", options.only, "Only this one: empty, get_need or create_need (for a profiler)");
  app.add_option("--in-flight", options.depth, "Only this many in flight: 1, 8 or 64 (for a profiler)");
  CLI11_PARSE(app, argc, argv);
  std::error_code error;
  std::string folder = data;
  std::unique_ptr<ServerProcess> process;
  if (server.empty()) {
    if (data.empty()) {
      folder = TemporaryFolder("load_bench");
    } else {
      std::filesystem::create_directories(folder, error);
    }
    process = std::make_unique<ServerProcess>(program, services, folder);
    server = process->address();
    token = process->token();
  }
  const std::vector<Kind> kinds = Kinds(server, token);
  Results results = Measure(kinds, server, options);
  process.reset();
  if (data.empty() && !folder.empty()) std::filesystem::remove_all(folder, error);
  Print(kinds, results, json);
  return 0;
}

}  // namespace
}  // namespace frontline::bench

int main(int argc, char** argv) { return frontline::bench::Main(argc, argv); }
