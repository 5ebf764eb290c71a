"""Answering a survey without an account: what is refused and in which words, withdrawing, following, importing, frontctl, and the proof that an invitation
counts once, whatever happens. What is kept of an answer is anonymity_test.py's."""

import collections
import json
import random
import re
import threading
import time

import grpc
import pytest

from cli_test import Cli
from conftest import issue_token
from frontline_process import areas, error_of, refused
from laptop_survey import answers, close, invite, make_survey, receipt, submit

s = areas.survey


@pytest.fixture(scope="module")
def buyer(server, admin):
    return server.client(issue_token(admin, "forces/kent", "ROLE_PROCUREMENT_OFFICER"))


@pytest.fixture(scope="module")
def anyone(server):
    return server.client("")


# --- What is said ---


def test_everything_that_is_wrong_is_said_at_once_and_the_invitation_stays(buyer, anyone):
    survey = make_survey(buyer, "wrong")
    invitation = invite(buyer, survey, 1)[0]
    response = answers(laptop="good", why=["slow"], years=1001.0, force="mars")
    response.answers.add(question="nothing", choices=["x"])
    with refused("INVALID_ARGUMENT", "FIELDS_INVALID") as found:
        submit(anyone, survey, invitation, receipt(), response)
    in_answers = {"response.answers[1].question", "response.answers[2].number", "response.answers[3].question"}
    assert set(found.fields) == {*in_answers, 'response.segments["force"]'}
    assert "which was not asked" in found.fields["response.answers[1].question"]
    submit(anyone, survey, invitation, receipt())


def refusal(call):
    """A refusal as it goes over the wire: status, message, details and everything else behind it."""
    with pytest.raises(grpc.RpcError) as caught:
        call()
    return caught.value.code(), caught.value.details(), tuple(sorted(caught.value.trailing_metadata() or ()))


def test_whoever_may_not_answer_is_told_the_same_byte_for_byte(buyer, anyone):
    survey, other = make_survey(buyer, "refused"), make_survey(buyer, "refused-other")
    draft, ended = make_survey(buyer, "refused-draft", opened=False), make_survey(buyer, "refused-ended")
    open_link = make_survey(buyer, "refused-open", reach=s.REACH_OPEN_LINK)
    used, fresh = invite(buyer, survey, 2)
    foreign, waiting, late = invite(buyer, other, 1)[0], invite(buyer, draft, 1)[0], invite(buyer, ended, 1)[0]
    submit(anyone, survey, used, receipt())
    close(buyer, ended)
    wrong = s.Response(answers=[s.Answer(question="no-such-question", choices=["x"])])
    cases = {
        "forged": (survey, "fl-inv-" + "0" * 52),
        "none": (survey, ""),
        "cut off": (survey, fresh[:-1]),
        "used": (survey, used),
        "foreign": (survey, foreign),
        "draft": (draft, waiting),
        "closed": (ended, late),
        "no such survey": ("forces/kent/surveys/there-is-none", fresh),
        "no such organisation": ("forces/atlantis/surveys/x", fresh),
        "where anyone may answer": (open_link, fresh),
    }
    said = collections.defaultdict(list)
    for case, (name, invitation) in cases.items():
        for response in (wrong, answers(laptop="good")):
            said[refusal(lambda: submit(anyone, name, invitation, receipt(), response))].append(case)
        ask = s.GetQuestionnaireRequest(survey=name, invitation=invitation)
        said[refusal(lambda: anyone.responses.GetQuestionnaire(ask))].append(case)
    assert len(said) == 1, said
    code, words, _ = next(iter(said))
    assert code == grpc.StatusCode.PERMISSION_DENIED and "invitation" in words
    submit(anyone, survey, fresh, receipt())


def test_the_same_again_is_answered_the_same_and_counts_once(buyer, anyone):
    survey = make_survey(buyer, "again")
    invitation, code = invite(buyer, survey, 1)[0], receipt()
    for _ in range(3):
        submit(anyone, survey, invitation, code)
    with refused("PERMISSION_DENIED", "INVITATION_REFUSED"):
        submit(anyone, survey, invitation, receipt())
    shown = buyer.surveys.GetSurvey(s.GetSurveyRequest(name=survey))
    assert (shown.invitations_used, shown.frozen, shown.responses_received) == (1, True, 0)
    assert close(buyer, survey).responses_received == 1


