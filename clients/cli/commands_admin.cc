#include "clients/cli/command_list.h"
#include "clients/cli/comments.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kExchange = "exchange.v1.ExchangeService/";
const std::string kAdmin = "admin.v1.AdminService/";
const std::string kChanges = "admin.v1.ChangeService/";

Command With(Command command, absl::StatusOr<int> (*run)(const Invocation&), const std::string& notes = "") {
  command.run = run;
  command.notes = notes;
  return command;
}

}  // namespace

std::vector<Command> ImportCommands() {
  const Argument file = {"FILE", "", true, false, "The file; - for the standard input."};
  const std::string columns =
      "\nHeaders of another name are mapped: --columns \"What is wrong=statement\" --columns \"Station=-\" leaves a column out.";
  return {
      With({"import",
            "ocds",
            kExchange + "ImportOcds",
            {file},
            {"import ocds notices.json --dry-run", "import ocds notices.json --source \"Contracts Finder, October 2020\"",
             "import ocds notices.json -o json > report.json"}},
           RunImport),
      With({"import",
            "needs",
            kExchange + "ImportNeeds",
            {file, {"ORGANISATION", "options.parent"}},
            {"import needs needs.csv forces/kent --dry-run", "import needs needs.csv forces/kent --columns \"What is wrong=statement\""}},
           RunImport, CommentOf("frontline.exchange.v1.ImportNeedsOptions") + columns),
      With({"import",
            "suppliers",
            kExchange + "ImportSuppliers",
            {file},
            {"import suppliers suppliers.csv --source \"Supplier day, March 2026\"", "import suppliers suppliers.csv --columns \"Company=name\""}},
           RunImport, CommentOf("frontline.exchange.v1.ImportSuppliersOptions") + columns),
      With({"import", "codes", kExchange + "ImportCodes", {file}, {"import codes cpv_en.json --complete"}}, RunImport),
  };
}

std::vector<Command> AdminCommands() {
  Command health = {"admin", "health", "", {}, {"admin health"}, "Says whether the server, and each of its services, takes calls. Needs no token."};
  Command restore = {"admin",
                     "restore",
                     "",
                     {{"BACKUP", "", true, false, "The backup's folder, on this machine."}},
                     {"admin restore /var/lib/frontline/backups/20261124t090000z --data /var/lib/frontline/data"},
                     "Makes a new data folder from a backup, offline: it runs the frontlined that lies beside frontctl."};
  restore.flags = {{"data", "DIR", "The data folder to make; it must not hold anything yet. Required."}};
  restore.local = true;
  return {
      With(health, RunHealth),
      {"admin", "stats", kAdmin + "GetStats", {}, {"admin stats", "admin stats -o json"}},
      With({"admin", "check", kAdmin + "Check", {}, {"admin check"}}, RunCheck, "Ends with exit code 9 when something is wrong."),
      With({"admin", "backup", kAdmin + "Backup", {}, {"admin backup", "admin backup --backup-id before-upgrade"}}, RunBackup),
      With(restore, RunRestore),
      {"admin",
       "audit",
       kAdmin + "QueryAudit",
       {},
       {"admin audit --newest-first --limit 20", "admin audit --actor forces/kent --from-time -7d",
        "admin audit --resource-prefix forces/kent/requirements --outcome OK -o wide"}},
      {"admin", "verify-audit", kAdmin + "VerifyAudit", {}, {"admin verify-audit"}},
      With({"admin",
            "watch",
            kChanges + "WatchChanges",
            {},
            {"admin watch --from-now", "admin watch --kinds need --resource-prefix forces/kent -o json"}},
           RunWatch, "Runs until Ctrl-C; with -o json, one object a line."),
      {"admin", "changes", kChanges + "ListChanges", {}, {"admin changes --after-sequence 1200", "admin changes --kinds supplier --all -o json"}},
  };
}

std::vector<Command> LocalCommands() {
  const auto local = [](Command command, absl::StatusOr<int> (*run)(const Invocation&), const std::string& notes = "") {
    command.local = true;
    return With(std::move(command), run, notes);
  };
  const Argument context = {"CONTEXT", "", true, false, "Its name, of your choice."};
  Command set = {"contexts",
                 "set",
                 "",
                 {context},
                 {"contexts set local --server 127.0.0.1:50051 --token-file data/admin.token",
                  "contexts set kent --server frontline.kent.example:443 --tls-ca ca.pem --token-file kent.token --use"},
                 "Makes a context, or changes what is given of one. The server's name, token file and TLS files come from the flags below."};
  set.flags = {{"use", "", "Use it from now on."},
               {"copy-token", "", "Keep the token itself in the file of contexts, instead of where its file lies."}};
  Command complete = {"complete", "", "", {{"WORD", "", false, true}}, {}, "Completes a command line, for the scripts of 'frontctl completion'."};
  complete.hidden = true;
  return {
      With({"sample",
            "load",
            "",
            {},
            {"sample load"},
            "Loads the sample data: forces' needs, requirements and invented suppliers. Doing it again changes nothing."},
           RunSampleLoad),
      local({"contexts", "list", "", {}, {"contexts list"}, "Lists the contexts; * marks the one in use."}, RunContextsList),
      local(std::move(set), RunContextsSet),
      local({"contexts", "use", "", {context}, {"contexts use kent"}, "Uses a context from now on."}, RunContextsUse),
      local({"contexts", "delete", "", {context}, {"contexts delete kent"}, "Deletes a context."}, RunContextsDelete),
      local({"completion",
             "",
             "",
             {{"SHELL", "", true, false, "bash, zsh or fish."}},
             {"completion bash > /etc/bash_completion.d/frontctl", "completion zsh > \"${fpath[1]}/_frontctl\"",
              "completion fish > ~/.config/fish/completions/frontctl.fish"},
             "Prints a script that completes commands, flags, words and names in a shell."},
            RunCompletion),
      local(std::move(complete), RunComplete),
      local({"version", "", "", {}, {"version"}, "Prints the version of frontctl."}, RunVersion),
  };
}

}  // namespace frontline::cli
