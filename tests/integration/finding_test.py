"""Closing, findings, comments and themes through the wire."""

import csv
import datetime

import grpc
import pytest
from google.protobuf import text_format

from frontline_process import eventually

INSTRUMENT = """
  title { en: "Kit" } mode: MODE_ANONYMOUS k: 5 pledge { en: "Nobody can tell." } reach: REACH_OPEN_LINK
  sections { code: "s" title { en: "S" }
    questions { code: "radio" kind: QUESTION_KIND_LIKERT text { en: "How good is your radio?" } topic: "radios"
      choices { code: "bad" label { en: "Bad" } score: 1 scored: true polarity: POLARITY_NEGATIVE }
      choices { code: "good" label { en: "Good" } score: 3 scored: true polarity: POLARITY_POSITIVE } }
    questions { code: "words" kind: QUESTION_KIND_TEXT text { en: "Anything else?" } topic: "kit" } }
  segments { code: "force" kind: SEGMENT_KIND_FORCE text { en: "Force?" }
    values { code: "kent" label { en: "Kent" } } values { code: "essex" label { en: "Essex" } } values { code: "city" label { en: "City" } } }
  breakdowns { segments: "force" }
"""
WORDS = [
    "The laptop takes twenty minutes to start",
    "My laptop needs twenty minutes before it starts",
    "Twenty minutes for the laptop to start, ask PC Smith",
    "Radio has no signal in the custody suite",
    "No radio signal down in custody",
    "A decent canteen would do",
]


@pytest.fixture(scope="module")
def survey(server, admin, areas):
    """An open survey with 63 answers, three of them from a small force, and six texts; closed by the first test that needs it."""
    s = areas.survey
    instrument = text_format.Parse(INSTRUMENT, s.Instrument())
    instrument.retain_until = (datetime.date.today() + datetime.timedelta(days=60)).isoformat()
    made = admin.surveys.CreateSurvey(s.CreateSurveyRequest(parent="forces/kent", survey_id="kit", survey=s.Survey(instrument=instrument)))
    admin.surveys.OpenSurvey(s.OpenSurveyRequest(name=made.name))
    anyone = server.client("")
    for i in range(63):
        response = s.Response(segments={"force": "city" if i < 3 else "kent" if i % 2 else "essex"})
        response.answers.add(question="radio", choices=["bad" if i % 3 else "good"])
        if i < len(WORDS):
            response.answers.add(question="words", text=WORDS[i])
        anyone.responses.SubmitResponse(s.SubmitResponseRequest(survey=made.name, response=response, receipt_code=f"receipt-code-of-respondent-{i:03}"))
    return made.name


def close(client, areas, name):
    return list(client.surveys.CloseSurvey(areas.survey.CloseSurveyRequest(name=name), timeout=120))


@pytest.fixture(scope="module")
def closed(survey, admin, areas):
    close(admin, areas, survey)
    return survey


@pytest.fixture
def moderator(member_client):
    return member_client("forces/kent", "ROLE_MODERATOR")


@pytest.fixture
def viewer(member_client):
    return member_client("forces/essex", "ROLE_VIEWER")


def queue(client, areas, name):
    return client.findings.ListComments(areas.survey.ListCommentsRequest(parent=name, page_size=1000)).comments


class TestClosing:
    def test_an_open_survey_says_nothing(self, survey, admin, viewer, areas):
        s = areas.survey
        assert not viewer.findings.ListFindings(s.ListFindingsRequest(parent=survey)).findings
        with pytest.raises(grpc.RpcError) as error:
            viewer.findings.GetFinding(s.GetFindingRequest(name=f"{survey}/findings/radio"))
        assert error.value.code() == grpc.StatusCode.NOT_FOUND
        with pytest.raises(grpc.RpcError) as error:
            list(viewer.findings.ExportFindings(s.ExportFindingsRequest(parent=survey)))
        assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
        assert not queue(admin, areas, survey)

    def test_only_those_who_may_write_it_close_it(self, survey, viewer, moderator, areas):
        for client in (viewer, moderator):
            with pytest.raises(grpc.RpcError) as error:
                close(client, areas, survey)
            assert error.value.code() == grpc.StatusCode.PERMISSION_DENIED

    def test_closing_tells_its_stages_and_again_where_it_stands(self, survey, admin, areas):
        s = areas.survey
        stages = close(admin, areas, survey)
        assert [m.stage for m in stages[:-1]] == sorted(m.stage for m in stages[:-1])
        assert stages[-1].survey.state == s.SurveyState.SURVEY_STATE_CLOSED
        assert stages[-1].survey.responses_received == 63
        assert close(admin, areas, survey) == [stages[-1]]

    def test_a_closed_survey_takes_no_answer(self, closed, server, areas):
        s = areas.survey
        with pytest.raises(grpc.RpcError):
            response = s.Response()
            response.answers.add(question="radio", choices=["bad"])
            server.client("").responses.SubmitResponse(s.SubmitResponseRequest(survey=closed, response=response, receipt_code="x" * 30))


