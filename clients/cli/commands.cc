// The table of commands. Areas stand in files of their own, so that each is short: this one puts them together.
#include "clients/cli/command_list.h"

namespace frontline::cli {
namespace {

std::vector<Command> AllCommands() {
  std::vector<Command> commands;
  for (const auto& part : {SurveyCommands(), FindingCommands(), NeedCommands(), RequirementCommands(), ConsultationCommands(), TraceCommands(), SupplierCommands(), MatchCommands(),
                           IdentityCommands(), ResponseCommands(), SubmissionCommands(), ImportCommands(), AdminCommands(), LocalCommands()}) {
    commands.insert(commands.end(), part.begin(), part.end());
  }
  return commands;
}

}  // namespace

const std::vector<Command>& Commands() {
  static const auto* const commands = new std::vector<Command>(AllCommands());
  return *commands;
}

const std::vector<Noun>& Nouns() {
  static const auto* const nouns = new std::vector<Noun>{
      {"surveys", "what officers are asked: instruments, invitations, closing", {"survey"}},
      {"findings", "what a closed survey says: figures by group, waves and groups compared, export", {"finding"}},
      {"comments", "what people wrote in their own words: moderation, and what is released", {"comment"}},
      {"themes", "released comments that say the same", {"theme"}},
      {"needs", "what the front line lacks, in its own words", {"need"}},
      {"submissions", "what staff bodies put forward for their members, with files", {"submission"}},
      {"requirements", "specified statements that answer needs, with criteria", {"requirement"}},
      {"consultations", "requirements put to the front line, and what it says of them", {"consultation"}},
      {"trace", "what a resource rests on, and what came of it", {}},
      {"coverage", "what was said or asked and is not followed up", {}},
      {"follow", "what became of a survey, a submission, or what a body or force asked", {}},
      {"match", "who could meet a requirement, and why", {"matches"}},
      {"suppliers", "who sells, and how far their facts can be trusted", {"supplier"}},
      {"capabilities", "what suppliers offer", {"capability"}},
      {"certifications", "certificates that suppliers hold or expect", {"certification"}},
      {"memberships", "suppliers' places on frameworks", {"membership"}},
      {"debarments", "who must or may be excluded", {"debarment"}},
      {"codes", "the CPV code list", {"code"}},
      {"respond", "answer a survey, with an invitation and without an account", {}},
      {"responses", "what you answered: take it back, follow what became of it", {"response"}},
      {"questionnaire", "what a survey asks", {}},
      {"organisations", "forces, staff bodies, consortia, buyers", {"organisation"}},
      {"members", "accounts: posts and systems, and what they may do", {"member"}},
      {"tokens", "what signs members in", {"token"}},
      {"whoami", "who you are to the server, and what you may do", {}},
      {"import", "notices (OCDS), needs and suppliers (CSV), CPV codes", {}},
      {"admin", "check, backup, restore, audit, health, figures, change feed", {}},
      {"sample", "the sample data", {}},
      {"contexts", "servers by name, with their tokens and TLS files", {"context"}},
      {"completion", "completion for bash, zsh and fish", {}},
      {"version", "the program's version", {}},
  };
  return *nouns;
}

}  // namespace frontline::cli
