"""The product's story from end to end, told by those who use it: an officer, another force, procurement, suppliers. No step of it is the administrator's, who
only gives out the tokens beforehand.

The tests are chapters: each goes on from where the one before ended, on one server, so run the file as a whole. In every chapter stands, too, what each role
must not see or do at that point. One that may not see a thing is told what it would be told of a thing that there is not.
"""

import types

import grpc
import pytest

from conftest import issue_token
from frontline_process import areas, error_of, eventually, refused

KENT, ESSEX = "forces/kent", "forces/essex"
OURS, RIVAL = "suppliers/halden-radio", "suppliers/brackwell-systems"
REQUIREMENT = f"{KENT}/requirements/radios"
NEED, TWIN = f"{KENT}/needs/dead-batteries", f"{KENT}/needs/radio-dies-at-two"


@pytest.fixture(scope="module")
def people(server, admin):
    """Clients by role. What an administrator has to do so that there are any."""
    i = areas.identity
    for supplier in (OURS, RIVAL):
        collection, name = supplier.split("/")
        admin.identity.CreateOrganisation(
            i.CreateOrganisationRequest(parent=collection, organisation_id=name, organisation=i.Organisation(display_name=name.replace("-", " ").title()))
        )

    def client(organisation, role):
        return server.client(issue_token(admin, organisation, role))

    return types.SimpleNamespace(
        officer=client(KENT, "ROLE_NEED_AUTHOR"),
        colleague=client(KENT, "ROLE_NEED_AUTHOR"),
        buyer=client(KENT, "ROLE_PROCUREMENT_OFFICER"),
        essex_officer=client(ESSEX, "ROLE_NEED_AUTHOR"),
        essex_buyer=client(ESSEX, "ROLE_PROCUREMENT_OFFICER"),
        essex_administrator=client(ESSEX, "ROLE_ADMINISTRATOR"),
        supplier=client(OURS, "ROLE_SUPPLIER_EDITOR"),
        suppliers_administrator=client(OURS, "ROLE_ADMINISTRATOR"),
        rival=client(RIVAL, "ROLE_SUPPLIER_EDITOR"),
    )


@pytest.fixture(scope="module")
def story():
    """What one chapter keeps for a later one."""
    return types.SimpleNamespace()


def denied():
    return refused("PERMISSION_DENIED")


def message_of(call, request):
    with pytest.raises(grpc.RpcError) as caught:
        call(request)
    found = error_of(caught.value)
    return found.code, found.reason, found.message


def assert_as_if_it_were_not_there(call, make, hidden, missing):
    """A call that names what is hidden is answered as one that names what does not exist, but for the name."""
    code, reason, message = message_of(call, make(hidden))
    assert (code, reason, message.replace(hidden, missing)) == message_of(call, make(missing))
    assert code == "NOT_FOUND"


# 1. A need


def test_an_officer_logs_what_the_front_line_lacks(people, story):
    r = areas.requirement
    need = people.officer.needs.CreateNeed(
        r.CreateNeedRequest(
            parent=KENT,
            need_id="dead-batteries",
            need=r.Need(
                statement="Radios die before the end of a night shift",
                problem="After about seven hours the battery is flat, and we swap radios or go without.",
                affected="Response officers on nights",
                people_affected=400,
                frequency=r.FREQUENCY_EVERY_SHIFT,
                severity=r.SEVERITY_MAJOR,
                officer_safety=r.OFFICER_SAFETY_DIRECT,
                forces=[KENT, ESSEX],
                evidence=[r.Evidence(kind=r.Evidence.KIND_OBSERVATION, summary="Eleven swaps in one week at one station", date="2026-10-02")],
                topic="radios",
            ),
        )
    )
    assert need.state == r.NEED_STATE_LOGGED
    assert need.author.startswith(f"{KENT}/members/")
    assert need.people_supporting == 0
    people.colleague.needs.CreateNeed(
        r.CreateNeedRequest(parent=KENT, need_id="radio-dies-at-two", need=r.Need(statement="My radio dies at two in the morning", topic="radios"))
    )


