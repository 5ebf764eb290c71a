// From what the front line said to a requirement, and back: consultations and traces.
#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kConsultations = "requirement.v1.ConsultationService/";
const std::string kTraces = "requirement.v1.TraceService/";

}  // namespace

std::vector<Command> ConsultationCommands() {
  const Argument consultation = {"CONSULTATION", "name"};
  const std::string requirement = " forces/kent/requirements/body-worn-video-battery";
  const std::string example = requirement + "/consultations/7k2m";
  const std::string receipt = " --receipt 3F9K-7Q2M-X8PD-4VWN-6HJR-T5BC";
  return {
      {"consultations",
       "open",
       kConsultations + "OpenConsultation",
       {{"REQUIREMENT", "parent"}},
       {"consultations open" + requirement +
            " --question \"Would this give you video that lasts a shift?\" --close-date +14d --audiences forces/kent "
            "--audiences bodies/police-federation",
        "consultations open" + requirement + " --question \"...\" --close-date +14d --surveys forces/kent/surveys/technology-2026 --anonymous"}},
      {"consultations", "get", kConsultations + "GetConsultation", {consultation}, {"consultations get" + example}},
      {"consultations",
       "list",
       kConsultations + "ListConsultations",
       {{"PARENT", "parent", false}},
       {"consultations list --answerable", "consultations list forces/kent --state open", "consultations list" + requirement}},
      {"consultations",
       "answer",
       kConsultations + "AnswerConsultation",
       {consultation},
       {"consultations answer" + example + " --verdict endorse",
        "consultations answer" + example + " --verdict object --text \"It does not say what happens in the cold\""}},
      {"consultations", "read", kConsultations + "ReadWithReceipt", {consultation}, {"consultations read" + example + receipt}},
      {"consultations",
       "endorse",
       kConsultations + "EndorseWithReceipt",
       {consultation},
       {"consultations endorse" + example + receipt + " --verdict endorse"}},
      {"consultations",
       "close",
       kConsultations + "CloseConsultation",
       {consultation},
       {"consultations close" + example, "consultations close" + example + " --reply \"The test now runs at -5 °C\""}},
      {"consultations", "results", kConsultations + "ListRemarks", {{"CONSULTATION", "parent"}}, {"consultations results" + example}},
  };
}

std::vector<Command> TraceCommands() {
  return {
      {"trace",
       "",
       kTraces + "Trace",
       {{"NAME", "name"}},
       {"trace forces/kent/needs/7k2m", "trace forces/kent/surveys/technology-2026/questions/q12 --direction forward",
        "trace bodies/police-federation/submissions/p3xq", "trace forces/kent/requirements/body-worn-video-battery -o json"}},
      {"coverage", "", kTraces + "GetCoverage", {{"ORGANISATION", "parent", false}}, {"coverage", "coverage forces/kent --limit 100"}},
      {"follow",
       "",
       kTraces + "Follow",
       {{"NAME", "name"}},
       {"follow forces/kent/surveys/technology-2026", "follow bodies/police-federation --branch \"Kent branch\"", "follow forces/kent"}},
  };
}

}  // namespace frontline::cli
