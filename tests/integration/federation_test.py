"""What staff bodies submit, through the wire: what lies under an embargo is unseen by everybody outside. Files are attachment_test.py's."""

import datetime
import hashlib
import json
import os
import re
import subprocess

import grpc
import pytest
from google.protobuf import field_mask_pb2

from cli_test import Cli
from conftest import issue_token
from frontline_process import BUILD, refused, run_to_end
from submissions import BODY, MIB, create, download, get, lead, upload  # noqa: F401  (lead is a fixture)

OTHER_BODY = "bodies/unison"
SECRET = f"{BODY}/submissions/secret"
AIRED = f"{BODY}/submissions/aired"
DRAFT = f"{BODY}/submissions/draft"

# A clock that is ahead, for a day that begins while somebody looks.
CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec* now) {
  static int (*real)(clockid_t, struct timespec*) = 0;
  if (!real) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  const int result = real(clock, now);
  const char* ahead = getenv("CLOCK_AHEAD");
  if (result == 0 && clock == CLOCK_REALTIME && ahead) now->tv_sec += atol(ahead);
  return result;
}
"""


def day(ahead):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=ahead)).isoformat()


def listed(client, areas, **filters):
    """The names that a listing gives, over all of its pages."""
    names, token = [], ""
    while True:
        page = client.submissions.ListSubmissions(areas.federation.ListSubmissionsRequest(page_token=token, **filters))
        names += [submission.name for submission in page.submissions]
        token = page.next_page_token
        if not token:
            return names


def answer(call):
    """Everything that a caller learns of a call: its result, or its code, text and details, without the trace."""
    try:
        return call().SerializeToString(deterministic=True)
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
        # The parts of the details' map come in any order.
        return error.code().name, error.details(), sorted(details)


@pytest.fixture(scope="module")
def hidden(server, lead, areas):
    """A body with one submission that is open and three that are hidden, of which one, with a file, is to supersede the open one."""
    f = areas.federation
    create(lead, areas, "aired", lodge=True, topic="radio")
    create(lead, areas, "secret", lodge=True, embargo_until=day(5), topic="secret-topic", request_id="make-secret")
    create(lead, areas, "draft")
    create(lead, areas, "gone", lodge=True, embargo_until=day(5))
    lead.submissions.WithdrawSubmission(f.WithdrawSubmissionRequest(name=f"{BODY}/submissions/gone", reason="Wrong figures"))
    lead.submissions.SupersedeSubmission(f.SupersedeSubmissionRequest(name=AIRED, successor=SECRET))
    return upload(lead, areas, SECRET, b"secret bytes").name


OUTSIDERS = {
    "national administrator": ("national/frontline", ["ROLE_ADMINISTRATOR"], True),
    "national administrator who answers to the body": (BODY, ["ROLE_ADMINISTRATOR", "ROLE_STAFF_REPRESENTATIVE"], True),
    "national auditor": ("national/frontline", ["ROLE_AUDITOR"], True),
    "national system": ("national/frontline", ["ROLE_SYSTEM"], True),
    "another body": (OTHER_BODY, ["ROLE_STAFF_REPRESENTATIVE", "ROLE_ADMINISTRATOR"], False),
    "a force": ("forces/kent", ["ROLE_PROCUREMENT_OFFICER", "ROLE_ADMINISTRATOR", "ROLE_AUDITOR"], False),
}


@pytest.fixture(params=OUTSIDERS)
def outsider(request, member_client, hidden):
    organisation, roles, national = OUTSIDERS[request.param]
    return member_client(organisation, *roles, national=national)


class TestEmbargo:
    def test_outside_the_body_it_is_as_if_there_were_none(self, outsider, areas, hidden):
        f = areas.federation
        # "absent" and "secret" are of one length, so that answers that differ do so for no other reason.
        for method, request in [
            ("GetSubmission", lambda name: f.GetSubmissionRequest(name=name)),
            ("WithdrawSubmission", lambda name: f.WithdrawSubmissionRequest(name=name, reason="x")),
            ("UpdateSubmission", lambda name: f.UpdateSubmissionRequest(submission=f.Submission(name=name, title="x", etag="x"))),
            ("SupersedeSubmission", lambda name: f.SupersedeSubmissionRequest(name=name, successor=AIRED)),
            ("SupersedeSubmission", lambda name: f.SupersedeSubmissionRequest(name=AIRED, successor=name)),
            ("DeleteAttachment", lambda name: f.DeleteAttachmentRequest(name=name + hidden[len(SECRET) :])),
            (
                "CreateSubmission",
                lambda name: f.CreateSubmissionRequest(
                    parent=BODY, submission_id=name.rsplit("/", 1)[1], submission=f.Submission(title="x"), request_id="make-secret"
                ),
            ),
        ]:
            call = getattr(outsider.submissions, method)
            there, absent = (answer(lambda: call(request(f"{BODY}/submissions/{i}"))) for i in ("secret", "absent"))
            assert there[0] in ("NOT_FOUND", "PERMISSION_DENIED"), method
            assert (there[0], there[1].replace("secret", "absent")) == absent[:2], method
            assert len(there[2]) == len(absent[2]), method
        for name in (SECRET, f"{BODY}/submissions/never1"):
            with refused("PERMISSION_DENIED"):
                upload(outsider, areas, name, b"secret bytes")
        with refused("NOT_FOUND"):
            download(outsider, areas, hidden)

    def test_no_list_count_or_link_tells_of_it(self, outsider, areas):
        for filters in ({}, {"parent": BODY}, {"page_size": 1}, {"parent": "-"}):
            assert [n for n in listed(outsider, areas, **filters) if n.startswith(BODY)] == [AIRED]
        for state in ("DRAFT", "SUPERSEDED", "WITHDRAWN"):
            assert listed(outsider, areas, parent=BODY, state=f"SUBMISSION_STATE_{state}") == []
        assert listed(outsider, areas, topic="secret-topic") == []
        aired = get(outsider, areas, AIRED)
        assert aired.state == areas.federation.SUBMISSION_STATE_LODGED and not aired.superseded_by

    def test_those_inside_see_all_of_it(self, lead, areas, hidden):
        assert [n.rsplit("/", 1)[1] for n in listed(lead, areas, parent=BODY, page_size=2)] == ["aired", "draft", "gone", "secret"]
        assert get(lead, areas, SECRET).hidden
        assert get(lead, areas, AIRED).superseded_by == SECRET
        assert list(get(lead, areas, SECRET).supersedes) == [AIRED]
        assert download(lead, areas, hidden) == b"secret bytes"

    def test_a_reader_of_the_body_sees_it_and_may_not_write(self, member_client, areas, hidden):
        viewer = member_client(BODY, "ROLE_VIEWER")
        assert get(viewer, areas, SECRET).title
        with refused("PERMISSION_DENIED"):
            create(viewer, areas, "viewers")

    def test_the_audit_names_the_body_and_no_more(self, member_client, admin, areas, hidden):
        auditor = member_client("national/frontline", "ROLE_AUDITOR", national=True)
        for client in (auditor, admin):
            entries = client.admin.QueryAudit(areas.admin.QueryAuditRequest(page_size=1000, method="frontline.federation.v1.SubmissionService")).entries
            assert len(entries) >= 7
            assert {entry.resource for entry in entries} == {BODY}
            assert not any(entry.request_id or entry.request_hash for entry in entries)

    def test_the_feed_has_the_open_one_alone(self, member_client, areas, hidden):
        system = member_client("national/frontline", "ROLE_SYSTEM", national=True)
        changes = system.changes.ListChanges(areas.admin.ListChangesRequest(page_size=1000)).changes
        assert [c.resource for c in changes if c.resource.startswith(BODY + "/submissions")] == [AIRED]
        watch = system.changes.WatchChanges(areas.admin.WatchChangesRequest(resource_prefix=BODY + "/submissions"))
        assert [c.resource for c in next(watch).changes] == [AIRED]
        watch.cancel()

    def test_neither_figures_nor_a_check_count_it(self, server, admin, lead, areas, hidden):
        def counted():
            stats = admin.admin.GetStats(areas.admin.GetStatsRequest())
            *_, last = admin.admin.Check(areas.admin.CheckRequest())
            assert last.report.ok, list(last.report.problems)
            tables = {table.kind: table.records for table in stats.tables}
            return tables, last.report.records, last.report.index_entries, stats.feed_position

        before = counted()
        assert before[0]["submission"] == 1
        made = create(lead, areas, "more", lodge=True, embargo_until=day(1)).name
        upload(lead, areas, made, os.urandom(MIB))
        after = counted()
        lead.submissions.WithdrawSubmission(areas.federation.WithdrawSubmissionRequest(name=made, reason="A test"))
        # Only what the process keeps of every write of anybody's may differ: its token's last use and the like are no records.
        assert after == before

    def test_the_log_does_not_name_it(self, server, outsider, areas):
        with refused("NOT_FOUND"):
            get(outsider, areas, SECRET)
        log = server.log.read_text()
        assert "SubmissionService" in log
        assert "submissions/secret" not in log and "make-secret" not in log

    def test_who_no_longer_acts_for_the_body_no_longer_sees_it(self, server, admin, areas, hidden):
        identity = areas.identity
        was = server.client(issue_token(admin, BODY, "ROLE_STAFF_REPRESENTATIVE", member_id="former-lead"))
        assert get(was, areas, SECRET).hidden
        token = was.submissions.ListSubmissions(areas.federation.ListSubmissionsRequest(parent=BODY, page_size=2)).next_page_token
        member = identity.Member(name=f"{BODY}/members/former-lead")
        member.grants.add(organisation=BODY, role=identity.ROLE_STAFF_REPRESENTATIVE, national=True)
        admin.identity.UpdateMember(identity.UpdateMemberRequest(member=member, update_mask=field_mask_pb2.FieldMask(paths=["grants"])))
        with refused("NOT_FOUND"):
            get(was, areas, SECRET)
        # A page that was begun inside goes on as those outside have it.
        page = was.submissions.ListSubmissions(areas.federation.ListSubmissionsRequest(parent=BODY, page_size=2, page_token=token))
        assert not page.submissions and not page.next_page_token

    def test_it_is_released_when_its_embargo_is_taken_off(self, start, areas):
        f = areas.federation
        server = start()
        lead = server.client(issue_token(server.admin, BODY, "ROLE_STAFF_REPRESENTATIVE"))
        viewer = server.client(issue_token(server.admin, "forces/kent", "ROLE_VIEWER"))
        create(lead, areas, "aired", lodge=True)
        create(lead, areas, "secret", lodge=True, embargo_until=day(5))
        lead.submissions.SupersedeSubmission(f.SupersedeSubmissionRequest(name=AIRED, successor=SECRET))
        name = upload(lead, areas, SECRET, b"secret bytes").name
        released = lead.submissions.UpdateSubmission(
            f.UpdateSubmissionRequest(submission=f.Submission(name=SECRET), update_mask=field_mask_pb2.FieldMask(paths=["embargo_until"]))
        )
        assert not released.hidden and released.release_time.seconds
        assert get(viewer, areas, SECRET) == released
        assert get(viewer, areas, AIRED).superseded_by == SECRET
        assert download(viewer, areas, name) == b"secret bytes"
        changes = [c.resource for c in server.admin.changes.ListChanges(areas.admin.ListChangesRequest(page_size=1000)).changes]
        assert changes[-2:] == [AIRED, SECRET]
        with refused("FAILED_PRECONDITION", "WRONG_STATE"):
            upload(lead, areas, SECRET, b"too late", file_name="late.pdf")

    def test_it_is_released_at_the_turn_of_the_day_while_the_server_runs(self, start, areas, tmp_path):
        cache = (BUILD / "CMakeCache.txt").read_text()
        if "LD_PRELOAD" in os.environ or re.search("^FRONTLINE_SANITIZE:STRING=.", cache, re.MULTILINE):
            pytest.skip("a sanitizer does not let its clock be moved")
        (tmp_path / "clock.c").write_text(CLOCK)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "clock.so", tmp_path / "clock.c", "-ldl"], check=True)
        now = datetime.datetime.now(datetime.timezone.utc)
        midnight = (now + datetime.timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
        ahead = int((midnight - now).total_seconds()) - 15
        server = start(env={**os.environ, "LD_PRELOAD": str(tmp_path / "clock.so"), "CLOCK_AHEAD": str(ahead)})
        lead = server.client(issue_token(server.admin, BODY, "ROLE_STAFF_REPRESENTATIVE"))
        create(lead, areas, "secret", lodge=True, embargo_until=midnight.date().isoformat())
        with refused("NOT_FOUND"):
            get(server.admin, areas, SECRET)
        watch = server.admin.changes.WatchChanges(areas.admin.WatchChangesRequest(kinds=["submission"]))
        change = next(change for message in watch for change in message.changes)
        watch.cancel()
        assert change.resource == SECRET and change.time.seconds >= midnight.timestamp()
        assert get(server.admin, areas, SECRET).release_time.seconds == midnight.timestamp()

    def test_backup_and_restart_keep_what_is_hidden_and_hide_it_still(self, start, areas, tmp_path):
        server = start()
        lead_token = issue_token(server.admin, BODY, "ROLE_STAFF_REPRESENTATIVE")
        lead = server.client(lead_token)
        create(lead, areas, "secret", lodge=True, embargo_until=day(5))
        content = os.urandom(3 * MIB + 7)
        name = upload(lead, areas, SECRET, content).name
        admin_token = server.token
        *_, last = server.admin.admin.Backup(areas.admin.BackupRequest(backup_id="b"))
        server.restart()
        restored = run_to_end("--restore", last.folder, "--data", tmp_path / "restored")
        assert restored.returncode == 0, restored.stderr
        for again in (server, start(data=tmp_path / "restored")):
            assert download(again.client(lead_token), areas, name) == content
            with refused("NOT_FOUND"):
                get(again.client(admin_token), areas, SECRET)
            *_, report = again.client(admin_token).admin.Check(areas.admin.CheckRequest())
            assert report.report.ok, list(report.report.problems)


class TestBadInput:
    @pytest.mark.parametrize(
        "fields, field",
        [
            ({"title": ""}, "submission.title"),
            ({"title": "x" * 201}, "submission.title"),
            ({"title": "a\nb"}, "submission.title"),
            ({"text": "x" * 50_001}, "submission.text"),
            ({"branch": "x" * 201}, "submission.branch"),
            ({"portfolio": "x" * 101}, "submission.portfolio"),
            ({"topic": "Body Worn"}, "submission.topic"),
            ({"forces": ["bodies/unison"]}, "submission.forces[0]"),
            ({"forces": ["forces/kent", "forces/kent"]}, "submission.forces[1]"),
            ({"date": "2026-02-30"}, "submission.date"),
            ({"date": day(3)}, "submission.date"),
            ({"embargo_until": day(0)}, "submission.embargo_until"),
            ({"embargo_until": day(-1)}, "submission.embargo_until"),
            ({"embargo_until": day(800)}, "submission.embargo_until"),
            ({"sensitivity": 7}, "submission.sensitivity"),
            ({"speaks_for": {"members": 12}}, "submission.speaks_for.basis"),
            ({"speaks_for": {"basis": 1, "description": "d", "date": "2026-01-01"}}, "submission.speaks_for.members"),
            ({"speaks_for": {"members": -1, "basis": 1, "description": "d", "date": "2026-01-01"}}, "submission.speaks_for.members"),
            ({"speaks_for": {"members": 1, "basis": 9, "description": "d", "date": "2026-01-01"}}, "submission.speaks_for.basis"),
            ({"speaks_for": {"members": 1, "basis": 1, "date": "2026-01-01"}}, "submission.speaks_for.description"),
            ({"speaks_for": {"members": 1, "basis": 1, "description": "d", "date": day(3)}}, "submission.speaks_for.date"),
        ],
    )
    def test_a_field_that_is_wrong_is_named_and_nothing_is_kept(self, lead, areas, fields, field):
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", field):
            create(lead, areas, "wrong", **fields)
        with refused("NOT_FOUND"):
            get(lead, areas, f"{BODY}/submissions/wrong")

    def test_only_bodies_that_there_are_submit(self, admin, server, areas, lead):
        with refused("INVALID_ARGUMENT", field="parent"):
            create(server.client(issue_token(admin, "forces/kent", "ROLE_ADMINISTRATOR")), areas, "x", body="forces/kent")
        with refused("PERMISSION_DENIED"):
            create(lead, areas, "x", body="bodies/nobody")
        with refused("NOT_FOUND"):
            create(admin, areas, "x", body="bodies/nobody")

    def test_a_repeated_request_answers_as_the_first_did(self, lead, areas):
        first = create(lead, areas, "", request_id="twice")
        assert create(lead, areas, "", request_id="twice") == first
        with refused("FAILED_PRECONDITION", "REQUEST_ID_REUSED"):
            create(lead, areas, "", request_id="twice", title="Another")


class TestCli:
    @pytest.fixture
    def cli(self, server, lead, tmp_path):
        return Cli(tmp_path, server.address, lead.token)

    def test_a_submission_with_a_file_is_written_lodged_fetched_and_superseded(self, cli, tmp_path):
        made = cli.json("submissions", "create", BODY, "--id", "cli-one", "--title", "Vests are warm", "--text", "Too warm", "--branch", "Kent branch")
        assert made["hidden"]
        content = os.urandom(2 * MIB + 3)
        (tmp_path / "motion.pdf").write_bytes(content)
        attachment = cli.json("submissions", "attach", made["name"], "motion.pdf")
        assert attachment["sha256"] == hashlib.sha256(content).hexdigest() and attachment["contentType" if "contentType" in attachment else "content_type"]
        (tmp_path / "here").mkdir()
        assert "Fetched 2" in cli.ok("submissions", "fetch", attachment["name"], "--to", "here")
        assert (tmp_path / "here" / "motion.pdf").read_bytes() == content
        assert [p.name for p in (tmp_path / "here").iterdir()] == ["motion.pdf"], "nothing but the file"
        assert "--force" in cli.refused(2, "submissions", "fetch", attachment["name"], "--to", "here")
        cli.ok("submissions", "fetch", attachment["name"], "--to", "here", "--force")
        assert cli.json("submissions", "lodge", made["name"])["state"].endswith("LODGED")
        other = cli.json("submissions", "create", BODY, "--id", "cli-two", "--title", "Vests are warm, still", "--text", "Yes", "--lodge")
        assert cli.json("submissions", "supersede", made["name"], other["name"])["state"].endswith("SUPERSEDED")
        assert cli.json("submissions", "withdraw", other["name"], "--reason", "Done")["state"].endswith("WITHDRAWN")
        names = [row["name"] for row in json.loads(cli.ok("submissions", "list", BODY, "--text", "vests", "-o", "json"))]
        assert names == [made["name"], other["name"]]
        assert "Vests are warm" in cli.ok("submissions", "list", BODY)