def test_a_force_writes_only_its_own_needs_and_suppliers_see_none(people):
    r, m = areas.requirement, areas.matching
    with denied():
        people.essex_officer.needs.UpdateNeed(r.UpdateNeedRequest(need=r.Need(name=NEED, statement="Ours now")))
    with denied():
        people.essex_officer.needs.CreateNeed(r.CreateNeedRequest(parent=KENT, need=r.Need(statement="In another's name")))
    for step in ("ValidateNeed", "DeclineNeed", "AddressNeed"):
        request = getattr(r, f"{step}Request")(name=NEED, reason="I would like it so")
        for somebody in (people.officer, people.essex_buyer, people.essex_administrator, people.supplier):
            with denied():
                getattr(somebody.needs, step)(request)
    for somebody in (people.supplier, people.suppliers_administrator):
        with denied():
            somebody.needs.GetNeed(r.GetNeedRequest(name=NEED))
        with denied():
            somebody.needs.ListNeeds(r.ListNeedsRequest())
        with denied():
            somebody.needs.SupportNeed(r.SupportNeedRequest(name=NEED))
        with denied():
            somebody.needs.CreateNeed(r.CreateNeedRequest(parent=OURS, need=r.Need(statement="Buy from us")))
        with denied():
            somebody.matching.SimilarNeeds(m.SimilarNeedsRequest(text="radios"))
    assert people.essex_officer.needs.GetNeed(r.GetNeedRequest(name=NEED)).statement == "Radios die before the end of a night shift"


def test_another_force_finds_it_and_supports_it(people):
    r, m = areas.requirement, areas.matching
    eventually(
        lambda: NEED in [n.need for n in people.essex_officer.matching.SimilarNeeds(m.SimilarNeedsRequest(text="radio battery flat before the night shift ends")).needs]
    )
    with denied():  # nobody speaks for another organisation
        people.essex_officer.needs.SupportNeed(r.SupportNeedRequest(name=NEED, organisation=KENT, people=5000))
    people.essex_officer.needs.SupportNeed(r.SupportNeedRequest(name=NEED))
    people.essex_officer.needs.SupportNeed(r.SupportNeedRequest(name=TWIN))  # counted once when they are merged
    people.essex_buyer.needs.SupportNeed(r.SupportNeedRequest(name=NEED, organisation=ESSEX, people=120))
    need = people.officer.needs.GetNeed(r.GetNeedRequest(name=NEED))
    assert need.people_supporting == 121
    assert ESSEX in [s.name for s in need.supporters]


def test_procurement_validates_and_merges_and_can_take_it_back(people):
    r = areas.requirement
    theirs = people.essex_officer.needs.CreateNeed(r.CreateNeedRequest(parent=ESSEX, need=r.Need(statement="Radio batteries do not last the shift")))
    with denied():  # merging takes the say in both
        people.buyer.needs.MergeNeeds(r.MergeNeedsRequest(target=NEED, sources=[theirs.name]))
    assert people.buyer.needs.GetNeed(r.GetNeedRequest(name=theirs.name)).state == r.NEED_STATE_LOGGED
    people.buyer.needs.ValidateNeed(r.ValidateNeedRequest(name=NEED, reason="Confirmed by the radio desk's records"))
    people.buyer.needs.MergeNeeds(r.MergeNeedsRequest(target=NEED, sources=[TWIN]))
    merged = people.officer.needs.GetNeed(r.GetNeedRequest(name=NEED))
    assert list(merged.merged_from) == [TWIN]
    assert merged.people_supporting == 121  # the officer from Essex supported both
    with denied():
        people.essex_buyer.needs.UnmergeNeeds(r.UnmergeNeedsRequest(sources=[TWIN]))
    people.buyer.needs.UnmergeNeeds(r.UnmergeNeedsRequest(sources=[TWIN]))
    assert people.officer.needs.GetNeed(r.GetNeedRequest(name=TWIN)).people_supporting == 1
    people.buyer.needs.MergeNeeds(r.MergeNeedsRequest(target=NEED, sources=[TWIN]))
    with refused("FAILED_PRECONDITION", reason="NEED_MERGED"):
        people.essex_officer.needs.SupportNeed(r.SupportNeedRequest(name=TWIN))


# 2. A requirement


