"""Surveys through frontctl and the wire: written from YAML and JSON, checked, compared, opened, frozen at the first answer, closed."""

import copy
import json
import os
import stat
import textwrap

import grpc
import pytest

from cli_test import Cli
from frontline_process import area

RECEIPT = "k3m9-x2p7-4fq8-d1wz-9s5t-h6yc-0vbn"

INSTRUMENT = textwrap.dedent(
    """\
    # what officers of two forces are asked
    title: {en: Technology, cy: Technoleg}
    mode: anonymous
    k: 5
    pledge: {en: Nobody can tell who answered what., cy: Ni all neb ddweud.}
    reach: invitation
    close_on: 2099-11-30
    retain_until: 2100-11-30
    population: 7700
    sections:
      - code: kit
        title: {en: Kit, cy: Offer}
        questions:
          - code: laptop
            kind: likert
            required: yes
            text: {en: "How good is your laptop?", cy: "Pa mor dda?"}
            choices: &scale
              - {code: poor, label: {en: Poor, cy: Gwael}, score: 1, scored: true, polarity: negative}
              - {code: good, label: {en: Good, cy: Da}, score: 2, scored: true, polarity: positive}
          - code: trained
            kind: single
            text: {en: "Were you trained?", cy: "A gawsoch hyfforddiant?"}
            show_if:
              - {question: laptop, any_of: [poor]}
            choices:
              - {code: yes, label: {en: Yes, cy: Do}}
              - {code: no, label: {en: No, cy: Naddo}}
          - {code: radio, kind: likert, text: {en: "How good is your radio?", cy: "Pa mor dda yw eich radio?"}, choices: *scale}
    segments:
      - code: force
        kind: force
        required: true
        text: {en: "Which force?", cy: "Pa heddlu?"}
        values:
          - {code: kent, label: {en: Kent, cy: Caint}, headcount: 4000}
          - {code: essex, label: {en: Essex, cy: Essex}, headcount: 3700}
    breakdowns:
      - segments: [force]
    """
)


@pytest.fixture
def cli(server, tmp_path):
    (tmp_path / "technology.yaml").write_text(INSTRUMENT)
    return Cli(tmp_path, server.address, server.token)


@pytest.fixture
def survey(cli, request):
    """The name of an open survey of the test's own."""
    made = cli.json("surveys", "create", "forces/kent", "technology.yaml", "--id", request.node.name.replace("_", "-").strip("-")[:60].strip("-"))
    return cli.json("surveys", "open", made["name"])["name"]


def write(cli, name, text):
    (cli.folder / name).write_text(text)
    return name


def changed(cli, *changes):
    """The instrument as YAML with texts replaced, in a file."""
    text = INSTRUMENT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return write(cli, "changed.yaml", text)


def answer(server, survey, invitation, laptop="good"):
    a = area("survey")
    request = a.SubmitResponseRequest(survey=survey, invitation=invitation, receipt_code=RECEIPT)
    request.response.answers.add(question="laptop", choices=[laptop])
    request.response.segments["force"] = "kent"
    server.client(token="").responses.SubmitResponse(request)


def invitations(cli, survey, count):
    cli.ok("surveys", "invite", survey, count, "--to", f"{count}.csv")
    return (cli.folder / f"{count}.csv").read_text().split()[1:]


def test_a_survey_from_yaml_is_the_one_from_json(cli):
    made = cli.json("surveys", "create", "forces/kent", "technology.yaml", "--id", "from-yaml")
    assert made["state"] == "SURVEY_STATE_DRAFT"
    question = made["instrument"]["sections"][0]["questions"][1]
    assert [c["code"] for c in question["choices"]] == ["yes", "no"], "words that YAML takes for truth values stay texts"
    write(cli, "technology.json", json.dumps(made["instrument"]))
    again = cli.json("surveys", "create", "forces/kent", "technology.json", "--id", "from-json")
    assert again["instrument"] == made["instrument"]
    # What get prints is taken back.
    write(cli, "got.json", cli.ok("surveys", "get", made["name"], "-o", "json"))
    assert cli.json("surveys", "create", "forces/kent", "got.json", "--id", "from-got")["instrument"] == made["instrument"]


