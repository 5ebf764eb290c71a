// Surveys as a whole server carries them, over TCP, against a frontlined in another process that it starts on a free port with a folder of its own:
//
//   import    SurveyService/ImportResponses of a CSV file of --rows responses × --questions questions (Likert, single, multiple in one column), from
//             the first byte sent to the report: received, checked as a whole, written durably.
//   submit    ResponseService/SubmitResponse with 64 in flight, each by an invitation of its own and with answers to all questions, beside an empty
//             call (grpc.health.v1.Health/Check, as in load_bench), round by round in turn; the median round of each counts, and their ratio.
//   close     SurveyService/CloseSurvey of --rows responses to as many questions with 12 breakdowns, one of them 48 forces × 6 ranks, from the call
//             to its last message: read, tabulated, audited, written, purged. And the most memory that the server ever had, from its start to then
//             (--only close: with the import, but without the load of single responses).
//
// Answers are random, but always the same. The rate limit of frontlined is off; all else is as it ships.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "frontline/survey/v1/response_service.grpc.pb.h"
#include "frontline/survey/v1/survey_service.grpc.pb.h"
#include "tests/bench/load.h"
#include "tests/bench/made_survey.h"

namespace frontline::bench {
namespace {

namespace s = frontline::survey::v1;
using Clock = std::chrono::steady_clock;

// What surveys need. Responses are in no feed, so nothing follows them.
constexpr char kServices[] = "identity,requirement,supplier,matching,survey";
constexpr int kDepth = 64;
constexpr size_t kChunk = 256 << 10;
constexpr int kInvitationsAtOnce = 100'000;

struct Options {
  int rows = 200'000;
  int questions = 30;
  double seconds = 2;
  int rounds = 3;
  int clients = 2;
  int invitations = 300'000;
  bool json = false;
  std::string only;  // empty: all
  std::string program = BesideMe("frontlined");
  std::string data;
};

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class Surveys {
 public:
  Surveys(const std::string& address, const std::string& token)
      : authorization_("Bearer " + token), stub_(s::SurveyService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}

  std::string Open(const std::string& id, const s::Instrument& instrument) {
    s::CreateSurveyRequest create;
    create.set_parent("forces/kent");
    create.set_survey_id(id);
    *create.mutable_survey()->mutable_instrument() = instrument;
    s::Survey survey;
    Check("CreateSurvey", stub_->CreateSurvey(Context().get(), create, &survey));
    s::OpenSurveyRequest open;
    open.set_name(survey.name());
    Check("OpenSurvey", stub_->OpenSurvey(Context().get(), open, &survey));
    return survey.name();
  }

  // Seconds from the first byte to the report.
  double Import(const std::string& survey, const s::Instrument& instrument, const std::string& file, const Options& options) {
    const Clock::time_point start = Clock::now();
    const auto context = Context();
    const auto stream = stub_->ImportResponses(context.get());
    s::ImportResponsesRequest request;
    request.mutable_options()->set_parent(survey);
    *request.mutable_options()->mutable_mapping() = MakeMapping(instrument, options.questions);
    for (size_t at = 0; at < file.size(); at += kChunk) {
      request.set_chunk(file.substr(at, kChunk));
      request.set_last(at + kChunk >= file.size());
      if (!stream->Write(request)) break;
      request.Clear();
    }
    stream->WritesDone();
    s::ImportResponsesResponse response;
    uint64_t imported = 0;
    while (stream->Read(&response)) {
      for (const auto& problem : response.problems()) Die("import: " + problem.path() + ": " + problem.message());
      if (response.has_report()) imported = response.report().imported();
    }
    Check("ImportResponses", stream->Finish());
    if (imported != static_cast<uint64_t>(options.rows)) Die("import: " + std::to_string(imported) + " rows were imported");
    return SecondsSince(start);
  }

  std::vector<std::string> Invite(const std::string& survey, int many) {
    std::vector<std::string> invitations;
    while (static_cast<int>(invitations.size()) < many) {
      s::IssueInvitationsRequest request;
      request.set_parent(survey);
      request.set_count(std::min(kInvitationsAtOnce, many - static_cast<int>(invitations.size())));
      const auto context = Context();
      const auto stream = stub_->IssueInvitations(context.get(), request);
      s::IssueInvitationsResponse response;
      while (stream->Read(&response)) invitations.insert(invitations.end(), response.invitations().begin(), response.invitations().end());
      Check("IssueInvitations", stream->Finish());
    }
    return invitations;
  }

  // Seconds, and how it came out.
  double Close(const std::string& survey, s::DisclosureReport* report) {
    const Clock::time_point start = Clock::now();
    s::CloseSurveyRequest request;
    request.set_name(survey);
    const auto context = Context();
    const auto stream = stub_->CloseSurvey(context.get(), request);
    s::CloseSurveyResponse response;
    while (stream->Read(&response)) {
    }
    Check("CloseSurvey", stream->Finish());
    if (response.survey().state() != s::SURVEY_STATE_CLOSED) Die("close: the survey is not closed");
    *report = response.survey().disclosure();
    return SecondsSince(start);
  }

 private:
  std::unique_ptr<grpc::ClientContext> Context() const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization", authorization_);
    return context;
  }
  static void Check(const std::string& what, const grpc::Status& status) {
    if (!status.ok()) Die(what + " failed: " + status.error_message());
  }
  const std::string authorization_;
  const std::unique_ptr<s::SurveyService::Stub> stub_;
};

std::vector<Kind> SubmitKinds(const std::string& survey, std::vector<std::string> invitations, const Options& options) {
  // What each request is made of, serialised: messages after each other are merged.
  std::mt19937_64 random(2);
  auto bodies = std::make_shared<std::vector<std::string>>();
  for (int i = 0; i < 1000; ++i) {
    s::SubmitResponseRequest body;
    body.set_survey(survey);
    *body.mutable_response() = MakeResponse(options.questions, random);
    bodies->push_back(body.SerializeAsString());
  }
  auto tokens = std::make_shared<const std::vector<std::string>>(std::move(invitations));
  auto next = std::make_shared<std::atomic<size_t>>(0);
  return {{"empty", "/grpc.health.v1.Health/Check", "", [](uint64_t) { return std::string(); }},
          {"submit", "/frontline.survey.v1.ResponseService/SubmitResponse", "", [=](uint64_t number) {
             const size_t mine = next->fetch_add(1);
             if (mine >= tokens->size()) Die("all invitations are used; give more --invitations");
             char receipt[48];
             std::snprintf(receipt, sizeof(receipt), "bench-%020llu-%012zu", static_cast<unsigned long long>(number), mine);
             s::SubmitResponseRequest own;
             own.set_invitation((*tokens)[mine]);
             own.set_receipt_code(receipt);
             return (*bodies)[number % bodies->size()] + own.SerializeAsString();
           }}};
}

struct Figures {
  double import_seconds = 0;
  Result empty;
  Result submit;
  double close_seconds = 0;
  double close_mib = 0;
  s::DisclosureReport close;
};

// The most memory that a process ever had, in MiB.
double PeakMib(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

void MeasureClose(Surveys& surveys, pid_t server, const Options& options, Figures* figures) {
  const s::Instrument instrument = MakeClosedInstrument(options.questions, options.rows);
  const std::string survey = surveys.Open("close", instrument);
  surveys.Import(survey, instrument, MakeFile(options.questions, options.rows, /*closed=*/true), options);
  figures->close_seconds = surveys.Close(survey, &figures->close);
  figures->close_mib = PeakMib(server);
}

void MeasureSubmit(const std::string& address, Surveys& surveys, const Options& options, Figures* figures) {
  const std::string survey = surveys.Open("submit", MakeInstrument(options.questions));
  const std::vector<Kind> kinds = SubmitKinds(survey, surveys.Invite(survey, options.invitations), options);
  Load load(address, options.clients);
  std::vector<Result> results[2];
  for (int round = 0; round < options.rounds; ++round) {
    for (size_t i = 0; i < kinds.size(); ++i) results[i].push_back(load.Run(kinds[i], kDepth, options.seconds));
  }
  for (std::vector<Result>& measured : results) {
    std::sort(measured.begin(), measured.end(), [](const Result& a, const Result& b) { return a.rate < b.rate; });
  }
  figures->empty = results[0][results[0].size() / 2];
  figures->submit = results[1][results[1].size() / 2];
}

void Print(const Figures& figures, const Options& options) {
  const double rate = figures.import_seconds > 0 ? options.rows / figures.import_seconds : 0;
  const double ratio = figures.empty.rate > 0 ? figures.submit.rate / figures.empty.rate : 0;
  if (options.json) {
    std::printf(
        "{\"import\": {\"rows\": %d, \"questions\": %d, \"seconds\": %.2f, \"rows_per_second\": %.0f}, \"submit\": {\"in_flight\": %d, "
        "\"empty_rate\": %.0f, "
        "\"rate\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"of_empty\": %.3f}, \"close\": {\"seconds\": %.2f, \"peak_mib\": %.0f, \"tables\": "
        "%lld, \"cells\": %lld, \"suppressed\": %lld}}\n",
        options.rows, options.questions, figures.import_seconds, rate, kDepth, figures.empty.rate, figures.submit.rate, figures.submit.p50_ms,
        figures.submit.p99_ms, ratio, figures.close_seconds, figures.close_mib, static_cast<long long>(figures.close.tables()),
        static_cast<long long>(figures.close.cells()), static_cast<long long>(figures.close.suppressed_cells()));
    return;
  }
  if (rate > 0) {
    std::printf("import   %d responses × %d questions in %.1f s: %.0f responses/s\n", options.rows, options.questions, figures.import_seconds, rate);
  }
  if (ratio > 0) {
    std::printf("submit   %d in flight: %.0f/s, p50 %.2f ms, p99 %.2f ms; empty call %.0f/s; of empty %.2f\n", kDepth, figures.submit.rate,
                figures.submit.p50_ms, figures.submit.p99_ms, figures.empty.rate, ratio);
  }
  if (figures.close_seconds > 0) {
    std::printf(
        "close    %d responses × %d questions × 12 breakdowns in %.1f s; the server had %.0f MiB at most\n", options.rows, options.questions,
        figures.close_seconds, figures.close_mib);
    std::printf("         %lld tables, %lld withheld; %lld cells, %lld suppressed; %lld sets audited\n", static_cast<long long>(figures.close.tables()),
                static_cast<long long>(figures.close.withheld_tables()), static_cast<long long>(figures.close.cells()),
                static_cast<long long>(figures.close.suppressed_cells()), static_cast<long long>(figures.close.audited_sets()));
  }
}

int Main(int argc, char** argv) {
  CLI::App app("Measures surveys: bulk import, single responses beside an empty call, closing.");
  Options options;
  app.add_flag("--json", options.json, "Print one JSON object");
  app.add_option("--rows", options.rows, "Responses to import")->check(CLI::Range(1, 2'000'000))->capture_default_str();
  app.add_option("--questions", options.questions, "Questions of the survey")->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long a round of each call is, in seconds")->check(CLI::Range(0.1, 60.0))->capture_default_str();
  app.add_option("--rounds", options.rounds, "How many rounds; the median one of each counts")->check(CLI::Range(1, 99))->capture_default_str();
  app.add_option("--clients", options.clients, "Connections, each with a thread of its own")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--invitations", options.invitations, "Invitations to have ready")->check(CLI::Range(1, 1'000'000))->capture_default_str();
  app.add_option("--only", options.only, "Only this one: import, submit or close (which imports a survey of its own first)");
  app.add_option("--frontlined", options.program, "The program to start")->capture_default_str();
  app.add_option("--data", options.data, "A folder on the disk to measure, new or empty; default: a temporary one that is removed");
  CLI11_PARSE(app, argc, argv);
  std::error_code error;
  const bool temporary = options.data.empty();
  const std::string folder = temporary ? TemporaryFolder("survey_bench") : options.data;
  if (!temporary) std::filesystem::create_directories(folder, error);
  Figures figures;
  {
    const ServerProcess process(options.program, kServices, folder);
    Surveys surveys(process.address(), process.token());
    const auto wanted = [&options](const char* part) { return options.only.empty() || options.only == part; };
    if (wanted("import")) {
      const s::Instrument instrument = MakeInstrument(options.questions);
      const std::string file = MakeFile(options.questions, options.rows, /*closed=*/false);
      figures.import_seconds = surveys.Import(surveys.Open("import", instrument), instrument, file, options);
    }
    if (wanted("close")) MeasureClose(surveys, process.process(), options, &figures);
    if (wanted("submit")) MeasureSubmit(process.address(), surveys, options, &figures);
  }
  if (temporary) std::filesystem::remove_all(folder, error);
  Print(figures, options);
  return 0;
}

}  // namespace
}  // namespace frontline::bench

int main(int argc, char** argv) { return frontline::bench::Main(argc, argv); }
