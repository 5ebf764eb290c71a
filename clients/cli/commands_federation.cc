#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kSubmissions = "federation.v1.SubmissionService/";

}  // namespace

std::vector<Command> SubmissionCommands() {
  const Argument submission = {"SUBMISSION", "name"};
  const std::string example = " bodies/police-federation/submissions/7k2m";
  Command attach = {"submissions",
                    "attach",
                    kSubmissions + "UploadAttachment",
                    {{"SUBMISSION", "parent"}, {"FILE", "", true, false, "The file, of at most 25 MiB; - for the standard input."}},
                    {"submissions attach" + example + " motion.pdf", "submissions attach" + example + " - --name results.csv < results.csv"}};
  attach.run = RunAttach;
  attach.file_only = true;
  attach.flags = {{"name", "TEXT", "What it is called; the file's own name unless set."},
                  {"content-type", "TYPE", "What it is (application/pdf); from the end of its name unless set."}};
  Command fetch = {"submissions",
                   "fetch",
                   kSubmissions + "DownloadAttachment",
                   {{"ATTACHMENT", "name"}},
                   {"submissions fetch" + example + "/attachments/p3xq", "submissions fetch" + example + "/attachments/p3xq --to motion.pdf"}};
  fetch.run = RunFetch;
  fetch.flags = {{"to", "PATH", "Where to put it, a file or a folder; - for the standard output. Here, under its own name, unless set."},
                 {"force", "", "Replace a file that is there."}};
  fetch.notes = "The file appears once all of it has come and its SHA-256 is right.";
  Command lodge = {"submissions",
                   "lodge",
                   "",
                   {{"SUBMISSION", "", true, false, "The draft."}},
                   {"submissions lodge" + example},
                   "Puts a draft forward. Others see it at once, or when its embargo ends."};
  lodge.run = RunLodge;
  lodge.flags = {{"etag", "TEXT", "Its etag as you read it: refused when somebody wrote in between."}};
  return {
      {"submissions",
       "list",
       kSubmissions + "ListSubmissions",
       {{"BODY", "parent", false}},
       {"submissions list", "submissions list bodies/police-federation --state lodged",
        "submissions list --topic body-worn-video --text battery -o json"}},
      {"submissions", "get", kSubmissions + "GetSubmission", {submission}, {"submissions get" + example, "submissions get" + example + " -o json"}},
      {"submissions",
       "create",
       kSubmissions + "CreateSubmission",
       {{"BODY", "parent"}},
       {"submissions create bodies/police-federation --id bwv-2026 --title \"Batteries do not last a shift\" --branch \"Kent branch\" --portfolio "
        "ICT "
        "--embargo-until +6w",
        "submissions create bodies/police-federation -f submission.json --lodge",
        "submissions create bodies/police-federation --title \"...\" --text \"...\" --speaks-for-members 3400 --speaks-for-basis motion "
        "--speaks-for-description \"Carried at the branch meeting\" --speaks-for-date 2026-10-02"}},
      {"submissions",
       "update",
       kSubmissions + "UpdateSubmission",
       {{"SUBMISSION", "submission.name"}},
       {"submissions update" + example + " --topic body-worn-video", "submissions update" + example + " --clear embargo-until",
        "submissions update" + example + " -f submission.json --lodge"}},
      lodge,
      {"submissions",
       "withdraw",
       kSubmissions + "WithdrawSubmission",
       {submission},
       {"submissions withdraw" + example + " --reason \"The figures were of the year before\""}},
      {"submissions",
       "supersede",
       kSubmissions + "SupersedeSubmission",
       {submission, {"SUCCESSOR", "successor"}},
       {"submissions supersede" + example + " bodies/police-federation/submissions/9d1c"}},
      attach,
      fetch,
      {"submissions", "detach", kSubmissions + "DeleteAttachment", {{"ATTACHMENT", "name"}}, {"submissions detach" + example + "/attachments/p3xq"}},
  };
}

}  // namespace frontline::cli