def criteria():
    """One of every type, and groups."""
    r = areas.requirement
    vetting = r.VettingTest(level=areas.type.VETTING_LEVEL_NPPV2, people=2)
    either = [r.Test(framework=r.FrameworkTest(framework="RM6098")), r.Test(certification=r.CertificationTest(type="iso-9001"))]
    both = [r.Test(statement=r.StatementTest(key="spares-in-uk")), r.Test(value=r.ValueTest(key="support-hours", values=["24/7", "office hours"]))]
    must, should = r.OBLIGATION_MUST, r.OBLIGATION_SHOULD
    nested = [r.Test(group=r.TestGroup(operator=r.TestGroup.OPERATOR_ALL_OF, tests=both)), r.Test(region=r.RegionTest(region="UKH3"))]
    return [
        r.Criterion(text="Holds Cyber Essentials Plus", obligation=must, test={"certification": {"type": "cyber-essentials", "level": "plus"}}),
        r.Criterion(text="Serves Kent", obligation=must, test={"region": {"region": "UKJ4"}}),
        r.Criterion(text="The battery lasts at least 12 hours", obligation=should, weight=10, test={"number": {"key": "battery-hours", "min": 12, "unit": "h"}}),
        r.Criterion(text="Two people vetted to NPPV2", obligation=should, weight=5, test={"vetting": vetting}),
        r.Criterion(text="Repairs are done in the UK", obligation=should, weight=3, test={"statement": {"key": "uk-repairs"}}),
        r.Criterion(text="Works with the force's charger", obligation=should, weight=2, test={"value": {"key": "charger", "values": ["usb-c", "bayonet"]}}),
        r.Criterion(text="On a framework that the force may use", obligation=should, test={"framework": {"framework": "RM6098", "lot": "2"}}),
        r.Criterion(text="On the framework, or quality assured", obligation=should, test={"group": {"operator": r.TestGroup.OPERATOR_ANY_OF, "tests": either}}),
        r.Criterion(text="Spares and support, or in Essex", obligation=should, test={"group": {"operator": r.TestGroup.OPERATOR_ANY_OF, "tests": nested}}),
    ]  # fmt: skip


def test_procurement_drafts_a_requirement_with_every_kind_of_criterion(people):
    r = areas.requirement
    draft = people.buyer.requirements.CreateRequirement(
        r.CreateRequirementRequest(
            parent=KENT,
            requirement_id="radios",
            requirement=r.Requirement(
                title="Handheld radios whose battery lasts a night shift",
                text="Handheld police radios with a battery for a twelve hour shift.\nSuppliers send audited accounts for the last three years.",
                needs=[NEED],
                cpv_codes=["32236000"],
                criteria=criteria(),
                quantity=r.Quantity(amount=900, unit="radios"),
                regions=["UKJ4"],
                need_by="2028-04-01",
            ),
        )
    )
    assert draft.state == r.REQUIREMENT_STATE_DRAFT
    kinds = {c.test.WhichOneof("kind") for c in draft.criteria}
    assert kinds == {f.name for f in r.Test.DESCRIPTOR.oneofs_by_name["kind"].fields}, "every kind of test there is"
    assert len({c.id for c in draft.criteria}) == len(criteria())
    assert {w.rule for w in draft.warnings} == {"audited-accounts"}


def test_a_draft_is_the_forces_own(people):
    r, m = areas.requirement, areas.matching
    missing = f"{KENT}/requirements/there-is-none"
    outsiders = (people.essex_buyer, people.essex_administrator, people.essex_officer, people.officer, people.supplier, people.suppliers_administrator)
    for somebody in outsiders:
        assert_as_if_it_were_not_there(somebody.requirements.GetRequirement, lambda n: r.GetRequirementRequest(name=n), REQUIREMENT, missing)
        assert_as_if_it_were_not_there(somebody.requirements.ListRevisions, lambda n: r.ListRevisionsRequest(name=n), REQUIREMENT, missing)
        for filters in ({}, {"parent": KENT}, {"need": NEED}, {"cpv_prefix": "32"}, {"state": r.REQUIREMENT_STATE_DRAFT}, {"order": r.REQUIREMENT_ORDER_NEWEST}):
            listed = somebody.requirements.ListRequirements(r.ListRequirementsRequest(**filters))
            assert not listed.requirements and not listed.next_page_token
    for somebody in (people.essex_buyer, people.essex_administrator):
        assert_as_if_it_were_not_there(somebody.requirements.LintRequirement, lambda n: r.LintRequirementRequest(name=n), REQUIREMENT, missing)
        for name in (REQUIREMENT, missing):  # refused before anybody looks whether it is there
            with denied():
                somebody.matching.MatchSuppliers(m.MatchSuppliersRequest(requirement=name))
            with denied():
                somebody.requirements.UpdateRequirement(r.UpdateRequirementRequest(requirement=r.Requirement(name=name, title="Ours")))
            with denied():
                somebody.requirements.PublishRequirement(r.PublishRequirementRequest(name=name))
    assert not people.officer.needs.GetNeed(r.GetNeedRequest(name=NEED)).requirements, "a need is read by everybody: it names no draft"
    with refused("INVALID_ARGUMENT", field="requirement"):
        people.buyer.needs.AddressNeed(r.AddressNeedRequest(name=NEED, reason="Soon", requirement=REQUIREMENT))
    with denied():
        people.officer.requirements.CreateRequirement(r.CreateRequirementRequest(parent=KENT, requirement=r.Requirement(title="An officer's wish")))


