// Instruments from files: checked, compared, made into surveys.
#include <algorithm>
#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/error.h"
#include "clients/cli/print.h"
#include "clients/cli/run.h"
#include "clients/cli/survey_file.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "frontline/survey/v1/survey_service.pb.h"
#include "google/rpc/error_details.pb.h"

namespace frontline::cli {
namespace {

using survey::v1::Instrument;

constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";

bool AsText(const Invocation& invocation) { return invocation.session.output == Output::kTable || invocation.session.output == Output::kWide; }

// FILE, or -f FILE; empty for neither.
std::string FileOf(const Invocation& invocation) {
  return invocation.arguments.Has("FILE") ? invocation.arguments.Get("FILE") : invocation.arguments.Get("file");
}

absl::StatusOr<InstrumentFile> NeededFile(const Invocation& invocation) {
  const std::string path = FileOf(invocation);
  if (path.empty()) return UsageError("FILE is missing: the instrument, as YAML or JSON");
  return ReadInstrumentFile(path, invocation.session.terminal().in);
}

// One line of what is wrong with an instrument.
struct Finding {
  std::string rule, field, message;
  bool warning = false;
};

// What the pipeline refused, in the form of the rules' problems. `path` is what stands before the instrument's own fields.
std::vector<Finding> Refused(const absl::Status& status, absl::string_view path) {
  std::vector<Finding> findings;
  google::rpc::BadRequest details;
  const auto payload = status.GetPayload(kBadRequest);
  if (!payload.has_value() || !details.ParseFromString(std::string(*payload))) return findings;
  for (const auto& violation : details.field_violations()) {
    absl::string_view field = violation.field();
    if (!absl::ConsumePrefix(&field, path)) return {};
    absl::string_view message = violation.description();
    std::string rule = "field";
    // "... [duplicate-code]": of a rule of instruments.
    if (const size_t open = message.rfind(" ["); open != absl::string_view::npos && absl::EndsWith(message, "]")) {
      rule = std::string(message.substr(open + 2, message.size() - open - 3));
      message = message.substr(0, open);
    }
    findings.push_back({std::move(rule), std::string(field), std::string(message)});
  }
  return findings;
}

void PrintFindings(const std::vector<Finding>& findings, const Lines& lines, const Style& style, std::ostream& out) {
  Table table({{"LINE", true}, {""}, {.header = "WHERE", .keep = true}, {.header = "RULE", .keep = true}, {.header = "WHAT", .wrap = true}});
  for (const Finding& finding : findings) {
    const int line = LineOf(lines, finding.field);
    table.Add({line > 0 ? absl::StrCat(line) : "", finding.warning ? "warning" : "error", finding.field, finding.rule, finding.message});
  }
  if (!table.empty()) out << table.Render(style.width, style.colour) << "\n";
}

// Prints what an instrument was refused for as a table, with its lines, and gives the exit code; any other error stays one.
absl::StatusOr<int> Explain(const Invocation& invocation, const absl::Status& status, const InstrumentFile& file, absl::string_view path) {
  std::vector<Finding> findings;
  if (absl::IsInvalidArgument(status)) findings = Refused(status, path);
  if (findings.empty() || !AsText(invocation)) return status;
  PrintFindings(findings, file.lines, invocation.session.style(), invocation.out());
  invocation.err() << Plural(static_cast<int64_t>(findings.size()), "error") << ". Nothing was stored.\n";
  return kInvalid;
}

struct Days {
  const char* flag;
  const char* field;
};
constexpr Days kDays[] = {{"open-on", "open_on"}, {"close-on", "close_on"}, {"retain-until", "retain_until"}};

// Days that are given beside a file. `mask` may be null.
absl::Status SetDays(const Invocation& invocation, Instrument* instrument, google::protobuf::FieldMask* mask) {
  for (const Days& day : kDays) {
    if (!invocation.arguments.Has(day.flag)) continue;
    const auto* field = Instrument::descriptor()->FindFieldByName(day.field);
    const absl::Status set = SetField(instrument, *field, invocation.arguments.Get(day.flag), invocation.session.clock());
    if (!set.ok()) return UsageError(absl::StrCat("--", day.flag, ": ", set.message()));
    if (mask != nullptr) mask->add_paths(absl::StrCat("instrument.", day.field));
  }
  return absl::OkStatus();
}

std::string RequestId(const Invocation& invocation) {
  return invocation.arguments.Has("request-id") ? invocation.arguments.Get("request-id") : invocation.session.NewRequestId();
}

// --set PATH=VALUE on what was read from the file.
absl::Status SetPaths(const Invocation& invocation, survey::v1::Survey* survey, google::protobuf::FieldMask* mask) {
  for (const std::string& text : invocation.arguments.All("set")) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) return UsageError(absl::StrCat("--set ", text, ": PATH=VALUE is wanted, as in --set instrument.k=15"));
    const std::string path = text.substr(0, equals);
    if (mask != nullptr && path.find('[') != std::string::npos) {
      return UsageError(absl::StrCat("--set ", path, ": a list is changed as a whole: get the survey with -o json, change it, and give the file"));
    }
    if (absl::Status set = SetPath(survey, path, text.substr(equals + 1), invocation.session.clock()); !set.ok()) {
      return UsageError(absl::StrCat("--set ", path, ": ", set.message()));
    }
    if (mask != nullptr) mask->add_paths(path);
  }
  return absl::OkStatus();
}

