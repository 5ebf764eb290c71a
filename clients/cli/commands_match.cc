#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kMatching = "matching.v1.MatchingService/";

}  // namespace

std::vector<Command> MatchCommands() {
  const std::string requirement = "forces/kent/requirements/body-worn-video-battery";
  Command explain = {
      "match",
      "explain",
      kMatching + "GetMatch",
      {{"MATCH", "name", true, false, "A kept match, or a requirement: its latest one."}, {"SUPPLIER", "", false, false, "Only this candidate."}},
      {"match explain " + requirement, "match explain " + requirement + " suppliers/acme",
       "match explain " + requirement + "/matches/k3m9x2p7qd --replay"}};
  explain.run = RunExplain;
  explain.summary = "Says why each candidate of a kept match stands where it stands: every point, every criterion with its evidence, what to ask.";
  explain.notes = "Points of what it offers and of what is asked of it sum exactly to the score. MUSTs give no points: they decide the standing.";
  return {
      {"match",
       "run",
       kMatching + "MatchSuppliers",
       {{"REQUIREMENT", "requirement"}},
       {"match run " + requirement, "match run " + requirement + " --store", "match run " + requirement + " --revision 2 --limit 5 -o json"}},
      explain,
      {"match",
       "get",
       kMatching + "GetMatch",
       {{"MATCH", "name"}},
       {"match get " + requirement + "/matches/k3m9x2p7qd", "match get " + requirement + "/matches/k3m9x2p7qd --replay"}},
      {"match",
       "list",
       kMatching + "ListMatches",
       {{"REQUIREMENT", "parent"}},
       {"match list " + requirement, "match list forces/kent/requirements/-"}},
      {"match",
       "compare",
       kMatching + "Compare",
       {{"REQUIREMENT", "requirement"}, {"SUPPLIER", "suppliers", true, true}},
       {"match compare " + requirement + " suppliers/acme suppliers/harrow",
        "match compare " + requirement + " suppliers/acme suppliers/harrow -o wide"}},
      {"match",
       "requirements",
       kMatching + "MatchRequirements",
       {{"SUPPLIER", "supplier"}},
       {"match requirements suppliers/acme", "match requirements suppliers/acme --organisation forces/kent -o wide"}},
      {"match",
       "similar-needs",
       kMatching + "SimilarNeeds",
       {{"NEED", "need", false}},
       {"match similar-needs forces/kent/needs/7k2m", "match similar-needs --text \"camera batteries die before the end of the shift\""}},
      {"match",
       "group-texts",
       kMatching + "GroupTexts",
       {{"TEXT", "texts", true, true}},
       {"match group-texts \"radio has no signal in custody\" \"no radio signal down in custody\" \"more chargers please\""}},
  };
}

}  // namespace frontline::cli