# 3. Suppliers


def profile_of(name, hours, *, certified_to):
    s, t = areas.supplier, areas.type
    certifications = [
        s.Certification(type="iso-9001", valid_to="2029-01-01"),
        s.Certification(type="cyber-essentials", level="Plus", valid_to=certified_to),  # the radios are needed by 2028-04-01
    ]
    supplier = s.Supplier(
        name=name,
        display_name="Halden Radio Ltd" if name == OURS else "Brackwell Systems Ltd",
        size=s.SIZE_SME,
        regions=[s.ServedRegion(region="UKJ")],
        vetted_staff=[s.VettedStaff(level=t.VETTING_LEVEL_NPPV3, people=4)],
        attributes=[
            s.Attribute(key="battery-hours", number=hours, unit="h"),
            s.Attribute(key="uk-repairs", statement=name == OURS),
            s.Attribute(key="charger", text="USB-C"),
        ],
    )
    radios = s.Capability(title="Handheld radios with a battery for a night shift", text="Police radios, charged once a day.", cpv_codes=["32236000"])
    return s.Profile(supplier=supplier, capabilities=[radios], certifications=certifications)


def test_suppliers_register_and_keep_their_profiles(people):
    s, t = areas.supplier, areas.type
    made = people.supplier.suppliers.CreateSupplier(s.CreateSupplierRequest(supplier=profile_of(OURS, 14, certified_to="2027-02-01").supplier))
    assert made.attributes[0].provenance.verification == t.VERIFICATION_DECLARED
    people.supplier.suppliers.ApplyProfile(s.ApplyProfileRequest(profile=profile_of(OURS, 14, certified_to="2027-02-01")))
    people.rival.suppliers.ApplyProfile(s.ApplyProfileRequest(profile=profile_of(RIVAL, 9, certified_to="2029-01-01")))
    profile = people.supplier.suppliers.GetProfile(s.GetProfileRequest(name=OURS))
    assert {c.type for c in profile.certifications} == {"iso-9001", "cyber-essentials"}
    assert len(profile.capabilities) == 1
    confirmed = people.supplier.suppliers.ConfirmFacts(s.ConfirmFactsRequest(name=OURS))
    assert confirmed.facts_confirmed > 0


def test_a_supplier_sees_and_edits_only_its_own(people):
    s, t = areas.supplier, areas.type
    for somebody in (people.supplier, people.suppliers_administrator):
        stub = somebody.suppliers
        for name in (RIVAL, "suppliers/there-is-none"):  # the same whether or not it is there
            with denied():
                stub.GetSupplier(s.GetSupplierRequest(name=name))
            with denied():
                stub.GetProfile(s.GetProfileRequest(name=name))
            with denied():
                stub.ListCapabilities(s.ListCapabilitiesRequest(parent=name))
            with denied():
                stub.ListDebarments(s.ListDebarmentsRequest(parent=name))
            with denied():
                stub.ConfirmFacts(s.ConfirmFactsRequest(name=name))
            with denied():
                stub.CreateCapability(s.CreateCapabilityRequest(parent=name, capability=s.Capability(title="Nonsense")))
            with denied():
                stub.ApplyProfile(s.ApplyProfileRequest(profile=s.Profile(supplier=s.Supplier(name=name, display_name="Taken over"))))
            with denied():
                stub.GetCertification(s.GetCertificationRequest(name=f"{name}/certifications/1"))
        for request in ("suppliers/-",):
            with denied():
                stub.ListCapabilities(s.ListCapabilitiesRequest(parent=request))
        with denied():
            stub.ListSuppliers(s.ListSuppliersRequest())
        with denied():
            stub.ListProfiles(s.ListProfilesRequest())
        with denied():
            stub.FindDuplicates(s.FindDuplicatesRequest(display_name="Brackwell Systems"))
        for verification in (t.VERIFICATION_VERIFIED, t.VERIFICATION_EVIDENCED):  # nobody vouches for themselves
            with denied():
                stub.VerifyFact(s.VerifyFactRequest(name=OURS, fact="size", verification=verification, source="We say so"))
        debarment = s.Debarment(effect=s.Debarment.EFFECT_MANDATORY, ground="Rivalry", valid_from="2026-01-01", provenance=t.Provenance(source="us"))
        for name in (OURS, RIVAL):
            with denied():
                stub.CreateDebarment(s.CreateDebarmentRequest(parent=name, debarment=debarment))
    claim = s.Certification(type="iso-27001", provenance=t.Provenance(verification=t.VERIFICATION_VERIFIED))
    with refused("INVALID_ARGUMENT", field="certification.provenance.verification"):
        people.supplier.suppliers.CreateCertification(s.CreateCertificationRequest(parent=OURS, certification=claim))
    with denied():
        people.buyer.suppliers.UpdateSupplier(s.UpdateSupplierRequest(supplier=s.Supplier(name=OURS, display_name="Renamed by a buyer")))
    assert people.buyer.suppliers.GetSupplier(s.GetSupplierRequest(name=OURS)).display_name == "Halden Radio Ltd"


