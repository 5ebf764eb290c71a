"""Whoever may read anything, of a real server: what it tells of people while a survey is open. Once it has closed is attacker_test.py's."""

import random
import re
import urllib.request

import grpc

from frontline_process import areas, error_of
from kit_survey import instrument, open_survey, random_response, readers, submit  # noqa: F401  (readers is a fixture)

s, a = areas.survey, areas.admin


def said(call):
    """The answer, or the error as it is sent."""
    try:
        answer = call()
        return answer if isinstance(answer, list) else str(answer)
    except grpc.RpcError as error:
        found = vars(error_of(error))
        return str(sorted({**found, "metadata": sorted(found["metadata"].items())}.items()))


def everything(client, name):
    """What a client can read of the survey, by question asked."""
    f, g = client.findings, client.surveys
    got = {
        "survey": said(lambda: g.GetSurvey(s.GetSurveyRequest(name=name))),
        "surveys": said(lambda: g.ListSurveys(s.ListSurveysRequest(parent="forces/kent", page_size=1000))),
        "all surveys": said(lambda: g.ListSurveys(s.ListSurveysRequest(parent="-", page_size=1000))),
        "findings": said(lambda: f.ListFindings(s.ListFindingsRequest(parent=name, page_size=1000))),
        "finding": said(lambda: f.GetFinding(s.GetFindingRequest(name=f"{name}/findings/laptop.force"))),
        "no finding": said(lambda: f.GetFinding(s.GetFindingRequest(name=f"{name}/findings/nothing"))),
        "export": said(lambda: [part.chunk for part in f.ExportFindings(s.ExportFindingsRequest(parent=name))]),
        "waves": said(lambda: f.CompareWaves(s.CompareWavesRequest(survey=name))),
        "groups": said(lambda: f.CompareGroups(s.CompareGroupsRequest(finding=f"{name}/findings/laptop.force"))),
        "comments": said(lambda: f.ListComments(s.ListCommentsRequest(parent=name))),
        "released": said(lambda: f.ListReleasedComments(s.ListReleasedCommentsRequest(parent=name))),
        "themes": said(lambda: f.ListThemes(s.ListThemesRequest(parent=name))),
        "grouping": said(lambda: f.GroupComments(s.GroupCommentsRequest(parent=name))),
        "questionnaire": said(lambda: client.responses.GetQuestionnaire(s.GetQuestionnaireRequest(survey=name))),
        "wrong invitation": said(lambda: client.responses.GetQuestionnaire(s.GetQuestionnaireRequest(survey=name, invitation="x" * 30))),
        "wrong receipt": said(lambda: client.responses.FollowResponse(s.FollowResponseRequest(survey=name, receipt_code="x" * 30))),
        "is a receipt": said(lambda: client.responses.VerifyReceipt(s.VerifyReceiptRequest(survey=name, receipt_code="x" * 30))),
        "delete": said(lambda: g.DeleteSurvey(s.DeleteSurveyRequest(name=name, etag="none-such"))),
        "changes": said(lambda: client.changes.ListChanges(a.ListChangesRequest(page_size=1000, resource_prefix=name))),
    }
    return got


USED = re.compile(r"\s*invitations_used: \d+")


def metrics(server):
    with urllib.request.urlopen(f"http://{server.metrics}/metrics", timeout=30) as page:
        return page.read().decode()


def stats(admin):
    found = admin.admin.GetStats(a.GetStatsRequest())
    return {table.kind: table.records for table in found.tables} | {"feed": found.feed_position, "audit": found.audit_entries}


class TestWhileItIsOpen:
    def test_nothing_changes_for_any_reader_but_the_number_of_invitations_used(self, server, admin, readers):
        rng = random.Random(1)
        made = instrument(rng)
        name, invitations = open_survey(admin, "open", made, 8)
        # The first answer freezes the instrument, which everyone may see.
        submit(readers["anyone"], name, invitations[0], random_response(rng, made))
        before = {who: everything(client, name) for who, client in readers.items()}
        for number, invitation in enumerate(invitations[1:], start=2):
            submit(readers["anyone"], name, invitation, random_response(rng, made))
            after = {who: everything(client, name) for who, client in readers.items()}
            for who, got in after.items():
                for asked, answer in got.items():
                    was = before[who][asked]
                    if answer == was:
                        continue
                    assert asked in ("survey", "surveys", "all surveys"), (who, asked, was, answer)
                    assert USED.sub("", answer) == USED.sub("", was), (who, asked)
                    assert f"invitations_used: {number}" in answer
            before = after

    def test_a_response_leaves_the_same_traces_whatever_it_says(self, server, admin):
        rng = random.Random(2)
        made = instrument(rng)
        name, invitations = open_survey(admin, "traces", made, 12)
        anyone = server.client("")
        steps = []
        for invitation in invitations:
            before = stats(admin)
            submit(anyone, name, invitation, random_response(rng, made))
            after = stats(admin)
            steps.append({kind: after[kind] - before.get(kind, 0) for kind in after if after[kind] != before.get(kind, 0)})
        # The first one freezes the survey; every other is like the next.
        assert all(step == steps[1] for step in steps[2:]), steps
        request = a.QueryAuditRequest(resource_prefix=name, method="frontline.survey.v1.ResponseService", page_size=1000)
        entries = admin.admin.QueryAudit(request).entries
        assert len(entries) == len(invitations)
        assert {(e.actor, e.resource, e.request_id, e.request_hash, e.outcome) for e in entries} == {("anonymous", name, "", "", "OK")}

    def test_metrics_name_no_survey(self, start, tmp_path):
        server = start(metrics="127.0.0.1:0")
        rng = random.Random(3)
        made = instrument(rng)
        name, invitations = open_survey(server.admin, "metered", made, 3)
        submit(server.client(""), name, invitations[0], random_response(rng, made))
        series = {}
        for step in range(2):
            page = metrics(server)
            for word in ("metered", "force-", "rank-", "laptop", *invitations):
                assert word not in page, word
            series[step] = {line.split(" ")[0] for line in page.splitlines() if line and not line.startswith("#")}
            submit(server.client(""), name, invitations[1 + step], random_response(rng, made))
        assert series[0] == series[1]