def test_a_response_can_be_taken_back_until_the_survey_is_closed_and_followed_ever_after(buyer, anyone):
    survey = make_survey(buyer, "back")
    invitations, codes = invite(buyer, survey, 8), [receipt() for _ in range(8)]
    for invitation, code in zip(invitations, codes):
        submit(anyone, survey, invitation, code)
    withdraw = lambda code: anyone.responses.WithdrawResponse(s.WithdrawResponseRequest(survey=survey, receipt_code=code))  # noqa: E731
    follow = lambda code: anyone.responses.FollowResponse(s.FollowResponseRequest(survey=survey, receipt_code=code)).sentences  # noqa: E731
    withdraw(codes[0])
    with refused("NOT_FOUND", "RECEIPT_UNKNOWN"):
        withdraw(codes[0])
    with refused("PERMISSION_DENIED", "INVITATION_REFUSED"):
        submit(anyone, survey, invitations[0], codes[0])
    assert "still takes answers" in " ".join(follow(codes[1]))
    assert buyer.surveys.GetSurvey(s.GetSurveyRequest(name=survey)).invitations_used == 8
    assert close(buyer, survey).responses_received == 7
    with refused("FAILED_PRECONDITION", "WRONG_STATE"):
        withdraw(codes[1])
    told = follow(codes[1])
    assert told[0] == "You answered the survey 'Laptops'." and "7 people" in told[1], told
    with refused("NOT_FOUND", "RECEIPT_UNKNOWN"):
        follow(codes[0])


def test_a_receipt_is_verified_for_services_alone(server, admin, buyer, anyone):
    survey = make_survey(buyer, "verify")
    code = receipt()
    submit(anyone, survey, invite(buyer, survey, 1)[0], code)
    system = server.client(issue_token(admin, "national/frontline", "ROLE_SYSTEM", national=True))
    verify = lambda client, given: client.responses.VerifyReceipt(s.VerifyReceiptRequest(survey=survey, receipt_code=given)).valid  # noqa: E731
    assert verify(system, code) and not verify(system, receipt())
    with refused("UNAUTHENTICATED"):
        verify(anyone, code)
    with refused("PERMISSION_DENIED"):
        verify(buyer, code)


def test_a_questionnaire_shows_no_sizes(buyer, anyone):
    survey = make_survey(buyer, "questionnaire")
    shown = anyone.responses.GetQuestionnaire(s.GetQuestionnaireRequest(survey=survey, invitation=invite(buyer, survey, 1)[0])).instrument
    assert len(shown.sections[0].questions) == 4 and shown.pledge.en
    assert shown.population == 0 and not shown.breakdowns and all(v.headcount == 0 for v in shown.segments[0].values)


def test_an_invitation_raced_for_a_thousand_times_with_kills_in_between_counts_once(start):
    server = start("--calls-per-second", "0")
    admin = server.admin
    survey = make_survey(admin, "race")
    invitation = invite(admin, survey, 1)[0]
    racers, calls_each = 20, 50
    codes = [receipt() for _ in range(racers)]
    outcomes, lock, left = collections.Counter(), threading.Lock(), [racers]
    address = server.address

    def race(number):
        with grpc.insecure_channel(address) as channel:
            stub = areas.survey.ResponseServiceStub(channel)
            done = 0
            while done < calls_each:
                request = s.SubmitResponseRequest(
                    survey=survey, invitation=invitation, receipt_code=codes[number], response=answers(laptop="good", years=float(number))
                )
                try:
                    stub.SubmitResponse(request, timeout=20, wait_for_ready=True)
                    said = "OK"
                except grpc.RpcError as error:
                    said = error_of(error).reason if error.code() == grpc.StatusCode.PERMISSION_DENIED else error.code().name
                with lock:
                    outcomes[(number, said)] += 1
                if said not in ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"):
                    done += 1
        with lock:
            left[0] -= 1

    threads = [threading.Thread(target=race, args=(number,)) for number in range(racers)]
    for thread in threads:
        thread.start()
    kills = 0
    while left[0] > 0 and kills < 6:
        time.sleep(random.uniform(0.05, 0.3))  # a kill comes when it comes
        server.kill()
        kills += 1
        server.restart()
    for thread in threads:
        thread.join()
    assert kills >= 3
    assert sum(outcomes.values()) >= 1000
    # One got it, and was told so each time it asked again; nobody else ever was.
    winners = {number for number, said in outcomes if said == "OK"}
    assert len(winners) == 1, outcomes
    assert {said for _, said in outcomes} <= {"OK", "INVITATION_REFUSED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"}
    system = server.client(issue_token(server.admin, "national/frontline", "ROLE_SYSTEM", national=True))
    valid = [n for n, code in enumerate(codes) if system.responses.VerifyReceipt(s.VerifyReceiptRequest(survey=survey, receipt_code=code)).valid]
    assert valid == sorted(winners)
    closed = close(server.admin, survey)
    assert (closed.invitations_used, closed.responses_received) == (1, 1)


# --- Files ---

MAPPING = """
id_column: Respondent
missing: ["N/A"]
columns:
  - {column: Force, segment: force}
  - {column: "How good is it?", question: laptop, values: {Dreadful: poor}}
  - {column: Slow, question: why, choice: slow}
  - {column: Other, question: why, own_text: true}
  - {column: Years, question: years}
  - {column: Words, question: words}
ignore: [Started]
"""
HEADER = "Respondent,Started,Force,How good is it?,Slow,Other,Years,Words\r\n"