def test_a_supplier_that_names_a_rival_as_its_own_does_not_learn_what_buyers_noted_of_it(people, admin):
    s = areas.supplier
    debarment = s.Debarment(
        effect=s.Debarment.EFFECT_DISCRETIONARY, ground="Poor performance", valid_from="2026-01-01", provenance={"source": "Letter of the contract manager"}
    )
    recorded = admin.suppliers.CreateDebarment(s.CreateDebarmentRequest(parent=RIVAL, debarment=debarment))
    rival = s.ConnectedPerson(relation=s.ConnectedPerson.RELATION_PREDECESSOR, display_name="Brackwell", supplier=RIVAL)
    named = s.Supplier(name=OURS, connected_persons=[rival])
    people.supplier.suppliers.UpdateSupplier(s.UpdateSupplierRequest(supplier=named, update_mask={"paths": ["connected_persons"]}))
    shown = people.supplier.suppliers.GetProfile(s.GetProfileRequest(name=OURS)).debarments
    assert [d.name for d in shown] == [recorded.name], "that it is reached by it, it must know"
    assert not shown[0].HasField("provenance") and "performance" not in shown[0].ground
    with denied():
        people.supplier.suppliers.GetDebarment(s.GetDebarmentRequest(name=recorded.name))
    assert people.buyer.suppliers.GetProfile(s.GetProfileRequest(name=OURS)).debarments[0].ground == "Poor performance"
    people.supplier.suppliers.UpdateSupplier(s.UpdateSupplierRequest(supplier=s.Supplier(name=OURS), update_mask={"paths": ["connected_persons"]}))
    assert not people.supplier.suppliers.GetProfile(s.GetProfileRequest(name=OURS)).debarments
    admin.suppliers.DeleteDebarment(s.DeleteDebarmentRequest(name=recorded.name))


def test_a_suppliers_administrator_rules_its_own_members_and_nothing_else(people):
    i, a, m = areas.identity, areas.admin, areas.matching
    stub = people.suppliers_administrator.identity

    def member(organisation, role, national=False):
        return i.Member(display_role="bid writer", grants=[i.Grant(organisation=organisation, role=role, national=national)])

    made = stub.CreateMember(i.CreateMemberRequest(parent=OURS, member_id="bid-writer", member=member(OURS, i.ROLE_SUPPLIER_EDITOR)))
    assert stub.IssueToken(i.IssueTokenRequest(parent=made.name)).secret
    for parent, grant in [
        (OURS, member(OURS, i.ROLE_ADMINISTRATOR, national=True)),
        (OURS, member(KENT, i.ROLE_VIEWER)),
        (OURS, member(RIVAL, i.ROLE_SUPPLIER_EDITOR)),
        (RIVAL, member(OURS, i.ROLE_SUPPLIER_EDITOR)),
        (KENT, member(OURS, i.ROLE_SUPPLIER_EDITOR)),
    ]:
        with denied():
            stub.CreateMember(i.CreateMemberRequest(parent=parent, member=grant))
    with denied():
        stub.UpdateMember(i.UpdateMemberRequest(member=i.Member(name=made.name, display_role="x", grants=[i.Grant(organisation=KENT, role=i.ROLE_VIEWER)])))
    for parent in (KENT, RIVAL, "suppliers/-", "-/-"):
        for somebody in (people.suppliers_administrator, people.supplier):
            with denied():
                somebody.identity.ListMembers(i.ListMembersRequest(parent=parent))
    with denied():
        people.supplier.identity.ListMembers(i.ListMembersRequest(parent=OURS))
    with denied():
        people.buyer.identity.ListMembers(i.ListMembersRequest(parent=ESSEX))
    assert people.buyer.identity.ListMembers(i.ListMembersRequest(parent=KENT)).members
    with denied():
        stub.CreateOrganisation(i.CreateOrganisationRequest(parent="forces", organisation=i.Organisation(display_name="A force of ours")))
    with denied():
        stub.MergeOrganisations(i.MergeOrganisationsRequest(survivor=OURS, merged=[RIVAL], date="2026-01-01"))
    # What a role says it may, it may only as far as suppliers go: even a member that the supplier's administrator calls a procurement officer.
    pretender = stub.CreateMember(i.CreateMemberRequest(parent=OURS, member=member(OURS, i.ROLE_PROCUREMENT_OFFICER)))
    secret = stub.IssueToken(i.IssueTokenRequest(parent=pretender.name)).secret
    for somebody in (people.suppliers_administrator, _with(people.supplier, secret)):
        with denied():
            somebody.admin.QueryAudit(a.QueryAuditRequest())
        with denied():
            somebody.changes.ListChanges(a.ListChangesRequest())
        with denied():
            somebody.admin.GetStats(a.GetStatsRequest())
        with denied():
            somebody.suppliers.ListSuppliers(areas.supplier.ListSuppliersRequest())
        with denied():
            somebody.matching.ListMatches(m.ListMatchesRequest(parent=REQUIREMENT))


