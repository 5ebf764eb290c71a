"""From what the front line said to a requirement that it has checked, and back: survey and submission → needs → requirement → consultation → publication →
match → outcome, traced both ways and told in words."""

import datetime
import secrets

import grpc
import pytest

from cli_test import Cli
from conftest import issue_token
from frontline_process import areas, eventually, refused

r, s, f, m, sup = areas.requirement, areas.survey, areas.federation, areas.matching, areas.supplier
BODY = "bodies/police-federation-of-england-and-wales"
SURVEY = "forces/kent/surveys/laptops"
QUESTION = f"{SURVEY}/questions/starts"
FINDING = f"{SURVEY}/findings/starts"
SUBMISSION = f"{BODY}/submissions/start-up"
REQUIREMENT = "forces/kent/requirements/laptops"
CONSULTATION = f"{REQUIREMENT}/consultations/first"
NEEDS = {"finding": "forces/kent/needs/from-finding", "submission": f"{BODY}/needs/from-submission", "essex": "forces/essex/needs/logged"}


def day(ahead):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=ahead)).isoformat()


def text(words):
    return s.Text(en=words)


def instrument():
    points = [("no", "No", s.POLARITY_NEGATIVE), ("neither", "Neither", s.POLARITY_NEUTRAL), ("yes", "Yes", s.POLARITY_POSITIVE)]
    question = s.Question(code="starts", kind=s.QUESTION_KIND_LIKERT, text=text("My laptop starts fast enough to be of use."), required=True, topic="laptops")
    for number, (code, label, polarity) in enumerate(points):
        question.choices.add(code=code, label=text(label), score=number + 1, scored=True, polarity=polarity)
    words = s.Question(code="words", kind=s.QUESTION_KIND_TEXT, text=text("What would help?"), topic="laptops")
    force = s.Segment(code="force", kind=s.SEGMENT_KIND_FORCE, text=text("Your force"), required=True)
    for code, people in (("kent", 400), ("essex", 300), ("surrey", 200)):
        force.values.add(code=code, label=text(code.title()), headcount=people)
    made = s.Instrument(
        title=text("Laptops"), mode=s.MODE_ANONYMOUS, k=10, pledge=text("Nobody can tell who answered what."), reach=s.REACH_INVITATION, retain_until=day(100)
    )
    made.sections.add(code="all", title=text("All"), questions=[question, words])
    made.segments.append(force)
    made.breakdowns.add(segments=["force"])
    return made


class People:
    def __init__(self, server, admin):
        self.admin = admin
        make = lambda organisation, role: server.client(issue_token(admin, organisation, role))  # noqa: E731
        self.buyer = make("forces/kent", "ROLE_PROCUREMENT_OFFICER")
        self.essex_buyer = make("forces/essex", "ROLE_PROCUREMENT_OFFICER")
        self.officers = [make("forces/kent", "ROLE_NEED_AUTHOR") for _ in range(12)]
        self.essex_officer = make("forces/essex", "ROLE_NEED_AUTHOR")
        self.body = make(BODY, "ROLE_STAFF_REPRESENTATIVE")
        o = areas.identity
        acme = o.Organisation(display_name="Acme")
        admin.identity.CreateOrganisation(o.CreateOrganisationRequest(parent="suppliers", organisation_id="acme", organisation=acme))
        self.supplier = make("suppliers/acme", "ROLE_SUPPLIER_EDITOR")
        self.anyone = server.client("")


@pytest.fixture(scope="module")
def people(server, admin):
    return People(server, admin)


RECEIPTS = [secrets.token_hex(16) for _ in range(90)]


def answer_survey(people):
    people.buyer.surveys.CreateSurvey(s.CreateSurveyRequest(parent="forces/kent", survey_id="laptops", survey=s.Survey(instrument=instrument())))
    people.buyer.surveys.OpenSurvey(s.OpenSurveyRequest(name=SURVEY))
    tokens = [t for part in people.buyer.surveys.IssueInvitations(s.IssueInvitationsRequest(parent=SURVEY, count=90)) for t in part.invitations]
    # Kent 24 of 30 negative, Essex and Surrey 12 of 30 each.
    for number, (token, receipt) in enumerate(zip(tokens, RECEIPTS)):
        force = "kent" if number < 30 else "essex" if number < 60 else "surrey"
        negative = number % 30 < (24 if force == "kent" else 12)
        response = s.Response(segments={"force": force})
        response.answers.add(question="starts", choices=["no" if negative else "yes"])
        if number < 12:
            response.answers.add(question="words", text="The laptop takes ten minutes to start before a statement can be typed")
        people.anyone.responses.SubmitResponse(
            s.SubmitResponseRequest(survey=SURVEY, invitation=token, receipt_code=receipt, response=response)
        )
    for _ in people.buyer.surveys.CloseSurvey(s.CloseSurveyRequest(name=SURVEY)):
        pass
    assert people.buyer.surveys.GetSurvey(s.GetSurveyRequest(name=SURVEY)).state == s.SURVEY_STATE_CLOSED


