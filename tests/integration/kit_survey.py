"""A survey about kit, answered at random, and all who may read of it: for attacker_test.py and traces_test.py."""

import datetime
import secrets

import grpc
import pytest

from conftest import issue_token
from frontline_process import areas

s = areas.survey
K = 5
CHOICES = {"laptop": ["poor", "fair", "good"], "radio": ["worse", "same", "better"], "kit": ["vest", "boots", "torch"]}


def text(words):
    return s.Text(en=words)


def instrument(rng):
    """laptop (LIKERT, required), radio (SINGLE, of those who say poor), kit (MULTIPLE), hours (NUMBER), words (TEXT), by force, by rank and by both."""
    laptop = s.Question(code="laptop", kind=s.QUESTION_KIND_LIKERT, text=text("How good is your laptop?"), required=True)
    for score, (code, polarity) in enumerate(zip(CHOICES["laptop"], (s.POLARITY_NEGATIVE, s.POLARITY_NEUTRAL, s.POLARITY_POSITIVE))):
        laptop.choices.add(code=code, label=text(code), score=score + 1, scored=True, polarity=polarity)
    radio = s.Question(code="radio", kind=s.QUESTION_KIND_SINGLE, text=text("And the radio?"), required=rng.random() < 0.5)
    radio.show_if.add(question="laptop", any_of=["poor"])
    kit = s.Question(code="kit", kind=s.QUESTION_KIND_MULTIPLE, text=text("What is worn out?"))
    for question in (radio, kit):
        for code in CHOICES[question.code]:
            question.choices.add(code=code, label=text(code))
    hours = s.Question(code="hours", kind=s.QUESTION_KIND_NUMBER, text=text("Hours lost?"), minimum=0, maximum=100)
    hours.bands.add(code="few", label=text("Few"), low=0, high=50)
    hours.bands.add(code="many", label=text("Many"), low=50, high=100)
    words = s.Question(code="words", kind=s.QUESTION_KIND_TEXT, text=text("Anything else?"))
    made = s.Instrument(
        title=text("Kit"), mode=s.MODE_ANONYMOUS, k=K, pledge=text("Nobody can tell."), reach=s.REACH_INVITATION, population=2000,
        retain_until=(datetime.date.today() + datetime.timedelta(days=60)).isoformat(),
    )
    made.sections.add(code="all", title=text("All"), questions=[laptop, radio, kit, hours, words])
    for code, kind, values in (("force", s.SEGMENT_KIND_FORCE, "abcdef"[: rng.randint(3, 6)]), ("rank", s.SEGMENT_KIND_RANK_GROUP, "xyz")):
        segment = made.segments.add(code=code, kind=kind, text=text(code), required=code == "force")
        for value in values:
            segment.values.add(code=f"{code}-{value}", label=text(f"{code} {value}"), headcount=rng.choice([0, rng.randint(60, 300)]))
    for segments in (["force"], ["rank"], ["force", "rank"]):
        made.breakdowns.add(segments=segments)
    return made


def random_response(rng, made):
    """Some forces are tiny, one is of one mind."""
    response = s.Response()
    for segment in made.segments:
        if segment.required or rng.random() < 0.9:
            weights = [30, 20, 2, 12, 1, 8][: len(segment.values)]
            response.segments[segment.code] = rng.choices(segment.values, weights)[0].code
    laptop = "poor" if response.segments["force"] == "force-b" else rng.choice(CHOICES["laptop"])
    response.answers.add(question="laptop", choices=[laptop])
    if laptop == "poor":
        response.answers.add(question="radio", choices=[rng.choice(CHOICES["radio"])])
    if rng.random() < 0.8:
        response.answers.add(question="kit", choices=rng.sample(CHOICES["kit"], rng.randint(1, 3)))
    if rng.random() < 0.7:
        response.answers.add(question="hours", number=float(rng.randint(0, 100)))
    if rng.random() < 0.5:
        response.answers.add(question="words", text=" ".join(rng.choice(["radio", "laptop", "slow", "old", "wet"]) for _ in range(rng.randint(2, 30))))
    return response


def open_survey(client, name, made, people, previous=""):
    survey = s.Survey(instrument=made, previous_wave=previous)
    client.surveys.CreateSurvey(s.CreateSurveyRequest(parent="forces/kent", survey_id=name, survey=survey))
    name = f"forces/kent/surveys/{name}"
    client.surveys.OpenSurvey(s.OpenSurveyRequest(name=name))
    parts = client.surveys.IssueInvitations(s.IssueInvitationsRequest(parent=name, count=people))
    return name, [invitation for part in parts for invitation in part.invitations]


def submit(anyone, name, invitation, response, code=None):
    request = s.SubmitResponseRequest(survey=name, invitation=invitation, response=response, receipt_code=code or secrets.token_hex(20))
    anyone.responses.SubmitResponse(request)


def close(client, name):
    for _ in client.surveys.CloseSurvey(s.CloseSurveyRequest(name=name), timeout=300):
        pass


ROLES = ("ROLE_VIEWER", "ROLE_PROCUREMENT_OFFICER", "ROLE_MODERATOR", "ROLE_AUDITOR", "ROLE_SYSTEM", "ROLE_STAFF_REPRESENTATIVE", "ROLE_ADMINISTRATOR")


@pytest.fixture(scope="module")
def readers(server, admin):
    """A client for each role there is, in the force and elsewhere, and one without an account."""
    clients = {"admin": admin, "anyone": server.client("")}
    for role in ROLES:
        if role not in areas.identity.Role.keys():
            continue
        for organisation in ("forces/kent", "forces/essex"):
            try:
                clients[f"{role} {organisation}"] = server.client(issue_token(admin, organisation, role))
            except grpc.RpcError:
                clients[f"{role} {organisation}"] = server.client(issue_token(admin, organisation, role, national=True))
    return clients