def test_a_good_instrument_is_called_good(cli):
    text = cli.ok("surveys", "validate", "technology.yaml")
    assert text == "No errors, no warnings. 3 questions, 6 findings when it is closed.\n"


BAD = {
    "duplicate codes": ([("code: radio", "code: laptop")], "duplicate-code", "sections[0].questions[2].code"),
    "a routing loop": ([("required: yes", "show_if: [{question: trained, any_of: [yes]}]")], "routing-loop", "sections[0].questions[0].show_if[0].question"),
    "routing to no question": ([("question: laptop,", "question: tablet,")], "routing-to-nothing", "sections[0].questions[1].show_if[0].question"),
    "routing to no choice": ([("any_of: [poor]", "any_of: [dire]")], "routing-to-nothing", "sections[0].questions[1].show_if[0].any_of[0]"),
    "a scale without labels": ([("label: {en: Poor, cy: Gwael}, ", "")], "field", "sections[0].questions[0].choices[0].label"),
    "a scale in no order": ([("score: 2,", "score: 1,")], "scale-order", "sections[0].questions[0].choices[1].score"),
    "an unknown segment": ([("segments: [force]", "segments: [rank]")], "unknown-segment", "breakdowns[0].segments[0]"),
    "a k under 5": ([("k: 5", "k: 4")], "k-too-small", "k"),
    "a closing before the opening": ([("close_on: 2099-11-30", "close_on: 2099-11-30\nopen_on: 2099-12-01")], "dates-order", "close_on"),
    "answers kept too long": ([("2100-11-30", "2102-01-01")], "retention-too-long", "retain_until"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_instrument_is_refused_with_its_place(cli, what):
    changes, rule, field = BAD[what]
    file = changed(cli, *changes)
    done = cli.run("surveys", "validate", file)
    assert done.returncode == 5, done.stdout + done.stderr
    found = [line for line in done.stdout.splitlines() if rule in line and field in line]
    assert found, done.stdout
    line = int(found[0].split()[0])
    assert 1 <= line <= len(INSTRUMENT.splitlines()) + 1
    before = cli.json("surveys", "list", "forces/kent", "--all")
    refused = cli.run("surveys", "create", "forces/kent", file, "--id", "bad")
    assert refused.returncode == 5 and field in refused.stdout, refused.stdout + refused.stderr
    assert cli.json("surveys", "list", "forces/kent", "--all") == before


def test_all_errors_are_said_at_once(cli):
    done = cli.run("surveys", "validate", changed(cli, ("code: radio", "code: laptop"), ("k: 5", "k: 2"), ("segments: [force]", "segments: [rank]")))
    assert done.returncode == 5
    assert all(rule in done.stdout for rule in ("duplicate-code", "k-too-small", "unknown-segment")), done.stdout
    assert "3 errors" in done.stdout


def test_a_breakdown_that_is_too_fine_is_warned_of_with_the_number(cli):
    ranks = "\n".join(f"      - {{code: r{n}, label: Rank {n}}}" for n in range(60))
    segment = f"  - code: rank\n    kind: rank-group\n    text: Which rank?\n    values:\n{ranks}\nbreakdowns:\n  - segments: [force, rank]\n"
    file = changed(cli, ("k: 5", "k: 30"), ("breakdowns:\n", segment))
    text = cli.ok("surveys", "validate", file, "-o", "json")
    warned = [p for p in json.loads(text)["problems"] if p["rule"] == "fine-breakdown"]
    assert len(warned) == 1 and "of force × rank has 120 cells" in warned[0]["message"] and "if 30% do, 120" in warned[0]["message"]


@pytest.mark.parametrize(
    "text, said",
    [
        ("title: A\nmood: anonymous\n", "line 2: there is no field 'mood'"),
        ("title: A\nmode: secret\n", "line 2: mode: 'secret' is none of anonymous, confidential"),
        ("title: [a\n", "line 2"),
        ('{"title": {"en": "A"},\n "k": "many"}', "line 2: k: 'many' is no whole number"),
        ("", "holds nothing"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n", "line 1: there is no field 'a'"),
    ],
)
def test_a_mistake_in_a_file_names_its_line(cli, text, said):
    assert said in cli.refused(2, "surveys", "validate", write(cli, "wrong.yaml", text))


def test_a_bomb_of_aliases_is_refused(cli):
    bomb = "sections:\n - &s\n   code: s\n   questions:\n    - &q\n      code: q\n      choices:\n       - &c {code: c, label: l}\n"
    bomb += "       - *c\n" * 99 + "    - *q\n" * 99 + " - *s\n" * 99
    assert "too large, with its aliases written out" in cli.refused(2, "surveys", "validate", write(cli, "bomb.yaml", bomb))


def test_drafts_are_nobody_elses_business(cli, server, member_client):
    name = cli.json("surveys", "create", "forces/kent", "technology.yaml", "--id", "draft-unseen")["name"]
    a = area("survey")
    for who, sees in [
        (member_client("forces/kent", "ROLE_PROCUREMENT_OFFICER"), True),
        (member_client("forces/kent", "ROLE_VIEWER"), False),
        (member_client("forces/essex", "ROLE_PROCUREMENT_OFFICER"), False),
    ]:
        listed = [s.name for s in who.surveys.ListSurveys(a.ListSurveysRequest(parent="forces/kent", page_size=1000)).surveys]
        assert (name in listed) == sees
        if sees:
            continue
        errors = []
        for asked in (name, "forces/kent/surveys/never-was"):
            with pytest.raises(grpc.RpcError) as refused:
                who.surveys.GetSurvey(a.GetSurveyRequest(name=asked))
            errors.append((refused.value.code(), refused.value.details().replace(asked, "")))
        assert errors[0] == errors[1] and errors[0][0] == grpc.StatusCode.NOT_FOUND
    cli.ok("surveys", "delete", name)
    assert "never" not in cli.refused(3, "surveys", "get", name)


def test_invitations_are_written_once_for_their_owner_alone(cli, survey):
    out = cli.ok("surveys", "invite", survey, 1500, "--to", "invitations.csv")
    assert out.startswith("1,500 invitations into invitations.csv.")
    path = cli.folder / "invitations.csv"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    lines = path.read_text().splitlines()
    assert lines[0] == "invitation" and len(lines) == 1501 and len(set(lines)) == 1501
    assert all(len(line) == 59 and line.startswith("fl-inv-") for line in lines[1:])
    # Never over a file that is there; and then none is issued either.
    assert "is there already" in cli.refused(2, "surveys", "invite", survey, 5, "--to", "invitations.csv")
    assert path.read_text().splitlines() == lines
    assert int(cli.json("surveys", "get", survey)["invitationsIssued"]) == 1500
    assert [p.name for p in cli.folder.iterdir() if "partial" in p.name] == []


def test_after_the_first_answer_nobody_changes_what_is_asked(cli, server, survey):
    tokens = invitations(cli, survey, 3)
    # Open and without answers it still changes.
    before = cli.json("surveys", "update", survey, "--set", "instrument.k=6")
    assert before["instrument"]["k"] == 6 and before["revision"] == "2"
    answer(server, survey, tokens[0])
    after = cli.json("surveys", "get", survey)
    assert after["frozen"] and after["invitationsUsed"] == "1"
    assert after["etag"] == before["etag"], "an answer does not change the etag"
    for flags in (["--set", "instrument.k=7"], [changed(cli, ("mode: anonymous", "mode: confidential"))], ["--open-on", "2099-01-01"], ["--clear", "population"]):
        assert "nobody can change what is asked" in cli.refused(6, "surveys", "update", survey, *flags)
    # The last day moves by itself; answers are kept no longer than was promised.
    assert cli.json("surveys", "update", survey, "--close-on", "2099-12-24")["instrument"]["closeOn"] == "2099-12-24"
    assert cli.json("surveys", "update", survey, "--retain-until", "2100-06-30")["instrument"]["retainUntil"] == "2100-06-30"
    refused = cli.run("surveys", "update", survey, "--retain-until", "2100-07-01")
    assert refused.returncode == 5 and "can only become earlier than 2100-06-30" in refused.stdout + refused.stderr
    refused = cli.run("surveys", "update", survey, "--close-on", "2020-01-01")
    assert refused.returncode == 5 and "must be a day from today" in refused.stdout + refused.stderr


def test_a_new_wave_says_what_changed_and_the_difference_is_shown(cli, survey):
    wave = cli.json("surveys", "create", "forces/kent", "--id", "next-wave", "--previous-wave", survey, "--retain-until", "2027-06-01")
    assert len(wave["instrument"]["sections"][0]["questions"]) == 3 and "closeOn" not in wave["instrument"]
    assert "Answers to 3 questions can be compared." in cli.ok("surveys", "diff", survey, wave["name"])
    file = changed(cli, ("How good is your laptop?", "How good is your device?"), ("2100-11-30", "2101-01-31"))
    refused = cli.run("surveys", "update", wave["name"], file)
    assert refused.returncode == 5 and "change-missing" in refused.stdout, refused.stdout + refused.stderr
    assert "change-missing" in cli.run("surveys", "validate", file, "--previous-wave", survey).stdout
    noted = changed(
        cli,
        ('How good is your laptop?", cy: "Pa mor dda?"}', 'How good is your device?", cy: "Pa mor dda?"}\n        change: {note: laptops are devices, comparable: true}'),
        ("2100-11-30", "2101-01-31"),
    )
    cli.ok("surveys", "update", wave["name"], noted)
    changes = cli.json("surveys", "diff", survey, wave["name"])
    laptop = [c for c in changes["changes"] if c["subject"] == "laptop"][0]
    assert laptop["comparable"] and "its author says: laptops are devices" in laptop["change"]
    assert "laptop" in changes["comparableQuestions"]
    # Against a file too, and choices that are not the same can't be compared.
    added = changed(cli, ("{code: no, label: {en: No, cy: Naddo}}", "{code: no, label: {en: No, cy: Naddo}}\n          - {code: partly, label: Partly}"))
    diff = cli.json("surveys", "diff", survey, added)
    assert [(c["subject"], c.get("comparable", False)) for c in diff["changes"]] == [("trained", False)]


def test_a_step_that_does_not_fit_is_refused(cli, survey):
    assert "DRAFT" in cli.refused(6, "surveys", "open", survey)
    assert "DRAFT" in cli.refused(6, "surveys", "delete", survey)


def test_responses_are_imported_by_a_mapping_and_the_survey_closed(cli, survey):
    rows = "\n".join(f"{n},{'Poor' if n % 3 else 'Good'},{'Kent' if n % 2 else 'Essex'}" for n in range(60))
    write(cli, "responses.csv", f"id,How is your laptop?,Force\n{rows}\n")
    mapping = "id_column: id\ncolumns:\n  - {column: 'How is your laptop?', question: laptop}\n  - {column: Force, segment: force}\n"
    write(cli, "mapping.yaml", mapping)
    dry = cli.ok("surveys", "import", "responses.csv", survey, "--mapping", "mapping.yaml", "--dry-run")
    assert "Nothing was written. Of 60 items, 60 would be imported" in dry
    assert "60 imported" in cli.ok("surveys", "import", "responses.csv", survey, "--mapping", "mapping.yaml")
    assert "line 2" in cli.refused(2, "surveys", "import", "responses.csv", survey, "--mapping", write(cli, "bad.yaml", "id_column: id\ncolums: []\n"))
    out = cli.ok("surveys", "close", survey)
    assert f"{survey} is closed." in out and "60 responses came in" in out
    assert cli.json("surveys", "get", survey)["state"] == "SURVEY_STATE_CLOSED"
    # Again: where it stands.
    assert "is closed" in cli.ok("surveys", "close", survey)
    assert "WRONG_STATE" in json.dumps(cli.run("surveys", "invite", survey, 1, "--to", "late.csv").stderr) or not (cli.folder / "late.csv").exists()


def test_a_write_is_the_same_when_it_is_repeated(cli, server):
    a = area("survey")
    client = server.client()
    request = a.CreateSurveyRequest(parent="forces/kent", survey_id="repeated", request_id="once")
    request.survey.instrument.CopyFrom(client.surveys.GetSurvey(a.GetSurveyRequest(name=cli.json("surveys", "create", "forces/kent", "technology.yaml")["name"])).instrument)
    first = client.surveys.CreateSurvey(copy.deepcopy(request))
    assert client.surveys.CreateSurvey(request) == first