def theme_of(people):
    """What was written, released and grouped."""
    buyer = people.buyer.findings
    for comment in buyer.ListComments(s.ListCommentsRequest(parent=SURVEY)).comments:
        buyer.ModerateComment(s.ModerateCommentRequest(name=comment.name, approve=True))
    return buyer.GroupComments(s.GroupCommentsRequest(parent=SURVEY)).themes[0]


def trace(client, name, **fields):
    return client.traces.Trace(r.TraceRequest(name=name, **fields))


def names(response):
    return {node.name for node in response.nodes}


@pytest.fixture(scope="module")
def drafted(people):
    """The survey is closed, the submission lodged, and a need drawn from each."""
    answer_survey(people)
    people.body.submissions.CreateSubmission(
        f.CreateSubmissionRequest(
            parent=BODY,
            submission_id="start-up",
            lodge=True,
            submission=f.Submission(
                title="Laptops that start too late",
                text="Police laptops take ten minutes to start at the scene. Statements wait.",
                topic="laptops",
                branch="Kent branch",
                forces=["forces/kent"],
                speaks_for=f.SpeaksFor(members=3400, basis=f.BASIS_MOTION, description="Carried", date="2026-05-01"),
            ),
        )
    )
    from_finding = people.buyer.needs.DraftNeed(
        r.DraftNeedRequest(parent="forces/kent", source=FINDING, store=True, need_id="from-finding", statement="Police laptops take ten minutes to start at an incident")
    )
    from_submission = people.body.needs.DraftNeed(r.DraftNeedRequest(parent=BODY, source=SUBMISSION, store=True, need_id="from-submission"))
    people.essex_officer.needs.CreateNeed(
        r.CreateNeedRequest(parent="forces/essex", need_id="logged", need=r.Need(statement="Laptops of police take ten minutes to start", topic="laptops"))
    )
    people.essex_officer.needs.SupportNeed(r.SupportNeedRequest(name=NEEDS["finding"]))
    return from_finding, from_submission


def test_a_need_drafted_from_a_finding_has_the_figures_as_published(drafted, people):
    need = drafted[0].need
    assert "of 90 who answered, 53% answered negatively" in need.problem
    assert "Kent: 80% answered negatively (of 30)" in need.problem
    assert need.evidence[0].resource == FINDING and need.topic == "laptops"
    assert {reach.force: (reach.people_affected, reach.strength) for reach in need.reach}["forces/kent"] == (320, 400)
    assert need.priority.per_head > 0 and [a.input for a in need.priority.addends][0] == "reach"
    assert not [w for w in drafted[0].warnings if w.rule == "no-problem"]


def test_a_draft_that_is_not_stored_is_only_shown(drafted, people):
    shown = people.buyer.needs.DraftNeed(r.DraftNeedRequest(parent="forces/kent", source=FINDING))
    assert not shown.need.name and [w.rule for w in shown.warnings] == ["vague-statement"]
    with refused("NOT_FOUND", "RESOURCE_NOT_FOUND"):
        people.buyer.needs.DraftNeed(r.DraftNeedRequest(parent="forces/kent", source=f"{SURVEY}/findings/none"))


def test_a_need_drafted_from_a_theme_has_a_released_comments_words_and_leads_back_to_the_question(drafted, people):
    theme = theme_of(people)
    drafted_need = people.essex_buyer.needs.DraftNeed(
        r.DraftNeedRequest(parent="forces/essex", source=theme.name, store=True, need_id="from-theme")
    ).need
    assert drafted_need.statement == "The laptop takes ten minutes to start before a statement can be typed"
    assert "12 released comments" in drafted_need.problem
    back = trace(people.essex_buyer, drafted_need.name, direction=r.TRACE_DIRECTION_BACK)
    assert names(back) == {drafted_need.name, theme.name, f"{SURVEY}/questions/words", SURVEY}
    people.essex_buyer.needs.DeclineNeed(r.DeclineNeedRequest(name=drafted_need.name, reason="Followed in Kent's"))


