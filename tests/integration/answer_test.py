"""Answering a survey without an account: what is refused and in which words, what is kept and what is not, withdrawing, following, importing, and the
proofs that no way leads from an invitation to a response and that an invitation counts once, whatever happens."""

import collections
import datetime
import hashlib
import json
import pathlib
import random
import re
import secrets
import shutil
import struct
import subprocess
import threading
import time

import grpc
import pytest

from cli_test import Cli
from conftest import issue_token
from frontline_process import BUILD, areas, error_of, refused

s, a = areas.survey, areas.admin


def day(ahead):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=ahead)).isoformat()


def text(words):
    return s.Text(en=words)


def instrument(reach=None, k=5):
    """laptop (LIKERT), why (MULTIPLE, of those who say poor), years (NUMBER), words (TEXT); force and rank."""
    laptop = s.Question(code="laptop", kind=s.QUESTION_KIND_LIKERT, text=text("How good is your laptop?"), required=True)
    for number, (code, polarity) in enumerate((("poor", s.POLARITY_NEGATIVE), ("fair", s.POLARITY_NEUTRAL), ("good", s.POLARITY_POSITIVE))):
        laptop.choices.add(code=code, label=text(code.title()), score=number + 1, scored=True, polarity=polarity)
    why = s.Question(code="why", kind=s.QUESTION_KIND_MULTIPLE, text=text("Why?"))
    why.show_if.add(question="laptop", any_of=["poor"])
    for code in ("slow", "heavy"):
        why.choices.add(code=code, label=text(code.title()))
    why.choices.add(code="other", label=text("Other"), takes_text=True)
    years = s.Question(code="years", kind=s.QUESTION_KIND_NUMBER, text=text("How many years?"), minimum=0, maximum=1000)
    years.bands.add(code="few", label=text("Few"), low=0, high=500)
    years.bands.add(code="many", label=text("Many"), low=500, high=1000)
    words = s.Question(code="words", kind=s.QUESTION_KIND_TEXT, text=text("What would help?"))
    force = s.Segment(code="force", kind=s.SEGMENT_KIND_FORCE, text=text("Your force"), required=True)
    for code, people in (("kent", 400), ("essex", 300)):
        force.values.add(code=code, label=text(code.title()), headcount=people)
    made = s.Instrument(
        title=text("Laptops"), mode=s.MODE_ANONYMOUS, k=k, pledge=text("Nobody can tell who answered what."),
        reach=reach or s.REACH_INVITATION, retain_until=day(100), population=700,
    )
    made.sections.add(code="all", title=text("All"), questions=[laptop, why, years, words])
    made.segments.append(force)
    made.breakdowns.add(segments=["force"])
    return made


def make_survey(client, survey_id, opened=True, **fields):
    made = instrument(**fields)
    client.surveys.CreateSurvey(s.CreateSurveyRequest(parent="forces/kent", survey_id=survey_id, survey=s.Survey(instrument=made)))
    name = f"forces/kent/surveys/{survey_id}"
    if opened:
        client.surveys.OpenSurvey(s.OpenSurveyRequest(name=name))
    return name


def invite(client, survey, count):
    return [t for part in client.surveys.IssueInvitations(s.IssueInvitationsRequest(parent=survey, count=count)) for t in part.invitations]


def close(client, survey):
    for _ in client.surveys.CloseSurvey(s.CloseSurveyRequest(name=survey), timeout=300):
        pass
    closed = client.surveys.GetSurvey(s.GetSurveyRequest(name=survey))
    assert closed.state == s.SURVEY_STATE_CLOSED
    return closed


def receipt():
    return secrets.token_hex(20)


def answers(**given):
    """answers(laptop="poor", years=3.0, force="kent")"""
    response = s.Response(segments={"force": given.pop("force", "kent")})
    for question, value in given.items():
        if isinstance(value, float):
            response.answers.add(question=question, number=value)
        elif question == "words":
            response.answers.add(question=question, text=value)
        else:
            response.answers.add(question=question, choices=value if isinstance(value, list) else [value])
    return response


def submit(client, survey, invitation, code, response=None, **options):
    request = s.SubmitResponseRequest(survey=survey, invitation=invitation, receipt_code=code, response=response or answers(laptop="good"))
    return client.responses.SubmitResponse(request, **options)


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


# --- What is kept ---