bool Changes(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  return arguments.Has("set") || std::any_of(std::begin(kDays), std::end(kDays), [&arguments](const Days& day) { return arguments.Has(day.flag); });
}

// The instrument of the wave before, to be changed: without its days, and without the notes on what changed then.
absl::StatusOr<Instrument> NextWave(const Invocation& invocation, const std::string& previous) {
  survey::v1::GetSurveyRequest request;
  request.set_name(previous);
  survey::v1::Survey survey;
  if (absl::Status called = invocation.session.Call("survey.v1.SurveyService/GetSurvey", request, &survey); !called.ok()) return called;
  Instrument instrument = std::move(*survey.mutable_instrument());
  instrument.clear_open_on();
  instrument.clear_close_on();
  for (survey::v1::Section& section : *instrument.mutable_sections()) {
    for (survey::v1::Question& question : *section.mutable_questions()) question.clear_change();
  }
  return instrument;
}

bool IsSurveyName(const std::string& text) {
  const auto slashes = std::count(text.begin(), text.end(), '/');
  return slashes == 3 && absl::StrContains(text, "/surveys/") && !absl::EndsWith(text, ".yaml") && !absl::EndsWith(text, ".yml") &&
         !absl::EndsWith(text, ".json");
}

}  // namespace

absl::StatusOr<int> RunValidateInstrument(const Invocation& invocation) {
  const absl::StatusOr<InstrumentFile> file = NeededFile(invocation);
  if (!file.ok()) return file.status();
  survey::v1::ValidateInstrumentRequest request;
  *request.mutable_instrument() = file->instrument;
  request.set_previous_wave(invocation.arguments.Get("previous-wave"));
  survey::v1::ValidateInstrumentResponse response;
  const absl::Status called = invocation.session.Call(invocation.command.method.c_str(), request, &response);
  if (!called.ok()) return Explain(invocation, called, *file, "instrument.");
  std::vector<Finding> findings;
  int64_t errors = 0;
  for (const survey::v1::InstrumentProblem& problem : response.problems()) {
    findings.push_back({problem.rule(), problem.field(), problem.message(), problem.warning()});
    errors += !problem.warning();
  }
  if (AsText(invocation)) {
    PrintFindings(findings, file->lines, invocation.session.style(), invocation.out());
    const int64_t warnings = static_cast<int64_t>(findings.size()) - errors;
    invocation.out() << (errors > 0 ? Plural(errors, "error") : "No errors") << ", " << (warnings > 0 ? Plural(warnings, "warning") : "no warnings")
                     << ". " << Plural(response.questions(), "question") << ", " << Plural(response.findings(), "finding") << " when it is closed.\n";
  } else {
    Print(response, invocation.session);
  }
  return errors > 0 ? kInvalid : kOk;
}