class TestFindings:
    def test_figures_are_read_by_anyone_with_an_account(self, closed, viewer, areas):
        s = areas.survey
        total = viewer.findings.GetFinding(s.GetFindingRequest(name=f"{closed}/findings/radio"))
        (cell,) = total.cells
        assert cell.base == 63 and [(x.code, x.low) for x in cell.shares] == [("bad", 67), ("good", 33)]
        assert total.self_selected and total.k == 5
        by_force = viewer.findings.GetFinding(s.GetFindingRequest(name=f"{closed}/findings/radio.force"))
        assert by_force.self_selected
        small = [c for c in by_force.cells if c.segments["force"] == "city"]
        assert by_force.withheld or all(c.state == s.CellState.CELL_STATE_SUPPRESSED and not c.base for c in small)

    def test_a_supplier_or_nobody_reads_none(self, closed, server, admin, member_client, areas):
        i = areas.identity
        acme = i.Organisation(display_name="Acme", type=i.ORGANISATION_TYPE_SUPPLIER)
        admin.identity.CreateOrganisation(i.CreateOrganisationRequest(parent="suppliers", organisation=acme, organisation_id="acme"))
        for client in (server.client(""), member_client("suppliers/acme", "ROLE_SUPPLIER_EDITOR")):
            with pytest.raises(grpc.RpcError) as error:
                client.findings.ListFindings(areas.survey.ListFindingsRequest(parent=closed))
            assert error.value.code() in (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED)

    def test_the_export_is_csv(self, closed, viewer, areas):
        chunks = [m.chunk for m in viewer.findings.ExportFindings(areas.survey.ExportFindingsRequest(parent=closed))]
        assert all(chunk.endswith(b"\r\n") for chunk in chunks)
        rows = list(csv.DictReader(b"".join(chunks).decode().splitlines()))
        assert {r["share"] for r in rows if r["finding"].endswith("/radio") and r["measure"] == "share"} == {"67%", "33%"}
        assert any(r["state"] in ("suppressed", "withheld") and not r["base"] for r in rows)