def test_neither_log_nor_audit_nor_feed_tell_who_answered_or_which_response_came(start):
    server = start()
    admin, anyone = server.admin, server.client("")
    survey = make_survey(admin, "quiet")
    invitations = invite(admin, survey, 4)
    codes = [receipt() for _ in range(4)]
    before = [c.sequence for part in [admin.changes.ListChanges(a.ListChangesRequest(page_size=1000))] for c in part.changes]
    tagged = [("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    for invitation, code in zip(invitations, codes):
        submit(anyone, survey, invitation, code, answers(laptop="good", words="unmistakable words"), metadata=tagged)
    with refused("PERMISSION_DENIED"):
        submit(anyone, survey, invitations[0], receipt())
    # A member who answers is no member then.
    with_account = server.client()
    with refused("PERMISSION_DENIED"):
        submit(with_account, survey, invitations[0], receipt())
    anyone.responses.WithdrawResponse(s.WithdrawResponseRequest(survey=survey, receipt_code=codes[3]))
    after = [c.sequence for part in [admin.changes.ListChanges(a.ListChangesRequest(page_size=1000))] for c in part.changes]
    assert before == after

    entries = admin.admin.QueryAudit(a.QueryAuditRequest(method="frontline.survey.v1.ResponseService", page_size=1000)).entries
    assert len(entries) == 5  # 4 responses and 1 withdrawal; refused ones left nothing
    assert {(e.actor, e.resource, e.outcome, e.request_id, e.request_hash) for e in entries} == {("anonymous", survey, "OK", "", "")}
    server.stop()
    log = server.log.read_text()
    kept = log + "".join(str(e) for e in entries)
    needles = [*invitations, *codes, "unmistakable", "0af7651916cd43dd8448eb211c80319c"]
    needles += [digest(survey, secret) for secret in [*invitations, *codes]]
    for needle in needles:
        assert needle not in kept, needle
    for line in log.splitlines():
        if "ResponseService" in line:
            assert not re.search(r"127\.0\.0\.1|ipv4|\[::1\]", line), line
            said = json.loads(line)
            assert not said.get("member") and not said.get("request_id") and not said.get("message"), line
            assert said.get("resource") in (None, "", survey), line


def digest(survey, secret):
    return hashlib.sha256(survey.encode() + b"\0" + secret.encode()).hexdigest()


Version = collections.namedtuple("Version", "family key value sequence type")


def versions(folder):
    """Every version of every key in the store of a stopped server, with its sequence number; the log's too."""
    read = subprocess.run([BUILD / "folder_versions", pathlib.Path(folder) / "store"], capture_output=True, text=True, timeout=120)
    assert read.returncode == 0, read.stderr
    unhex = lambda word: b"" if word == "-" else bytes.fromhex(word)  # noqa: E731
    found = []
    for line in read.stdout.splitlines():
        family, key, value, sequence, kind = line.split(" ")
        found.append(Version(family, unhex(key), unhex(value), int(sequence), kind))
    return found


TABLES = {"invitation": b"\0\x49", "response": b"\0\x4a", "receipt": b"\0\x4b"}


def of_table(found, table, survey):
    return [v for v in found if v.family == "records" and v.key.startswith(TABLES[table] + survey.encode() + b"/")]


class Leak(AssertionError):
    """A data folder tells more than it may."""


def look_for_leaks(folder, survey, people):
    """What somebody finds who has the whole data folder and every invitation, with whom it went to. `people`: invitation → (receipt, years), where
    years is an answer that nobody else gave, so that it shows whether a guess is right. Raises Leak naming every way that is open."""
    leaks = []
    files = [p for p in pathlib.Path(folder).rglob("*") if p.is_file()]
    assert any(p.name.endswith(".sst") for p in files) and any(p.name.startswith("MANIFEST") for p in files)
    hashes = {digest(survey, invitation): invitation for invitation in people}
    # 1. Bytes. A key shares its beginning with the one before it in a table, so half of a hash is looked for too.
    for path in files:
        raw = path.read_bytes()
        for hashed, invitation in hashes.items():
            body = invitation.removeprefix("fl-inv-").encode()
            bare = hashlib.sha256(invitation.encode()).digest()
            for needle in (body, bare, bytes.fromhex(hashed), hashed.encode(), hashed[24:].encode(), hashed[:40].encode()):
                if needle in raw:
                    leaks.append(f"{path.name} holds an invitation or its hash")
                    break
    # 2. Keys and values as RocksDB reads them, compressed or not, deleted or not.
    found = versions(folder)
    for version in found:
        for hashed, invitation in hashes.items():
            whole = version.key + version.value
            if hashed.encode() in whole or bytes.fromhex(hashed) in whole or invitation.encode() in whole:
                leaks.append(f"a {version.type} of family {version.family} holds an invitation's hash")
    if of_table(found, "invitation", survey):
        leaks.append("invitations are there, or marks of their deletion")
    # 3. Numbers. What was written together has numbers next to each other, and later ones are greater.
    for table in ("response", "receipt"):
        kept = of_table(found, table, survey)
        assert kept, f"no {table} is there"
        if any(v.sequence != 0 for v in kept):
            leaks.append(f"{table}s tell when they were written")
        if len({v.key for v in kept}) != len(kept) or any(v.type != "TypeValue" for v in kept):
            leaks.append(f"older versions of {table}s are there")
    # 4. The attack itself: who used an invitation answered what was written beside it; who sent a receipt too.
    by_years = {struct.pack("<d", years): invitation for invitation, (_, years) in people.items()}
    answered = [(v.sequence, by_years[y]) for v in of_table(found, "response", survey) if v.sequence for y in by_years if y in v.value]
    for table, hash_of in (("invitation", hashes), ("receipt", {digest(survey, code): i for i, (code, _) in people.items()})):
        tied = 0
        for version in of_table(found, table, survey):
            person = hash_of.get(version.key.rsplit(b"/", 1)[-1].decode())
            if person is None or not version.sequence or version.type != "TypeValue" or not answered:
                continue
            if table == "invitation" and not version.value:
                continue  # as issued
            near = min(answered, key=lambda other: abs(other[0] - version.sequence))
            tied += abs(near[0] - version.sequence) < 8 and near[1] == person
        if tied:
            leaks.append(f"{tied} people's answers are known by their {table}s")
    # 5. What a receipt says for itself.
    responses = {v.key.rsplit(b"/", 1)[-1] for v in of_table(found, "response", survey)}
    if any(name in v.value for v in of_table(found, "receipt", survey) for name in responses):
        leaks.append("receipts lead to responses")
    if any(digest(survey, code).encode() in v.value for v in of_table(found, "response", survey) for code, _ in people.values()):
        leaks.append("responses name their receipts")
    # 6. The order of the keys is not the order of coming, nor that of the invitations.
    order = [by_years[y] for v in sorted(of_table(found, "response", survey), key=lambda v: v.key) for y in by_years if y in v.value]
    assert len(order) == len(people)
    for name, other in (("came", list(people)), ("were invited", sorted(people, key=lambda i: digest(survey, i)))):
        place = {invitation: number for number, invitation in enumerate(other)}
        pairs = [(place[x], place[y]) for i, x in enumerate(order) for y in order[i + 1 :]]
        agree = sum(x < y for x, y in pairs) / len(pairs)
        if not 0.25 < agree < 0.75:
            leaks.append(f"responses lie in the order in which they {name}")
    if leaks:
        raise Leak("; ".join(sorted(set(leaks))))


def test_the_data_folder_of_a_closed_survey_ties_no_invitation_to_a_response(start, tmp_path):
    server = start()
    admin, anyone = server.admin, server.client("")
    survey = make_survey(admin, "raw")
    # Others before, after and between, so that it is no empty store.
    other = make_survey(admin, "raw-other")
    invitations = invite(admin, survey, 70)
    chosen = random.Random(5).sample(invitations, 50)
    others = invite(admin, other, 50)
    people = {invitation: (receipt(), 100 + number * 7.125) for number, invitation in enumerate(chosen)}
    for number, (invitation, (code, years)) in enumerate(people.items()):
        submit(anyone, survey, invitation, code, answers(laptop="poor" if number % 3 else "good", years=years, words=f"My words {number}"))
        submit(anyone, other, others[number], receipt())
        if number == 25:
            server.restart()  # so that there are logs and tables of several ages
            admin, anyone = server.admin, server.client("")
    server.stop()
    shutil.copytree(server.data, tmp_path / "before")
    # Before the closing every way is open: the same look finds them.
    with pytest.raises(Leak) as found:
        look_for_leaks(tmp_path / "before", survey, people)
    ways = ["holds an invitation", "invitations are there", "tell when they were written", "receipts lead", "responses name their receipts"]
    for way in [*ways, "people's answers are known by their invitations"]:
        assert way in str(found.value), way
    # Those since the restart at least; what came before it lies in tables that RocksDB has merged since.
    assert int(re.search(r"(\d+) people's answers are known by their invitations", str(found.value)).group(1)) >= 20

    server.restart()
    closed = close(server.admin, survey)
    assert (closed.responses_received, closed.invitations_used, closed.invitations_issued) == (50, 50, 70)
    # Life goes on, so that the folder is as it would be found.
    for invitation in invite(server.admin, other, 5):
        submit(server.client(""), other, invitation, receipt())
    server.stop()
    look_for_leaks(server.data, survey, people)
    server.restart()
    server.kill()
    look_for_leaks(server.data, survey, people)


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