absl::StatusOr<int> RunDiffInstruments(const Invocation& invocation) {
  survey::v1::DiffInstrumentsRequest request;
  request.set_survey(invocation.arguments.Get("OLDER"));
  const std::string newer = invocation.arguments.Get("NEWER");
  InstrumentFile file;
  if (IsSurveyName(newer)) {
    request.set_other(newer);
  } else {
    absl::StatusOr<InstrumentFile> read = ReadInstrumentFile(newer, invocation.session.terminal().in);
    if (!read.ok()) return read.status();
    file = *std::move(read);
    *request.mutable_instrument() = file.instrument;
  }
  survey::v1::DiffInstrumentsResponse response;
  const absl::Status called = invocation.session.Call(invocation.command.method.c_str(), request, &response);
  if (!called.ok()) return Explain(invocation, called, file, "instrument.");
  if (!AsText(invocation)) {
    Print(response, invocation.session);
    return kOk;
  }
  Table table({{.header = "WHAT", .keep = true}, {"COMPARABLE"}, {.header = "CHANGE", .wrap = true}});
  for (const survey::v1::InstrumentChange& change : response.changes())
    table.Add({change.subject(), change.comparable() ? "yes" : "no", change.change()});
  const Style style = invocation.session.style();
  if (!table.empty()) invocation.out() << table.Render(style.width, style.colour) << "\n";
  invocation.out() << (table.empty() ? "Nothing differs. " : "") << "Answers to " << Plural(response.comparable_questions_size(), "question")
                   << " can be compared.\n";
  return kOk;
}

absl::StatusOr<int> RunCreateSurvey(const Invocation& invocation) {
  survey::v1::CreateSurveyRequest request;
  request.set_parent(invocation.arguments.Get("ORGANISATION"));
  request.set_survey_id(invocation.arguments.Get("id"));
  request.set_request_id(RequestId(invocation));
  request.mutable_survey()->set_previous_wave(invocation.arguments.Get("previous-wave"));
  InstrumentFile file;
  if (!FileOf(invocation).empty() || !invocation.arguments.Has("previous-wave")) {
    absl::StatusOr<InstrumentFile> read = NeededFile(invocation);
    if (!read.ok()) return read.status();
    file = *std::move(read);
    *request.mutable_survey()->mutable_instrument() = file.instrument;
  } else if (Changes(invocation)) {
    absl::StatusOr<Instrument> taken = NextWave(invocation, request.survey().previous_wave());
    if (!taken.ok()) return taken.status();
    *request.mutable_survey()->mutable_instrument() = *std::move(taken);
  }
  if (Changes(invocation)) {
    if (absl::Status set = SetPaths(invocation, request.mutable_survey(), nullptr); !set.ok()) return set;
    if (absl::Status set = SetDays(invocation, request.mutable_survey()->mutable_instrument(), nullptr); !set.ok()) return set;
  }
  survey::v1::Survey response;
  const absl::Status called = invocation.session.Call(invocation.command.method.c_str(), request, &response);
  if (!called.ok()) return Explain(invocation, called, file, "survey.instrument.");
  Print(response, invocation.session);
  return kOk;
}

absl::StatusOr<int> RunUpdateSurvey(const Invocation& invocation) {
  survey::v1::UpdateSurveyRequest request;
  survey::v1::Survey& survey = *request.mutable_survey();
  google::protobuf::FieldMask& mask = *request.mutable_update_mask();
  request.set_request_id(RequestId(invocation));
  InstrumentFile file;
  if (!FileOf(invocation).empty()) {
    absl::StatusOr<InstrumentFile> read = NeededFile(invocation);
    if (!read.ok()) return read.status();
    file = *std::move(read);
    *survey.mutable_instrument() = file.instrument;
    mask.add_paths("instrument");
  }
  if (absl::Status set = SetPaths(invocation, &survey, &mask); !set.ok()) return set;
  if (absl::Status set = SetDays(invocation, survey.mutable_instrument(), &mask); !set.ok()) return set;
  for (const std::string& name : invocation.arguments.All("clear"))
    mask.add_paths(absl::StrCat("instrument.", absl::StripPrefix(name, "instrument.")));
  if (mask.paths().empty()) return UsageError("nothing to change was given: a FILE, --close-on DAY, --retain-until DAY, or --set PATH=VALUE");
  survey.set_name(invocation.arguments.Get("SURVEY"));
  survey.set_etag(invocation.arguments.Get("etag"));
  survey::v1::Survey response;
  const absl::Status called = invocation.session.Call(invocation.command.method.c_str(), request, &response);
  if (!called.ok()) return Explain(invocation, called, file, "survey.instrument.");
  Print(response, invocation.session);
  return kOk;
}

}  // namespace frontline::cli
