"""frontctl against the real frontlined."""

import json
import os
import re
import stat
import subprocess

import pytest

from frontline_process import FRONTCTL, PATIENCE
from tls_test import certificates  # noqa: F401  (a fixture)


class Cli:
    """Runs frontctl with a server, a token and contexts of its own."""

    def __init__(self, folder, server=None, token=None):
        self.folder = folder
        self.env = {"PATH": os.environ["PATH"], "HOME": str(folder), "TZ": "UTC", "LANG": "C.UTF-8"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        if server:
            self.env["FRONTLINE_SERVER"] = server
        if token:
            self.env["FRONTLINE_TOKEN"] = token

    def run(self, *words, input=None, env=None):
        return subprocess.run(
            [str(FRONTCTL), *map(str, words)], capture_output=True, text=True, timeout=PATIENCE, input=input, env={**self.env, **(env or {})}, cwd=self.folder
        )

    def ok(self, *words, **named):
        done = self.run(*words, **named)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def json(self, *words, **named):
        return json.loads(self.ok(*words, "-o", "json", **named))

    def refused(self, code, *words, **named):
        done = self.run(*words, **named)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stderr


@pytest.fixture
def cli(server, tmp_path):
    return Cli(tmp_path, server.address, server.token)


def test_whoami_says_who_and_what_is_allowed(cli):
    text = cli.ok("whoami")
    assert "national/frontline/members/" in text
    assert "administrator, everywhere" in text
    assert "suppliers/" not in text


def test_a_need_is_logged_changed_validated_and_listed(cli):
    made = cli.json(
        "needs", "create", "forces/kent", "--id", "cli-battery", "--statement", "Batteries do not last", "--severity", "major",
        "--forces", "forces/kent,forces/essex", "--evidence", "survey:212 of 400 say so",
    )  # fmt: skip
    name = "forces/kent/needs/cli-battery"
    assert made["name"] == name and made["state"] == "NEED_STATE_LOGGED" and made["forces"] == ["forces/kent", "forces/essex"]
    changed = cli.json("needs", "update", name, "--severity", "critical", "--people-affected", "1,200")
    assert (changed["severity"], changed["peopleAffected"], changed["statement"]) == ("SEVERITY_CRITICAL", 1200, "Batteries do not last")
    assert cli.json("needs", "validate", name, "--reason", "Confirmed")["state"] == "NEED_STATE_VALIDATED"
    block = cli.ok("needs", "get", name)
    assert re.search(r"Severity: +critical", block) and re.search(r"People affected: +1,200", block) and "survey: 212 of 400 say so" in block
    listed = cli.ok("needs", "list", "forces/kent", "--state", "validated", "-o", "name").split()
    assert name in listed
    table = cli.ok("needs", "list", "forces/kent")
    assert re.search(rf"^NAME +STATEMENT +STATE", table) and re.search(rf"^{name} +Batteries do not last +validated", table, re.MULTILINE)
    assert "\x1b" not in table, "no colours into a pipe"


def test_a_file_that_was_read_can_be_sent_back_and_an_old_one_is_refused(cli):
    cli.ok("needs", "create", "forces/kent", "--id", "cli-file", "--statement", "One")
    name = "forces/kent/needs/cli-file"
    document = cli.ok("needs", "get", name, "-o", "json")
    edited = document.replace("One", "Two")
    (cli.folder / "need.json").write_text(edited)
    assert cli.json("needs", "update", name, "-f", "need.json")["statement"] == "Two"
    error = cli.refused(6, "needs", "update", name, "-f", "need.json")
    assert "etag" in error
    assert cli.json("needs", "update", name, "-f", "-", input='statement: "Three"')["statement"] == "Three"


def test_repeating_a_request_id_answers_as_the_first_time(cli):
    words = ("needs", "create", "forces/kent", "--statement", "Once", "--request-id", "cli-once-1", "-o", "name")
    assert cli.ok(*words) == cli.ok(*words)


def test_every_wrong_field_has_its_line(cli):
    error = cli.refused(5, "needs", "create", "forces/kent", "--id", "NOT-an-id", "--forces", "suppliers/acme")
    assert "need.statement: " in error and "need.forces[0]: " in error and "need_id: " in error
    assert "Traceback" not in error


def test_exit_codes_tell_what_went_wrong(cli, server, tmp_path):
    assert "forces/kent/needs/none" in cli.refused(3, "needs", "get", "forces/kent/needs/none")
    assert "--token-file" in cli.refused(4, "needs", "list", env={"FRONTLINE_TOKEN": "fl_wrong"})
    assert "--token-file" in Cli(tmp_path, server.address).refused(4, "needs", "list")
    cli.ok("needs", "create", "forces/kent", "--id", "cli-twice", "--statement", "x")
    cli.refused(6, "needs", "create", "forces/kent", "--id", "cli-twice", "--statement", "x")
    assert "did you mean 'needs'" in cli.refused(2, "neds", "list")
    unreachable = cli.refused(7, "needs", "list", "--server", "127.0.0.1:1")
    assert "127.0.0.1:1" in unreachable and "services/run" in unreachable


def test_a_viewer_is_told_that_it_may_not(cli, member_client):
    token = member_client("forces/kent", "ROLE_VIEWER").token
    assert "whoami" in cli.refused(4, "needs", "create", "forces/kent", "--statement", "x", env={"FRONTLINE_TOKEN": token})
    assert cli.ok("members", "list", env={"FRONTLINE_TOKEN": cli.env["FRONTLINE_TOKEN"]})


def test_members_and_tokens(cli):
    member = cli.ok("members", "create", "forces/essex", "--id", "cli-desk", "--display-role", "Duty desk", "--grants", "need-author", "-o", "name").strip()
    assert member == "forces/essex/members/cli-desk"
    cli.ok("tokens", "issue", member, "--ttl", "1d", "--to", "desk.token")
    file = cli.folder / "desk.token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and file.read_text().startswith("fl_")
    as_desk = cli.ok("whoami", "--token-file", "desk.token", env={"FRONTLINE_TOKEN": ""})
    assert "Duty desk" in as_desk and "need author in forces/essex" in as_desk
    cli.refused(2, "tokens", "issue", member, "--to", "desk.token")  # never over another secret
    token = cli.ok("tokens", "list", member, "-o", "name").split()
    assert len(token) == 1, "the refused issue made none"
    cli.ok("tokens", "revoke", token[0])
    cli.refused(4, "whoami", "--token-file", "desk.token", env={"FRONTLINE_TOKEN": ""})
    assert cli.ok("members", "list", "forces/essex", "-o", "name").split() == [member]


def test_pages_are_followed_to_the_limit(cli):
    for i in range(7):
        cli.ok("needs", "create", "forces/cumbria", "--id", f"cli-page-{i}", "--statement", f"Need {i}")
    wanted = [f"forces/cumbria/needs/cli-page-{i}" for i in range(7)]
    assert cli.ok("needs", "list", "forces/cumbria", "-o", "name", "--page-size", "3").split() == wanted
    cut = cli.run("needs", "list", "forces/cumbria", "-o", "name", "--page-size", "2", "--limit", "5")
    assert cut.stdout.split() == wanted[:5] and "There are more" in cut.stderr
    assert [need["name"] for need in cli.json("needs", "list", "forces/cumbria", "--all", "--page-size", "1")] == wanted


def test_requirements_from_draft_to_published(cli):
    name = "forces/kent/requirements/cli-cameras"
    criteria = {"text": "Cyber Essentials", "obligation": "OBLIGATION_MUST", "test": {"certification": {"type": "cyber-essentials"}}}
    cli.ok(
        "requirements", "create", "forces/kent", "--id", "cli-cameras", "--title", "Cameras that last a shift", "--text", "Record for twelve hours.",
        "--cpv-codes", "32333200", "--value", "£100,000-£250,000", "--quantity", "1,200 cameras", "--need-by", "+9m", "--criteria", json.dumps(criteria),
    )  # fmt: skip
    cli.ok("requirements", "submit", name)
    published = cli.ok("requirements", "publish", name, "--accept-warnings", "A test", "--no-consultation-reason", "A test")
    assert "published" in published and "£100,000 to £250,000" in published and "1,200 cameras" in published
    assert "MUST: Cyber Essentials [holds cyber-essentials]" in published
    assert "submitted" in cli.ok("requirements", "revisions", name)


def test_contexts_are_kept_and_used(server, tmp_path):
    cli = Cli(tmp_path)
    (tmp_path / "t").write_text(server.token + "\n")
    cli.ok("contexts", "set", "here", "--server", server.address, "--token-file", "t", "--copy-token")
    cli.ok("contexts", "set", "elsewhere", "--server", "127.0.0.1:1")
    config = tmp_path / ".config/frontline/config.json"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert "national/frontline" in cli.ok("whoami")
    listed = cli.ok("contexts", "list")
    assert re.search(r"^\* +here +" + re.escape(server.address), listed, re.MULTILINE) and server.token not in listed
    cli.ok("contexts", "use", "elsewhere")
    assert "127.0.0.1:1" in cli.refused(7, "whoami")
    assert "national/frontline" in cli.ok("whoami", "--context", "here")
    cli.ok("contexts", "delete", "here")
    cli.refused(2, "whoami", "--context", "here")


def test_a_token_is_not_sent_unencrypted_to_another_machine(cli):
    error = cli.refused(2, "whoami", "--server", "frontline.example:50051", "--plaintext")
    assert "unencrypted" in error and "--tls-ca" in error


def test_check_backup_audit_and_figures(cli):
    assert cli.ok("admin", "check").startswith("All is well: ")
    folder = cli.json("admin", "backup", "--backup-id", "cli-backup")["folder"]
    assert os.path.isdir(folder)
    assert "Version: " in cli.ok("admin", "stats")
    assert "frontline.admin.v1.AdminService/Backup" in cli.ok("admin", "audit", "--newest-first", "--limit", "5")
    assert "Head hash: " in cli.ok("admin", "verify-audit")
    restored = cli.folder / "restored"
    cli.ok("admin", "restore", folder, "--data", restored)
    assert any(restored.iterdir())


def test_health_needs_no_token(server, tmp_path):
    health = Cli(tmp_path, server.address).json("admin", "health")
    assert health["serving"] is True
    assert health["services"]["frontline.identity.v1.IdentityService"] == "serving"


def test_ctrl_c_ends_a_watch(cli):
    import signal

    watch = subprocess.Popen([str(FRONTCTL), "admin", "watch", "-o", "json"], env=cli.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert json.loads(watch.stdout.readline())["sequence"]
        watch.send_signal(signal.SIGINT)
        assert watch.wait(timeout=PATIENCE) == 130
    finally:
        watch.kill()


def test_needs_are_imported_from_csv_and_a_bad_row_is_named(cli):
    (cli.folder / "needs.csv").write_text("What is wrong,severity,external_id\nRadios fail in the rain,major,cli-1\nBoots leak,awful,cli-2\n")
    words = ("import", "needs", "needs.csv", "forces/dyfed-powys", "--columns", "What is wrong=statement")
    dry = cli.run(*words, "--dry-run")
    assert dry.returncode == 9 and "Nothing was written" in dry.stdout
    done = cli.run(*words)
    assert done.returncode == 9 and "row" in done.stderr and "severity" in done.stderr
    assert "1 imported, 1 refused" in done.stdout
    assert [need["statement"] for need in cli.json("needs", "list", "forces/dyfed-powys")] == ["Radios fail in the rain"]
    again = json.loads(cli.run(*words, "-o", "json").stdout)
    assert again["report"]["refused"] == "1" and again["problems"][0]["path"]


def test_codes_go_out_and_come_in_again(cli):
    listed = cli.ok("codes", "list", "--prefix", "3511", "-o", "json")
    (cli.folder / "codes.json").write_text(listed)
    answer = cli.json("codes", "import", "codes.json")
    assert answer.get("created", 0) == 0 and answer["unchanged"] == len(json.loads(listed))


def test_completion_knows_the_servers_names(cli):
    cli.ok("needs", "create", "forces/surrey", "--id", "cli-complete", "--statement", "x")
    assert cli.ok("complete", "needs", "get", "forces/surrey/needs/cli-c") == "forces/surrey/needs/cli-complete\n"
    script = cli.folder / "frontctl.bash"
    script.write_text(cli.ok("completion", "bash"))
    probe = f'source {script}; COMP_WORDS=({FRONTCTL} needs val); COMP_CWORD=2; _frontctl; echo "${{COMPREPLY[0]}}"'
    assert subprocess.run(["bash", "-c", probe], capture_output=True, text=True, env=cli.env, timeout=PATIENCE).stdout == "validate\n"


def test_the_sample_is_loaded_matched_and_explained(fresh_server, tmp_path):
    cli = Cli(tmp_path, fresh_server.address, fresh_server.token)
    assert cli.ok("sample", "load").startswith("Loaded the sample data: ")
    changes = cli.json("admin", "stats")["feedPosition"]
    assert "nothing was changed" in cli.ok("sample", "load")
    assert cli.json("admin", "stats")["feedPosition"] == changes, "loading it again changed something"
    requirement = "forces/kent/requirements/body-worn-video-battery"
    summary = cli.ok("match", "run", requirement)
    assert "Could meet it" in summary and "Procurement Act 2023, s.16" in summary and "not an evaluation of bids" in summary
    match = cli.ok("match", "list", requirement, "-o", "name").split()[0]
    explained = cli.ok("match", "explain", match)
    sums = re.findall(r"([\d,]+) \+ ([\d,]+) = ([\d,]+) of 1,000 points", explained)
    assert sums
    for text, criteria, score in sums:
        assert int(text.replace(",", "")) + int(criteria.replace(",", "")) == int(score.replace(",", ""))
    assert cli.ok("match", "explain", match) == explained
    assert cli.json("match", "get", match, "--replay")["digest"] == cli.json("match", "get", match)["digest"]
    suppliers = [c["supplier"] for c in cli.json("match", "get", match)["candidates"][:2]]
    assert "What it offers" in cli.ok("match", "compare", requirement, *suppliers)
    assert "published requirement" in cli.ok("match", "requirements", suppliers[0])
    assert "ALIKE" in cli.ok("match", "similar-needs", "--text", "camera batteries die before the end of the shift")


def test_tls_by_a_context_and_by_a_certificate_of_ones_own(certificates, start, tmp_path):
    server = start("--tls-cert", certificates / "server.pem", "--tls-key", certificates / "server.key", "--tls-client-ca", certificates / "ours.pem")
    cli = Cli(tmp_path)
    cli.ok("contexts", "set", "tls", "--server", server.address, "--tls-ca", certificates / "ours.pem", "--token-file", server.data / "admin.token")
    assert "national/frontline/members/administrator" in cli.ok("whoami")
    assert "TLS" in cli.ok("contexts", "list")
    cli.ok("members", "create", "forces/kent", "--id", "intake", "--display-role", "Intake system", "--grants", "system", "--external-subject", "intake-system")
    own = ("--server", server.address, "--tls-ca", certificates / "ours.pem", "--tls-cert", certificates / "system.pem", "--tls-key", certificates / "system.key")
    assert "Intake system" in Cli(tmp_path / "..").ok("whoami", *own)
    cli.refused(7, "whoami", "--tls-ca", certificates / "theirs.pem")
    assert "none.pem" in cli.refused(2, "whoami", "--tls-ca", "none.pem")


def test_on_a_terminal_lines_fit_and_names_stay_whole(cli):
    import fcntl
    import pty
    import struct
    import termios

    name = "forces/gwent/needs/cli-terminal"
    cli.ok("needs", "create", "forces/gwent", "--id", "cli-terminal", "--statement", "A long statement that goes on and on " * 5)
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 90, 0, 0))
    subprocess.run([str(FRONTCTL), "needs", "list", "forces/gwent"], stdout=terminal, env=cli.env, timeout=PATIENCE, check=True)
    os.close(terminal)
    text = os.read(controller, 65536).decode()
    os.close(controller)
    assert "\x1b[1m" in text and "…" in text and name in text
    assert all(len(re.sub(r"\x1b\[\d*m", "", line)) <= 90 for line in text.splitlines())