def _with(client, secret):
    return type(client)(client.raw_channel, secret)


# 4. Published


def seen_by(client, name):
    """What a supplier is shown of the requirement; None while it is not shown to it."""
    m = areas.matching
    answer = client.matching.MatchRequirements(m.MatchRequirementsRequest(supplier=name))
    return next((match for match in answer.matches if match.requirement == REQUIREMENT), None)


def test_the_lint_holds_it_back_until_each_warning_is_mended_or_accepted(people):
    r = areas.requirement
    stub = people.buyer.requirements
    stub.SubmitRequirement(r.SubmitRequirementRequest(name=REQUIREMENT))
    assert seen_by(people.supplier, OURS) is None
    with refused("FAILED_PRECONDITION", reason="LINT_WARNINGS") as refusal:
        stub.PublishRequirement(r.PublishRequirementRequest(name=REQUIREMENT))
    assert "audited-accounts" in refusal.message
    returned = stub.ReturnRequirement(r.ReturnRequirementRequest(name=REQUIREMENT, note="Say why accounts are asked for, or do not ask"))
    assert returned.review_note
    accepted = stub.AcceptWarning(
        r.AcceptWarningRequest(name=REQUIREMENT, rule="audited-accounts", reason="The force stores its keys with the supplier for ten years")
    )
    assert [w.accepted for w in accepted.warnings] == [True]
    stub.SubmitRequirement(r.SubmitRequirementRequest(name=REQUIREMENT))
    with refused("FAILED_PRECONDITION", reason="NO_CONSULTATION"):
        stub.PublishRequirement(r.PublishRequirementRequest(name=REQUIREMENT))
    reason = "Asked for by the front line itself, in this need"
    published = stub.PublishRequirement(r.PublishRequirementRequest(name=REQUIREMENT, no_consultation_reason=reason))
    assert published.front_line.no_consultation_reason == reason
    assert published.state == r.REQUIREMENT_STATE_PUBLISHED


def test_everybody_sees_what_was_published_and_nothing_of_how_it_came_about(people):
    r = areas.requirement
    whole = people.buyer.requirements.GetRequirement(r.GetRequirementRequest(name=REQUIREMENT))
    assert whole.author and whole.accepted_warnings and whole.warnings
    for somebody in (people.supplier, people.suppliers_administrator, people.essex_buyer, people.officer):
        stub = somebody.requirements
        shown = stub.GetRequirement(r.GetRequirementRequest(name=REQUIREMENT))
        assert len(shown.criteria) == len(criteria())
        assert not (shown.author or shown.accepted_warnings or shown.warnings or shown.review_note)
        assert [x.name for x in stub.ListRequirements(r.ListRequirementsRequest(need=NEED)).requirements] == [REQUIREMENT]
        revisions = stub.ListRevisions(r.ListRevisionsRequest(name=REQUIREMENT)).revisions
        assert [x.requirement.revision for x in revisions] == [whole.revision]
        assert not revisions[0].member
        for revision in range(1, whole.revision):
            with refused("NOT_FOUND"):
                stub.GetRequirement(r.GetRequirementRequest(name=REQUIREMENT, revision=revision))
        with refused("NOT_FOUND"):
            stub.GetRequirement(r.GetRequirementRequest(name=REQUIREMENT, as_of=whole.create_time))
    assert len(people.buyer.requirements.ListRevisions(r.ListRevisionsRequest(name=REQUIREMENT)).revisions) == whole.revision
    assert list(people.officer.needs.GetNeed(r.GetNeedRequest(name=NEED)).requirements) == [REQUIREMENT]