@pytest.fixture
def files(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def cli(server, tmp_path):
    return Cli(tmp_path, server.address, server.token)


def test_a_file_is_tried_imported_and_not_imported_again(buyer, cli, files):
    survey = make_survey(buyer, "file")
    mapping = files("mapping.yaml", MAPPING)
    rows = [f'{n},x,{"Kent" if n % 2 else "essex"},{"Dreadful" if n % 3 else "Good"},{"yes" if n % 3 else ""},,{n},"Words, {n}"' for n in range(40)]
    rows += ["7,x,Kent,Good,,,1,", "41,x,Mars,Awful,,,1,", "42,x,Kent,Good,yes,,9999,", "43,x,Kent,Dreadful,N/A,The hinge,,"]
    path = files("responses.csv", HEADER + "\r\n".join(rows) + "\r\n")
    for dry in (["--dry-run"], []):
        done = cli.run("surveys", "import", path, survey, "--mapping", mapping, *dry)
        assert done.returncode == 9, done.stderr
        assert "Of 44 items, 41" in done.stdout and "3 refused" in done.stdout, done.stdout
        for line in (
            "row 42, Respondent: is the id of an earlier row too",
            "row 43, Force: is 'Mars', which is no value of 'force'",
            "row 43, How good is it?: is 'Awful'",
            "row 44, Slow: answers 'why', which was not asked",
            "row 44, Years: must be 0 to 1000, is 9999",
        ):
            assert line in done.stderr, (line, done.stderr)
    again = cli.run("surveys", "import", path, survey, "--mapping", mapping)
    assert again.returncode == 6 and "imported into" in again.stderr, again.stderr
    closed = close(buyer, survey)
    assert (closed.responses_received, closed.invitations_used) == (41, 0)


def test_a_file_in_another_encoding_or_shifted_is_refused_whole(buyer, cli, files):
    survey = make_survey(buyer, "bad-file")
    mapping = files("mapping.yaml", MAPPING)
    good = "1,x,Kent,Good,,,1,"
    for name, content, said in (
        ("latin.csv", (HEADER + good + "\r\n2,x,Kent,Good,,,1,caf\u00e9\r\n").encode("cp1252"), "row 3"),
        ("utf16.csv", (HEADER + good).encode("utf-16"), "UTF-16"),
        ("shifted.csv", ("New," + HEADER + "," + good).encode(), "is in the file and not in the mapping"),
        ("short.csv", b"Respondent,Force\r\n1,Kent\r\n", "names the column 'How good is it?', which the file does not have"),
    ):
        done = cli.run("surveys", "import", files(name, content), survey, "--mapping", mapping)
        assert done.returncode == 5 and said in done.stderr, (name, done.stderr)
    assert not buyer.surveys.GetSurvey(s.GetSurveyRequest(name=survey)).frozen


# --- frontctl ---


def test_frontctl_answers_asks_withdraws_and_follows_without_an_account(buyer, cli, files):
    survey = make_survey(buyer, "cli")
    first, second = invite(buyer, survey, 2)
    shown = cli.run("questionnaire", survey, "--invitation", first)
    assert shown.returncode == 0 and json.loads(shown.stdout)["title"]["en"] == "Laptops", shown.stderr
    path = files("answers.yaml", "segments: {force: kent}\nanswers:\n  - {question: laptop, choices: [poor]}\n  - {question: years, number: 4}\n")
    done = cli.run("respond", survey, "--invitation", first, "--answers", path)
    assert done.returncode == 0, done.stderr
    code = re.search(r"([0-9a-z]{4}-){7}[0-9a-z]{4}", done.stdout).group(0)
    assert "shown once" in done.stdout
    # Typed from paper.
    told = cli.run("responses", "follow", survey, "--receipt-code", code.upper().replace("-", " "))
    assert told.returncode == 0 and "You answered the survey 'Laptops'." in told.stdout, told.stderr
    # Asked question by question: Essex, poor, 1 and 3 with own words, years left out, words.
    asked = cli.run("respond", survey, "--invitation", "-", input=f"{second}\n2\n1\n1,3\nThe hinge\n\nA dock\nyes\n")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "Nobody can tell who answered what." in asked.stdout and "Why?" in asked.stdout
    used = cli.run("respond", survey, "--invitation", first, "--answers", path)
    assert used.returncode == 4 and "invitation is not valid" in used.stderr, used.stderr
    gone = cli.run("responses", "withdraw", survey, input=f"{code}\n")
    assert gone.returncode == 0, gone.stderr
    assert cli.run("responses", "withdraw", survey, "--receipt-code", code).returncode == 3
    assert close(buyer, survey).responses_received == 1