def test_a_hidden_submission_makes_no_need_that_others_read(drafted, people):
    people.body.submissions.CreateSubmission(
        f.CreateSubmissionRequest(
            parent=BODY, submission_id="later", lodge=True, submission=f.Submission(title="Later", text="Under embargo.", embargo_until=day(30))
        )
    )
    request = r.DraftNeedRequest(parent=BODY, source=f"{BODY}/submissions/later")
    assert people.body.needs.DraftNeed(request).need.statement == "Under embargo"
    request.store = True
    with refused("FAILED_PRECONDITION", "SUBMISSION_HIDDEN"):
        people.body.needs.DraftNeed(request)
    request.parent = "forces/kent"
    with refused("NOT_FOUND", "RESOURCE_NOT_FOUND") as hidden:
        people.buyer.needs.DraftNeed(request)
    request.source = f"{BODY}/submissions/none"
    with refused("NOT_FOUND", "RESOURCE_NOT_FOUND") as absent:
        people.buyer.needs.DraftNeed(request)
    assert hidden.message.replace("later", "none") == absent.message


def test_needs_that_say_the_same_are_proposed_to_go_on_as_one(drafted, people):
    def proposed():
        try:
            response = people.buyer.needs.ProposeMerges(r.ProposeMergesRequest(topic="laptops", min_score=200))
        except grpc.RpcError:
            return None
        return response if response.proposals and len(response.proposals[0].needs) == 3 else None

    proposal = eventually(proposed, within=20, every=0.2).proposals[0]
    assert proposal.target == NEEDS["finding"], "which somebody supports"
    assert {c.need for c in proposal.needs} == set(NEEDS.values())
    assert "laptops" in " ".join(proposal.shared_terms)
    assert list(proposal.organisations) == sorted([BODY, "forces/essex", "forces/kent"])


@pytest.fixture(scope="module")
def specified(drafted, people):
    people.admin.needs.MergeNeeds(r.MergeNeedsRequest(target=NEEDS["finding"], sources=[NEEDS["submission"], NEEDS["essex"]]))
    people.buyer.needs.ValidateNeed(r.ValidateNeedRequest(name=NEEDS["finding"], reason="Seen on three stations"))
    draft = people.buyer.requirements.DraftRequirement(
        r.DraftRequirementRequest(parent="forces/kent", needs=[NEEDS["finding"]], store=True, requirement_id="laptops", apply_codes=1)
    )
    requirement = draft.requirement
    requirement.criteria.add(
        text="Starts within 60 seconds", obligation=r.OBLIGATION_MUST, test=r.Test(number=r.NumberTest(key="start-seconds", max=60, unit="s"))
    )
    return draft, people.buyer.requirements.UpdateRequirement(r.UpdateRequirementRequest(requirement=requirement))


def test_a_requirement_is_drafted_from_a_need(specified):
    draft, _ = specified
    assert "It is no longer so that:\n- Police laptops take ten minutes to start at an incident." in draft.requirement.text
    assert draft.codes and all(code.words or code.requirements for code in draft.codes)
    assert draft.missing


@pytest.fixture(scope="module")
def consulted(specified, people):
    people.buyer.consultations.OpenConsultation(
        r.OpenConsultationRequest(
            parent=REQUIREMENT,
            consultation_id="first",
            consultation=r.Consultation(question="Would this do?", close_date=day(14), audiences=["forces/kent"], surveys=[SURVEY], anonymous=True),
        )
    )
    return CONSULTATION


def answer(client, verdict=None, **fields):
    verdict = r.VERDICT_ENDORSE if verdict is None else verdict
    return client.consultations.AnswerConsultation(r.AnswerConsultationRequest(name=CONSULTATION, answer=r.ConsultationAnswer(verdict=verdict, **fields)))


def endorse(client, receipt, name=CONSULTATION, verdict=None, **fields):
    verdict = r.VERDICT_ENDORSE if verdict is None else verdict
    request = r.EndorseWithReceiptRequest(name=name, receipt=receipt, answer=r.ConsultationAnswer(verdict=verdict, **fields))
    return client.consultations.EndorseWithReceipt(request)


def test_a_survey_that_there_is_not_can_not_be_asked(specified, people):
    wrong = r.Consultation(question="?", close_date=day(1), surveys=["forces/kent/surveys/none"])
    with refused("INVALID_ARGUMENT", field="consultation.surveys[0]"):
        people.buyer.consultations.OpenConsultation(r.OpenConsultationRequest(parent=REQUIREMENT, consultation=wrong))