def assert_adds_up(match):
    """Every point is explained, and the points are the score."""
    explanation = match.explanation
    assert match.score == explanation.text_points + explanation.criteria_points
    assert explanation.text_points == sum(t.points for t in explanation.terms)
    assert explanation.criteria_points == sum(c.points for c in explanation.criteria)
    assert explanation.text_points_possible + explanation.criteria_points_possible == 1000
    assert [c.criterion for c in explanation.criteria], "every criterion is answered"


def test_a_supplier_sees_the_gap_closes_it_and_moves_up(people, story):
    m, s = areas.matching, areas.supplier
    before = eventually(lambda: seen_by(people.supplier, OURS))
    assert before.standing == m.STANDING_NEAR_MISS
    assert len(before.gaps) == 1 and "Cyber Essentials Plus" in before.gaps[0]
    assert_adds_up(before)
    with denied():  # a supplier is shown nobody else's place
        seen_by(people.supplier, RIVAL)
    with denied():
        people.supplier.matching.MatchSuppliers(m.MatchSuppliersRequest(requirement=REQUIREMENT))
    with denied():
        people.supplier.matching.Compare(m.CompareRequest(requirement=REQUIREMENT, suppliers=[OURS, RIVAL]))
    first = eventually(lambda: _listing(people.buyer, both=True))
    assert [(c.supplier, c.standing) for c in first.candidates] == [(RIVAL, m.STANDING_ELIGIBLE), (OURS, m.STANDING_NEAR_MISS)]

    listed = people.supplier.suppliers.ListCertifications(s.ListCertificationsRequest(parent=OURS, type="cyber-essentials")).certifications
    story.certification = listed[0].name
    renewed = s.Certification(name=story.certification, valid_to="2029-01-01", etag=listed[0].etag)
    people.supplier.suppliers.UpdateCertification(s.UpdateCertificationRequest(certification=renewed))
    after = eventually(lambda: (lambda x: x if x.standing == m.STANDING_ELIGIBLE else None)(seen_by(people.supplier, OURS)))
    assert not after.gaps
    assert after.rank == 1
    assert_adds_up(after)


def _listing(buyer, both=False, **options):
    m = areas.matching
    match = buyer.matching.MatchSuppliers(m.MatchSuppliersRequest(requirement=REQUIREMENT, **options))
    return match if not both or {c.supplier for c in match.candidates} == {OURS, RIVAL} else None


def test_procurement_matches_and_every_point_is_explained(people, story):
    m, t = areas.matching, areas.type
    story.match = _listing(people.buyer, store=True)
    assert [(c.supplier, c.standing, c.rank) for c in story.match.candidates] == [(OURS, m.STANDING_ELIGIBLE, 1), (RIVAL, m.STANDING_ELIGIBLE, 2)]
    for candidate in story.match.candidates:
        assert_adds_up(candidate)
        assert len(candidate.explanation.criteria) == len(criteria())
    ours, rival = (c.explanation.criteria for c in story.match.candidates)
    by_text = {result.text: result for result in ours}
    assert by_text["The battery lasts at least 12 hours"].answer == m.ANSWER_MET
    assert by_text["The battery lasts at least 12 hours"].verification == t.VERIFICATION_DECLARED
    assert by_text["On a framework that the force may use"].answer in (m.ANSWER_UNKNOWN, m.ANSWER_NOT_MET)
    assert {result.text: result.answer for result in rival}["The battery lasts at least 12 hours"] == m.ANSWER_NOT_MET
    compared = people.buyer.matching.Compare(m.CompareRequest(requirement=REQUIREMENT, suppliers=[RIVAL, OURS]))
    assert [column.supplier for column in compared.columns] == [RIVAL, OURS]
    assert [row.text for row in compared.rows] == [c.text for c in criteria()]
    assert {c.supplier: c.score for c in compared.columns} == {c.supplier: c.score for c in story.match.candidates}


def test_a_score_does_not_depend_on_who_else_is_there(people, story):
    m = areas.matching
    alone = seen_by(people.rival, RIVAL)
    assert alone.score == next(c.score for c in story.match.candidates if c.supplier == RIVAL)
    assert alone.standing == m.STANDING_ELIGIBLE