class TestComments:
    def test_a_moderator_of_the_force_decides_and_others_see_what_is_released(self, closed, moderator, viewer, admin, areas):
        s = areas.survey
        for client in (viewer,):
            with pytest.raises(grpc.RpcError) as error:
                queue(client, areas, closed)
            assert error.value.code() == grpc.StatusCode.PERMISSION_DENIED
        comments = queue(moderator, areas, closed)
        assert sorted(c.text for c in comments) == sorted(WORDS)
        (named,) = [c for c in comments if "Smith" in c.text]
        assert named.proposed_text == "Twenty minutes for the laptop to start, ask PC [name]"
        assert not viewer.findings.ListReleasedComments(s.ListReleasedCommentsRequest(parent=closed)).comments
        for comment in comments:
            moderator.findings.ModerateComment(s.ModerateCommentRequest(name=comment.name, approve=True, etag=comment.etag))
        released = viewer.findings.ListReleasedComments(s.ListReleasedCommentsRequest(parent=closed)).comments
        assert len(released) == len(WORDS)
        assert not any("Smith" in str(c) or c.text or c.moderator for c in released)

    def test_neither_audit_nor_feed_has_a_text(self, closed, admin, areas):
        a = areas.admin
        audit = admin.admin.QueryAudit(a.QueryAuditRequest(page_size=1000)).entries
        moderations = [e for e in audit if e.method.endswith("/ModerateComment")]
        assert moderations and all(e.actor.startswith("forces/kent/members/") for e in moderations)
        assert not any("Smith" in str(e) or "laptop" in str(e) for e in audit)

    def test_released_comments_become_themes(self, closed, moderator, viewer, admin, areas):
        s = areas.survey

        def group():
            return moderator.findings.GroupComments(s.GroupCommentsRequest(parent=closed))

        grouped = group()
        assert [t.comment_count for t in grouped.themes] == [3, 2]
        assert grouped.ungrouped == 1
        laptops, radios = grouped.themes
        assert "laptop" in laptops.words and "custody" in radios.words
        assert laptops.topic == "kit" and laptops.example
        renamed = moderator.findings.UpdateTheme(s.UpdateThemeRequest(theme=s.Theme(name=laptops.name, title="Slow laptops", etag=laptops.etag)))
        assert renamed.title == "Slow laptops"
        again = group()
        assert [t.name for t in again.themes] == [t.name for t in grouped.themes] and again.themes[0].title == "Slow laptops"
        members = viewer.findings.ListReleasedComments(s.ListReleasedCommentsRequest(parent=closed, theme=laptops.name)).comments
        assert len(members) == 3 and all(m.theme == laptops.name for m in members)
        with pytest.raises(grpc.RpcError) as error:
            viewer.findings.GroupComments(s.GroupCommentsRequest(parent=closed))
        assert error.value.code() == grpc.StatusCode.PERMISSION_DENIED


def test_a_kill_while_closing_leaves_a_survey_that_closes_all_the_same(start, areas):
    """Killed at a moment or other; what comes after is the same as if nothing had been."""
    s = areas.survey
    server = start()
    admin = server.client()
    instrument = text_format.Parse(INSTRUMENT, s.Instrument())
    instrument.retain_until = (datetime.date.today() + datetime.timedelta(days=60)).isoformat()
    name = admin.surveys.CreateSurvey(s.CreateSurveyRequest(parent="forces/kent", survey_id="kit", survey=s.Survey(instrument=instrument))).name
    admin.surveys.OpenSurvey(s.OpenSurveyRequest(name=name))
    lines = ["force,radio,words"] + [f"{'kent' if i % 2 else 'essex'},{'bad' if i % 3 else 'good'},text {i}" for i in range(3000)]
    mapping = s.ResponseMapping()
    mapping.columns.add(column="force", segment="force")
    mapping.columns.add(column="radio", question="radio")
    mapping.columns.add(column="words", question="words")
    options = s.ImportResponsesOptions(parent=name, mapping=mapping)
    messages = [s.ImportResponsesRequest(options=options), s.ImportResponsesRequest(chunk="\n".join(lines).encode(), last=True)]
    assert list(admin.surveys.ImportResponses(iter(messages)))[-1].report.imported == 3000
    call = admin.surveys.CloseSurvey(s.CloseSurveyRequest(name=name), timeout=120)
    stage = s.CloseSurveyResponse.Stage.STAGE_WRITING
    for said in call:
        if said.stage == stage:
            break
    server.kill()
    server.restart()
    admin = server.client()
    *_, last = close(admin, areas, name)

    def closed():
        return admin.surveys.GetSurvey(s.GetSurveyRequest(name=name)).state == s.SurveyState.SURVEY_STATE_CLOSED

    # The server goes on by itself too: whichever comes first.
    eventually(closed)
    survey = admin.surveys.GetSurvey(s.GetSurveyRequest(name=name))
    assert survey.responses_received == 3000
    assert [f.name.split("/")[-1] for f in admin.findings.ListFindings(s.ListFindingsRequest(parent=name)).findings] == ["radio", "radio.force"]
    assert admin.findings.GetFinding(s.GetFindingRequest(name=f"{name}/findings/radio")).cells[0].base == 3000
    texts, token = [], ""
    while True:
        page = admin.findings.ListComments(s.ListCommentsRequest(parent=name, page_size=1000, page_token=token))
        texts += [c.text for c in page.comments]
        token = page.next_page_token
        if not token:
            break
    assert sorted(texts) == sorted(f"text {i}" for i in range(3000))