def test_the_front_line_is_asked_and_answers_without_being_seen(consulted, people):
    for number, officer in enumerate(people.officers):
        answer(officer, r.VERDICT_OBJECT if number < 3 else None, text="Say how cold" if number < 3 else "")
    for receipt in RECEIPTS[:20]:
        endorse(people.anyone, receipt)
    endorse(people.anyone, RECEIPTS[0])
    shown = people.buyer.consultations.GetConsultation(r.GetConsultationRequest(name=CONSULTATION))
    assert not shown.HasField("result") and shown.state == r.CONSULTATION_STATE_OPEN
    with refused("NOT_FOUND", "RESOURCE_NOT_FOUND"):
        answer(people.essex_officer)
    read = people.anyone.consultations.ReadWithReceipt(r.ReadWithReceiptRequest(name=CONSULTATION, receipt=RECEIPTS[0]))
    assert read.subject.criteria[0].text == "Starts within 60 seconds" and not read.surveys and not read.member


def test_whatever_is_wrong_with_a_receipt_the_refusal_is_the_same(consulted, people):
    said = set()
    forged = secrets.token_hex(16)
    for receipt, name in ((forged, CONSULTATION), (RECEIPTS[1], f"{REQUIREMENT}/consultations/none"), (forged, f"{REQUIREMENT}/consultations/none")):
        with refused("FAILED_PRECONDITION", "RECEIPT_REFUSED") as refusal:
            endorse(people.anyone, receipt, name)
        said.add((refusal.message, str(refusal.metadata), str(refusal.fields)))
    assert len(said) == 1


def test_neither_audit_nor_feed_nor_disk_tells_a_receipt_or_an_answer(consulted, people, server):
    a = areas.admin
    for entry in people.admin.admin.QueryAudit(a.QueryAuditRequest(page_size=1000)).entries:
        assert not any(receipt in str(entry) for receipt in RECEIPTS[:20])
        if entry.method.endswith("EndorseWithReceipt") and entry.outcome == "OK":
            assert "forces/" not in entry.actor
    kinds = {change.kind for change in people.admin.changes.ListChanges(a.ListChangesRequest(page_size=1000)).changes}
    assert "answer" not in kinds and "consultation" in kinds
    files = b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file() and path.suffix != ".token")
    assert not any(receipt.encode() in files for receipt in RECEIPTS)


def test_nothing_is_published_while_objections_stand_without_an_answer(consulted, people):
    stub = people.buyer
    closed = stub.consultations.CloseConsultation(r.CloseConsultationRequest(name=CONSULTATION))
    assert closed.result.base == 32 and closed.result.endorse.percent == 91 and closed.result.object.percent == 9
    assert [(g.group, g.base) for g in closed.result.groups] == [("forces/kent", 12), ("receipts", 20)]
    remarks = stub.consultations.ListRemarks(r.ListRemarksRequest(parent=CONSULTATION)).remarks
    assert [(x.text, x.member) for x in remarks] == [("Say how cold", "")] * 3
    stub.requirements.SubmitRequirement(r.SubmitRequirementRequest(name=REQUIREMENT))
    publish = r.PublishRequirementRequest(name=REQUIREMENT, accept_warnings="a test")
    with refused("FAILED_PRECONDITION", "OBJECTIONS_UNANSWERED"):
        stub.requirements.PublishRequirement(publish)
    stub.consultations.CloseConsultation(r.CloseConsultationRequest(name=CONSULTATION, reply="Down to -5 °C"))
    assert stub.requirements.PublishRequirement(publish).front_line.consultation == CONSULTATION
    seen = people.supplier.requirements.GetRequirement(r.GetRequirementRequest(name=REQUIREMENT)).front_line
    assert "Of 32 people who answered, 91% endorsed it" in seen.summary and seen.reply == "Down to -5 °C" and not seen.consultation


@pytest.fixture(scope="module")
def ended(people):
    people.admin.suppliers.CreateSupplier(sup.CreateSupplierRequest(supplier=sup.Supplier(name="suppliers/fast", display_name="Fast")))
    people.admin.suppliers.CreateCapability(
        sup.CreateCapabilityRequest(parent="suppliers/fast", capability=sup.Capability(title="Laptops that start at once", text="Police laptops."))
    )

    def match():
        try:
            return people.buyer.matching.MatchSuppliers(m.MatchSuppliersRequest(requirement=REQUIREMENT, store=True))
        except grpc.RpcError:
            return None

    made = eventually(match, within=30, every=0.2)
    outcome = r.Outcome(kind=r.Outcome.KIND_AWARDED, summary="Let for four years", suppliers=["suppliers/fast"])
    people.buyer.requirements.CloseRequirement(r.CloseRequirementRequest(name=REQUIREMENT, outcome=outcome))
    return made