def test_a_stored_match_is_the_forces_own(people, story):
    m = areas.matching
    for somebody in (people.essex_buyer, people.essex_administrator, people.officer, people.supplier, people.suppliers_administrator):
        for name in (story.match.name, f"{REQUIREMENT}/matches/there-is-none"):
            with denied():
                somebody.matching.GetMatch(m.GetMatchRequest(name=name))
        for parent in (REQUIREMENT, f"{KENT}/requirements/-"):
            with denied():
                somebody.matching.ListMatches(m.ListMatchesRequest(parent=parent))
    assert [x.name for x in people.buyer.matching.ListMatches(m.ListMatchesRequest(parent=REQUIREMENT)).matches] == [story.match.name]


def test_a_match_replays_to_the_same_bytes_after_the_facts_changed(people, story):
    m, s, r = areas.matching, areas.supplier, areas.requirement
    people.supplier.suppliers.DeleteCertification(s.DeleteCertificationRequest(name=story.certification))
    profile = people.supplier.suppliers.GetProfile(s.GetProfileRequest(name=OURS))
    people.supplier.suppliers.DeleteCapability(s.DeleteCapabilityRequest(name=profile.capabilities[0].name))
    people.buyer.requirements.UpdateRequirement(
        r.UpdateRequirementRequest(requirement=r.Requirement(name=REQUIREMENT, quantity=r.Quantity(amount=950, unit="radios")), update_mask={"paths": ["quantity"]})
    )
    eventually(lambda: _listing(people.buyer).candidates[0].supplier == RIVAL)
    replayed = people.buyer.matching.GetMatch(m.GetMatchRequest(name=story.match.name, replay=True))
    assert replayed.SerializeToString(deterministic=True) == story.match.SerializeToString(deterministic=True)
    assert replayed.requirement_revision < people.buyer.requirements.GetRequirement(r.GetRequirementRequest(name=REQUIREMENT)).revision


# 5. What became of it


def test_the_outcome_is_published_and_reaches_those_who_asked(people):
    r = areas.requirement
    outcome = r.Outcome(
        kind=r.Outcome.KIND_AWARDED,
        summary="Awarded after a competition under the framework",
        suppliers=[RIVAL],
        value=areas.type.Money(currency_code="GBP", minor_units=54_000_000),
    )
    for somebody in (people.officer, people.essex_buyer, people.supplier, people.suppliers_administrator):
        with denied():
            somebody.requirements.CloseRequirement(r.CloseRequirementRequest(name=REQUIREMENT, outcome=outcome))
    people.buyer.requirements.CloseRequirement(r.CloseRequirementRequest(name=REQUIREMENT, outcome=outcome))
    shown = people.supplier.requirements.GetRequirement(r.GetRequirementRequest(name=REQUIREMENT))
    assert shown.state == r.REQUIREMENT_STATE_CLOSED
    assert shown.outcome.suppliers == [RIVAL] and shown.outcome.date
    assert not shown.outcome.member
    eventually(lambda: seen_by(people.supplier, OURS) is None)  # nothing to match any more
    with refused("FAILED_PRECONDITION", reason="WRONG_STATE"):
        people.buyer.requirements.UpdateRequirement(r.UpdateRequirementRequest(requirement=r.Requirement(name=REQUIREMENT, title="Too late")))
    people.buyer.needs.AddressNeed(r.AddressNeedRequest(name=NEED, reason="New radios from the spring", requirement=REQUIREMENT))
    for somebody in (people.officer, people.essex_officer):
        need = somebody.needs.GetNeed(r.GetNeedRequest(name=NEED))
        assert need.state == r.NEED_STATE_ADDRESSED
        assert need.decision.requirement == REQUIREMENT
        assert need.decision.reason == "New radios from the spring"
    twin = people.colleague.needs.GetNeed(r.GetNeedRequest(name=TWIN))
    assert twin.merged_into == NEED, "whoever asked in other words finds the way"


def test_all_of_it_stands_in_the_audit_and_the_store_is_whole(people, admin):
    a = areas.admin
    entries = admin.admin.QueryAudit(a.QueryAuditRequest(resource_prefix=REQUIREMENT, page_size=1000)).entries
    methods = [e.method.split("/")[-1] for e in entries if e.outcome == "OK"]
    steps = ["CreateRequirement", "SubmitRequirement", "ReturnRequirement", "AcceptWarning", "SubmitRequirement", "PublishRequirement"]
    wanted = [*steps, "MatchSuppliers", "UpdateRequirement", "CloseRequirement"]
    assert [x for x in methods if x in wanted and x != "MatchSuppliers"] == [x for x in wanted if x != "MatchSuppliers"]
    *_, last = admin.admin.Check(a.CheckRequest())
    assert last.report.ok and not last.report.problems
