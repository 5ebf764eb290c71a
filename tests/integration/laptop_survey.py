"""A survey about laptops and its calls, for answer_test.py and anonymity_test.py: made, opened, invited to, answered and closed."""

import datetime
import secrets

from frontline_process import areas

s = areas.survey


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