def test_the_way_is_traced_from_the_question_to_the_outcome(ended, people):
    forward = trace(people.buyer, QUESTION, direction=r.TRACE_DIRECTION_FORWARD)
    way = [QUESTION, FINDING, NEEDS["finding"], REQUIREMENT, CONSULTATION, ended.name, f"{REQUIREMENT}/outcome"]
    assert names(forward) == set(way) and forward.nodes[0].name == QUESTION and not forward.unreachable
    relations = {(e.source, e.target): e.relation for e in forward.edges}
    assert relations[(FINDING, NEEDS["finding"])] == "is evidence for"
    assert relations[(REQUIREMENT, f"{REQUIREMENT}/outcome")] == "ended as"
    need = next(n for n in forward.nodes if n.kind == r.TRACE_KIND_NEED)
    assert (need.state, need.reason) == ("validated", "Seen on three stations")


def test_the_way_is_traced_back_from_the_outcome_through_merged_needs_to_every_source(ended, people):
    back = trace(people.buyer, f"{REQUIREMENT}/matches/{ended.name.split('/')[-1]}", direction=r.TRACE_DIRECTION_BACK)
    assert names(back) == {ended.name, REQUIREMENT, *NEEDS.values(), FINDING, QUESTION, SURVEY, SUBMISSION}
    submission = trace(people.body, SUBMISSION)
    assert {NEEDS["submission"], NEEDS["finding"], REQUIREMENT, f"{REQUIREMENT}/outcome"} <= names(submission)
    assert ended.name not in names(submission) and CONSULTATION not in names(submission), "which the body may not see"


def test_coverage_names_what_is_not_followed_up(ended, people):
    kent = next(o for o in people.buyer.traces.GetCoverage(r.GetCoverageRequest(parent="forces/kent")).organisations if o.organisation == "forces/kent")
    assert kent.findings >= 1 and FINDING not in {gap.name for gap in kent.open_findings}
    assert kent.needs_without_requirement == 0


def test_what_became_of_it_is_told_in_words(ended, people):
    for name in (SURVEY, SUBMISSION, BODY, "forces/kent"):
        told = people.body.traces.Follow(r.FollowRequest(name=name))
        story = next(x for x in told.stories if x.need == NEEDS["finding"])
        assert "A contract was awarded: Let for four years" in story.outcome
        assert "91% endorsed it" in story.reason
    assert not people.body.traces.Follow(r.FollowRequest(name=BODY, branch="Essex branch")).stories
    sentences = people.anyone.responses.FollowResponse(s.FollowResponseRequest(survey=SURVEY, receipt_code=RECEIPTS[5])).sentences
    assert any("A contract was awarded: Let for four years" in sentence for sentence in sentences)


def test_frontctl_shows_the_way_as_a_tree(ended, server, tmp_path):
    cli = Cli(tmp_path, server.address, server.token)
    tree = cli.ok("trace", SURVEY)
    lines = tree.splitlines()
    depth = {part: next(len(line) - len(line.lstrip()) for line in lines if f" {part}" in line) for part in (SURVEY, QUESTION, FINDING, NEEDS["finding"], REQUIREMENT)}
    assert list(depth.values()) == [0, 2, 4, 6, 8]
    assert "Let for four years" in tree
    assert "forces/kent" in cli.ok("coverage")
    assert "A contract was awarded" in cli.ok("follow", SURVEY)
    assert "91%" in cli.ok("consultations", "get", CONSULTATION)


def test_a_process_with_requirements_alone_says_what_it_lacks(start, tmp_path):
    alone = start("--services=identity,requirement")
    client = alone.client()
    need = client.needs.CreateNeed(r.CreateNeedRequest(parent="forces/kent", need=r.Need(statement="Radios fail in cellars")))
    with refused("UNAVAILABLE", "NOT_READY") as refusal:
        client.needs.DraftNeed(r.DraftNeedRequest(parent="forces/kent", source=FINDING))
    assert "--peer survey=HOST:PORT" in refusal.message
    with refused("UNAVAILABLE", "NOT_READY"):
        client.needs.ProposeMerges(r.ProposeMergesRequest())
    assert names(client.traces.Trace(r.TraceRequest(name=need.name))) == {need.name}
    assert list(client.traces.GetCoverage(r.GetCoverageRequest()).unreachable) == ["survey"]
