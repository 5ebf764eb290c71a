"""Bad input: each gets a clear error that names the field, and nothing is stored or lost.

What comes in files is exchange_test.py's, a full disk disk_full_test.py's, a data folder or a port that is taken start_test.py's, an id that would leave the
backup folder backup_test.py's, and messages at random hypothesis_test.py's.
"""

import itertools
import threading
import types

import grpc
import pytest

from frontline_process import areas, error_of, refused

KENT = "forces/kent"
_ids = itertools.count(1)


def everything(admin):
    """All that the server lists, and where the feed and the audit stand."""
    i, r, s, a = areas.identity, areas.requirement, areas.supplier, areas.admin

    def all_pages(call, request, field):
        found = []
        while True:
            page = call(request)
            found += getattr(page, field)
            if not page.next_page_token:
                return {x.name if hasattr(x, "name") else x.supplier.name: x.SerializeToString(deterministic=True) for x in found}
            request.page_token = page.next_page_token

    changes = admin.changes.ListChanges(a.ListChangesRequest(page_size=1))
    return types.SimpleNamespace(
        organisations=all_pages(admin.identity.ListOrganisations, i.ListOrganisationsRequest(page_size=1000), "organisations"),
        members=all_pages(admin.identity.ListMembers, i.ListMembersRequest(parent="-/-", page_size=1000, show_disabled=True), "members"),
        needs=all_pages(admin.needs.ListNeeds, r.ListNeedsRequest(page_size=1000), "needs"),
        requirements=all_pages(admin.requirements.ListRequirements, r.ListRequirementsRequest(page_size=1000), "requirements"),
        profiles=all_pages(admin.suppliers.ListProfiles, s.ListProfilesRequest(page_size=1000), "profiles"),
        feed=changes.position,
    )


@pytest.fixture
def nothing_stored(admin):
    """What is there before the test and after it is the same, to the byte."""
    before = everything(admin)
    yield
    assert everything(admin) == before


@pytest.fixture(scope="module")
def kent_need(admin):
    r = areas.requirement
    return admin.needs.CreateNeed(r.CreateNeedRequest(parent=KENT, need_id="theirs", need=r.Need(statement="Lights that can be seen by day"))).name


def new_need(admin, **fields):
    r = areas.requirement
    return admin.needs.CreateNeed(
        r.CreateNeedRequest(parent=KENT, need_id=f"n{next(_ids)}", need=r.Need(**{"statement": "Gloves that grip in the rain", **fields}))
    )


# Two writers with one etag


def need_of(admin):
    r = areas.requirement
    made = new_need(admin)

    def write(text, etag):
        return admin.needs.UpdateNeed(r.UpdateNeedRequest(need=r.Need(name=made.name, problem=text, etag=etag), update_mask={"paths": ["problem"]}))

    return made, write, lambda: admin.needs.GetNeed(r.GetNeedRequest(name=made.name)).problem


def requirement_of(admin):
    r = areas.requirement
    made = admin.requirements.CreateRequirement(
        r.CreateRequirementRequest(parent=KENT, requirement_id=f"r{next(_ids)}", requirement=r.Requirement(title="Gloves"))
    )

    def write(text, etag):
        requirement = r.Requirement(name=made.name, text=text, etag=etag)
        return admin.requirements.UpdateRequirement(r.UpdateRequirementRequest(requirement=requirement, update_mask={"paths": ["text"]}))

    return made, write, lambda: admin.requirements.GetRequirement(r.GetRequirementRequest(name=made.name)).text


def supplier_of(admin):
    s = areas.supplier
    name = f"suppliers/etag-{next(_ids)}"
    made = admin.suppliers.CreateSupplier(s.CreateSupplierRequest(supplier=s.Supplier(name=name, display_name=name)))

    def write(text, etag):
        supplier = s.Supplier(name=name, description=text, etag=etag)
        return admin.suppliers.UpdateSupplier(s.UpdateSupplierRequest(supplier=supplier, update_mask={"paths": ["description"]}))

    return made, write, lambda: admin.suppliers.GetSupplier(s.GetSupplierRequest(name=name)).description


def capability_of(admin):
    s = areas.supplier
    parent = supplier_of(admin)[0].name
    made = admin.suppliers.CreateCapability(s.CreateCapabilityRequest(parent=parent, capability=s.Capability(title="Gloves")))

    def write(text, etag):
        capability = s.Capability(name=made.name, text=text, etag=etag)
        return admin.suppliers.UpdateCapability(s.UpdateCapabilityRequest(capability=capability, update_mask={"paths": ["text"]}))

    return made, write, lambda: admin.suppliers.GetCapability(s.GetCapabilityRequest(name=made.name)).text


def organisation_of(admin):
    i = areas.identity
    made = admin.identity.CreateOrganisation(
        i.CreateOrganisationRequest(parent="buyers", organisation_id=f"o{next(_ids)}", organisation=i.Organisation(display_name=f"Council {next(_ids)}"))
    )

    def write(text, etag):
        organisation = i.Organisation(name=made.name, aliases=[text], etag=etag)
        return admin.identity.UpdateOrganisation(i.UpdateOrganisationRequest(organisation=organisation, update_mask={"paths": ["aliases"]}))

    return made, write, lambda: admin.identity.GetOrganisation(i.GetOrganisationRequest(name=made.name)).aliases[0]


def member_of(admin):
    i = areas.identity
    made = admin.identity.CreateMember(i.CreateMemberRequest(parent=KENT, member_id=f"m{next(_ids)}", member=i.Member(display_role="officer")))

    def write(text, etag):
        member = i.Member(name=made.name, display_role=text, etag=etag)
        return admin.identity.UpdateMember(i.UpdateMemberRequest(member=member, update_mask={"paths": ["display_role"]}))

    return made, write, lambda: admin.identity.GetMember(i.GetMemberRequest(name=made.name)).display_role


RESOURCES = [need_of, requirement_of, supplier_of, capability_of, organisation_of, member_of]


@pytest.mark.parametrize("resource", RESOURCES)
def test_of_two_writers_with_one_etag_the_second_is_told_and_changes_nothing(admin, resource):
    made, write, read = resource(admin)
    first = write("The first writer's words", made.etag)
    assert first.etag != made.etag
    with refused("ABORTED", reason="ETAG_MISMATCH") as refusal:
        write("The second writer's words", made.etag)
    assert made.name in refusal.message
    assert read() == "The first writer's words"
    write("The second writer's words, read again", first.etag)
    assert read() == "The second writer's words, read again"


@pytest.mark.parametrize("resource", RESOURCES)
def test_of_many_writers_at_once_with_one_etag_one_wins(admin, resource):
    made, write, read = resource(admin)
    won, lost = [], []

    def attempt(text):
        try:
            write(text, made.etag)
            won.append(text)
        except grpc.RpcError as error:
            lost.append(error_of(error).reason)

    at_once(attempt, [f"Writer {n}" for n in range(16)])
    assert len(won) == 1 and lost == ["ETAG_MISMATCH"] * 15
    assert read() == won[0]


def at_once(function, arguments):
    threads = [threading.Thread(target=function, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# A request repeated with the same request_id


def repeatable(admin):
    """A call of each service that makes something new with every call: name → (call, request without its request_id)."""
    i, r, s = areas.identity, areas.requirement, areas.supplier
    n = next(_ids)
    supplier = s.Supplier(name=f"suppliers/repeated-{n}", display_name=f"Repeated {n}")
    admin.suppliers.CreateSupplier(s.CreateSupplierRequest(supplier=supplier))
    member = admin.identity.CreateMember(i.CreateMemberRequest(parent=KENT, member=i.Member(display_role="officer"))).name
    requirement = admin.requirements.CreateRequirement(r.CreateRequirementRequest(parent=KENT, requirement=r.Requirement(title="Gloves"))).name
    m = areas.matching
    return {
        "need": (admin.needs.CreateNeed, r.CreateNeedRequest(parent=KENT, need=r.Need(statement="Boots"))),
        "requirement": (admin.requirements.CreateRequirement, r.CreateRequirementRequest(parent=KENT, requirement=r.Requirement(title="Boots"))),
        "capability": (admin.suppliers.CreateCapability, s.CreateCapabilityRequest(parent=supplier.name, capability=s.Capability(title="Boots"))),
        "member": (admin.identity.CreateMember, i.CreateMemberRequest(parent=KENT, member=i.Member(display_role="officer"))),
        "token": (admin.identity.IssueToken, i.IssueTokenRequest(parent=member)),
        "match": (admin.matching.MatchSuppliers, m.MatchSuppliersRequest(requirement=requirement, store=True)),
    }


def without_secret(answer):
    """A token's secret is said once and kept nowhere: a repeated request is answered without it."""
    if "secret" in answer.DESCRIPTOR.fields_by_name:
        assert answer.secret
        answer.ClearField("secret")
    return answer


REPEATABLE = ["need", "requirement", "capability", "member", "token", "match"]


@pytest.mark.parametrize("what", REPEATABLE)
def test_a_repeated_request_is_answered_as_the_first_was_and_does_nothing(admin, what):
    call, request = repeatable(admin)[what]
    request.request_id = f"repeated-{next(_ids)}"
    first = without_secret(call(request))
    before = everything(admin)
    for _ in range(3):
        assert call(request) == first
    assert everything(admin) == before


@pytest.mark.parametrize("what", REPEATABLE)
def test_a_request_sent_64_times_at_once_is_done_once(admin, server, what):
    call, request = repeatable(admin)[what]
    request.request_id = f"at-once-{next(_ids)}"
    before = everything(admin)
    answers = []
    at_once(lambda _: answers.append(call(request)), range(64))
    assert len(answers) == 64
    if what == "token":
        (told,) = [answer for answer in answers if answer.secret]  # one of them is told the secret
        without_secret(told)
    assert all(answer == answers[0] for answer in answers)
    after = everything(admin)
    for kind in ("organisations", "members", "needs", "requirements"):
        assert len(vars(after)[kind]) - len(vars(before)[kind]) == (1 if kind == f"{what}s" else 0)
    # One call like it, made once, moves the feed as far.
    request.request_id = f"once-{next(_ids)}"
    call(request)
    assert everything(admin).feed - after.feed == after.feed - before.feed


def test_a_request_id_used_for_something_else_is_refused(admin):
    r = areas.requirement
    request = r.CreateNeedRequest(parent=KENT, need=r.Need(statement="Helmets"), request_id=f"other-{next(_ids)}")
    admin.needs.CreateNeed(request)
    before = everything(admin)
    request.need.statement = "Visors"
    with refused("FAILED_PRECONDITION", reason="REQUEST_ID_REUSED"):
        admin.needs.CreateNeed(request)
    with refused("FAILED_PRECONDITION", reason="REQUEST_ID_REUSED"):
        admin.requirements.CreateRequirement(
            r.CreateRequirementRequest(parent=KENT, requirement=r.Requirement(title="Helmets"), request_id=request.request_id)
        )
    assert everything(admin) == before


def test_a_request_id_is_the_callers_own(admin, member_client):
    """What somebody else was answered under an id is not for another who uses the same id."""
    r = areas.requirement
    kent, essex = member_client(KENT, "ROLE_NEED_AUTHOR"), member_client("forces/essex", "ROLE_NEED_AUTHOR")
    request_id = f"same-{next(_ids)}"
    theirs = kent.needs.CreateNeed(r.CreateNeedRequest(parent=KENT, need=r.Need(statement="Torches"), request_id=request_id))
    ours = essex.needs.CreateNeed(r.CreateNeedRequest(parent="forces/essex", need=r.Need(statement="Torches"), request_id=request_id))
    assert theirs.name.startswith(KENT) and ours.name.startswith("forces/essex")


def test_a_refused_request_may_be_sent_again_once_it_can_be_done(admin):
    r = areas.requirement
    request = r.CreateNeedRequest(parent=KENT, need_id=f"late{next(_ids)}", need=r.Need(statement="Belts", external_id="belt"), request_id=f"again-{next(_ids)}")
    request.need.statement = ""
    with refused("INVALID_ARGUMENT", field="need.statement"):
        admin.needs.CreateNeed(request)
    request.need.statement = "Belts"
    assert admin.needs.CreateNeed(request).statement == "Belts"


def test_a_repeated_request_is_not_answered_to_one_who_may_no_longer_ask(admin, server):
    i, r = areas.identity, areas.requirement
    grant = i.Grant(organisation=KENT, role=i.ROLE_NEED_AUTHOR)
    member = admin.identity.CreateMember(i.CreateMemberRequest(parent=KENT, member=i.Member(display_role="officer", grants=[grant])))
    client = server.client(admin.identity.IssueToken(i.IssueTokenRequest(parent=member.name)).secret)
    request = r.CreateNeedRequest(parent=KENT, need=r.Need(statement="Boots"), request_id=f"gone-{next(_ids)}")
    client.needs.CreateNeed(request)
    admin.identity.UpdateMember(i.UpdateMemberRequest(member=i.Member(name=member.name), update_mask={"paths": ["grants"]}))
    with refused("PERMISSION_DENIED"):
        client.needs.CreateNeed(request)


# Fields


def bad_fields():
    """(what, service, method, request, the field that the error names)"""
    r, s, i, t = areas.requirement, areas.supplier, areas.identity, areas.type

    def need(field=None, **fields):
        return "needs", "CreateNeed", r.CreateNeedRequest(parent=KENT, need=r.Need(**{"statement": "x", **fields})), f"need.{field or next(iter(fields))}"

    def requirement(field, **fields):
        requirement = r.Requirement(**{"title": "x", **fields})
        return "requirements", "CreateRequirement", r.CreateRequirementRequest(parent=KENT, requirement=requirement), f"requirement.{field}"

    def criterion(field, test, **fields):
        criterion = {"text": "x", "obligation": r.OBLIGATION_MUST, "test": test, **fields}
        return requirement(f"criteria[0].{field}", criteria=[r.Criterion(**criterion)])

    def supplier(field, **fields):
        supplier = s.Supplier(**{"name": "suppliers/bad", "display_name": "x", **fields})
        return "suppliers", "CreateSupplier", s.CreateSupplierRequest(supplier=supplier), f"supplier.{field}"

    def capability(field, **fields):
        request = s.CreateCapabilityRequest(parent="suppliers/there", capability=s.Capability(**{"title": "x", **fields}))
        return "suppliers", "CreateCapability", request, f"capability.{field}"

    def certification(field, **fields):
        request = s.CreateCertificationRequest(parent="suppliers/there", certification=s.Certification(**{"type": "x", **fields}))
        return "suppliers", "CreateCertification", request, f"certification.{field}"

    def money(minor_units, currency="GBP"):
        return t.MoneyBand(min=t.Money(currency_code=currency, minor_units=minor_units))

    evidence = {"kind": r.Evidence.KIND_DATA, "summary": "x"}
    nan, infinite = float("nan"), float("inf")
    return {
        # Over-long
        "a statement of 301 characters": need(statement="x" * 301),
        "a statement of 301 characters of four bytes": need(statement="😀" * 301),
        "a problem of a megabyte": need(problem="x" * 1_000_000),
        "more evidence than there may be": need(evidence=[r.Evidence(**evidence)] * 51),
        "a title of 301 characters": requirement("title", title="x" * 301),
        "more criteria than there may be": requirement("criteria", criteria=[r.Criterion(text="x")] * 51),
        "a display name of 301 characters": supplier("display_name", display_name="x" * 301),
        "an alias of 301 characters": supplier("aliases[1]", aliases=["x", "x" * 301]),
        "an id of 64 characters": ("needs", "CreateNeed", r.CreateNeedRequest(parent=KENT, need_id="x" * 64, need=r.Need(statement="x")), "need_id"),
        "a name of 401 bytes": ("needs", "GetNeed", r.GetNeedRequest(name="forces/kent/needs/" + "x" * 400), "name"),
        "a page token that nobody gave out": ("needs", "ListNeeds", r.ListNeedsRequest(page_token="x" * 100), "page_token"),
        # Control characters
        "a NUL in a statement": need(statement="a\0b"),
        "a line feed where one line is wanted": need(statement="a\nb"),
        "an escape sequence in a text": need(problem="\x1b[31mred"),
        "a bell in evidence": need("evidence[0].summary", evidence=[r.Evidence(**{**evidence, "summary": "\a"})]),
        "a carriage return in a title": requirement("title", title="a\rb"),
        "a NUL in a supplier's name": supplier("display_name", display_name="Acme\0 Ltd"),
        # Names
        "an id with a slash": ("needs", "CreateNeed", r.CreateNeedRequest(parent=KENT, need_id="a/b", need=r.Need(statement="x")), "need_id"),
        "an id of two dots": ("needs", "CreateNeed", r.CreateNeedRequest(parent=KENT, need_id="..", need=r.Need(statement="x")), "need_id"),
        "an id with a NUL": ("needs", "CreateNeed", r.CreateNeedRequest(parent=KENT, need_id="a\0", need=r.Need(statement="x")), "need_id"),
        "an id in capitals": ("requirements", "CreateRequirement", r.CreateRequirementRequest(parent=KENT, requirement_id="ABC", requirement=r.Requirement(title="x")), "requirement_id"),
        "a parent that goes up": ("needs", "CreateNeed", r.CreateNeedRequest(parent="forces/..", need=r.Need(statement="x")), "parent"),
        "a parent that is a need": ("needs", "CreateNeed", r.CreateNeedRequest(parent="forces/kent/needs/x", need=r.Need(statement="x")), "parent"),
        "a parent with a NUL": ("needs", "CreateNeed", r.CreateNeedRequest(parent="forces/kent\0", need=r.Need(statement="x")), "parent"),
        "a name that goes up": ("needs", "GetNeed", r.GetNeedRequest(name="forces/kent/needs/../requirements/x"), "name"),
        "a name with an empty segment": ("needs", "GetNeed", r.GetNeedRequest(name="forces//needs/x"), "name"),
        "a supplier named like a path": supplier("name", name="suppliers/../etc"),
        "a supplier that is a force": supplier("name", name="forces/kent"),
        "a member's id with a slash": ("identity", "CreateMember", i.CreateMemberRequest(parent=KENT, member_id="a/b", member=i.Member(display_role="x")), "member_id"),
        "an organisation's id of dots": (
            "identity", "CreateOrganisation", i.CreateOrganisationRequest(parent="forces", organisation_id="..", organisation=i.Organisation(display_name="x")), "organisation_id"
        ),
        "a backup in another folder": ("admin", "Backup", areas.admin.BackupRequest(backup_id="../x"), "backup_id"),
        # Dates
        "evidence of the 30th of February": need("evidence[0].date", evidence=[r.Evidence(**evidence, date="2026-02-30")]),
        "evidence of a leap day that was none": need("evidence[0].date", evidence=[r.Evidence(**evidence, date="2025-02-29")]),
        "a day in another order": requirement("need_by", need_by="31/12/2026"),
        "a day without zeros": requirement("need_by", need_by="2026-1-1"),
        "a thirteenth month": requirement("need_by", need_by="2026-13-01"),
        "a day in the year nought": requirement("need_by", need_by="0000-01-01"),
        "a day with a time": requirement("need_by", need_by="2026-01-01T00:00:00Z"),
        "a certification valid to the 31st of June": certification("valid_to", valid_to="2026-06-31"),
        "a certification that ends before it begins": certification("valid_to", valid_from="2026-06-30", valid_to="2026-06-29"),
        "a merger on a day that there is not": (
            "identity", "MergeOrganisations", i.MergeOrganisationsRequest(survivor=KENT, merged=["forces/essex"], date="2026-02-29"), "date"
        ),
        # Numbers
        "people under nought": need(people_affected=-1),
        "more people than there are": need(people_affected=2**31 - 1),
        "a quantity under nought": requirement("quantity.amount", quantity=r.Quantity(amount=-5, unit="radios")),
        "a value under nought": requirement("value.min.minor_units", value=money(-1)),
        "a value past counting": requirement("value.min.minor_units", value=money(2**63 - 1)),
        "a currency of two letters": requirement("value.min.currency_code", value=money(1, "GB")),
        "a greatest value under the least": requirement(
            "value.max", value=t.MoneyBand(min=t.Money(currency_code="GBP", minor_units=2), max=t.Money(currency_code="GBP", minor_units=1))
        ),
        "a weight under nought": criterion("weight", {"statement": {"key": "k"}}, obligation=r.OBLIGATION_SHOULD, weight=-1),
        "a weight of a MUST": criterion("weight", {"statement": {"key": "k"}}, weight=5),
        "a least number that is none": criterion("test.number.min", {"number": {"key": "k", "min": nan}}),
        "a least number without end": criterion("test.number.min", {"number": {"key": "k", "min": infinite}}),
        "a greatest number under the least": criterion("test.number.max", {"number": {"key": "k", "min": 2, "max": 1}}),
        "vetted people under nought": criterion("test.vetting.people", {"vetting": {"level": t.VETTING_LEVEL_SC, "people": -1}}),
        "an attribute that is no number": supplier("attributes[0].number", attributes=[s.Attribute(key="k", number=nan)]),
        "a page size under nought": ("needs", "ListNeeds", r.ListNeedsRequest(page_size=-1), "page_size"),
        "a revision under nought": ("requirements", "GetRequirement", r.GetRequirementRequest(name="forces/kent/requirements/x", revision=-1), "revision"),
        # Codes and enums
        "a CPV code of a division that there is not": requirement("cpv_codes[0]", cpv_codes=["02000000"]),
        "a CPV code of seven digits": requirement("cpv_codes[0]", cpv_codes=["3510000"]),
        "a CPV code with a wrong check digit": requirement("cpv_codes[1]", cpv_codes=["35100000", "35100000-1"]),
        "a capability of an unknown CPV code": capability("cpv_codes[0]", cpv_codes=["02000000"]),
        "a region that there is not": requirement("regions[0]", regions=["UKZ"]),
        "a severity that there is not": need(severity=99),
        "an obligation that is not set": criterion("obligation", {"statement": {"key": "k"}}, obligation=0),
        "a test of no kind": criterion("test", {}),
        "an address that runs": need("evidence[0].uri", evidence=[r.Evidence(**evidence, uri="javascript:alert(1)")]),
    }  # fmt: skip


@pytest.fixture(scope="module")
def there(admin):
    s = areas.supplier
    admin.suppliers.CreateSupplier(s.CreateSupplierRequest(supplier=s.Supplier(name="suppliers/there", display_name="There")))


@pytest.mark.parametrize("what", bad_fields())
def test_a_bad_field_is_named_and_nothing_is_stored(admin, there, what, nothing_stored):
    service, method, request, field = bad_fields()[what]
    with refused("INVALID_ARGUMENT") as refusal:
        answer = getattr(getattr(admin, service), method)(request)
        if hasattr(answer, "__iter__") and not hasattr(answer, "DESCRIPTOR"):
            list(answer)
    named = [path for path in refusal.fields if path == field or path.startswith(f"{field}.") or path.startswith(f"{field}[")]
    assert named, refusal.fields
    assert all(description for description in refusal.fields.values())
    assert "\0" not in refusal.message


@pytest.mark.parametrize("parent", ["forces/-", "forces/there-is-none"])
def test_an_organisation_that_there_is_not_gets_nothing(admin, nothing_stored, parent):
    i, r = areas.identity, areas.requirement
    for call, request in [
        (admin.needs.CreateNeed, r.CreateNeedRequest(parent=parent, need=r.Need(statement="x"))),
        (admin.requirements.CreateRequirement, r.CreateRequirementRequest(parent=parent, requirement=r.Requirement(title="x"))),
        (admin.identity.CreateMember, i.CreateMemberRequest(parent=parent, member=i.Member(display_role="x"))),
    ]:
        with pytest.raises(grpc.RpcError) as caught:
            call(request)
        found = error_of(caught.value)
        assert found.code in ("NOT_FOUND", "INVALID_ARGUMENT"), found.message
        assert parent in found.message or "parent" in found.fields


def test_all_that_is_wrong_is_said_at_once(admin, nothing_stored):
    r = areas.requirement
    need = r.Need(statement="a\nb", people_affected=-1, evidence=[r.Evidence(kind=r.Evidence.KIND_DATA, date="2026-02-30")], topic="A Topic", forces=["essex"])
    with refused("INVALID_ARGUMENT", reason="FIELDS_INVALID") as refusal:
        admin.needs.CreateNeed(r.CreateNeedRequest(parent="kent", need_id="A", need=need))
    assert set(refusal.fields) == {
        "parent", "need_id", "need.statement", "need.people_affected", "need.evidence[0].summary", "need.evidence[0].date", "need.topic", "need.forces[0]"
    }  # fmt: skip


def test_a_change_with_one_bad_field_changes_none(admin):
    r = areas.requirement
    made = new_need(admin, problem="As it was")
    before = everything(admin)
    with refused("INVALID_ARGUMENT", field="need.people_affected"):
        admin.needs.UpdateNeed(r.UpdateNeedRequest(need=r.Need(name=made.name, problem="As it should be", people_affected=-1)))
    for path in ("supporters", "name", "no_such_field", "evidence[0]", ""):
        with refused("INVALID_ARGUMENT", reason="UPDATE_MASK_INVALID"):
            admin.needs.UpdateNeed(r.UpdateNeedRequest(need=r.Need(name=made.name, problem="x"), update_mask={"paths": ["problem", path]}))
    assert everything(admin) == before


def test_one_bad_row_of_a_profile_stores_none_of_it(admin, nothing_stored):
    s = areas.supplier
    profile = s.Profile(
        supplier=s.Supplier(name="suppliers/half", display_name="Half"),
        capabilities=[s.Capability(title="Right"), s.Capability(title="Wrong", cpv_codes=["02000000"])],
        certifications=[s.Certification(type="iso-9001", valid_to="2026-02-30")],
    )
    with refused("INVALID_ARGUMENT") as refusal:
        admin.suppliers.ApplyProfile(s.ApplyProfileRequest(profile=profile))
    assert "profile.certifications[0].valid_to" in refusal.fields


def test_one_bad_need_of_a_merge_merges_none(admin, kent_need):
    r = areas.requirement
    target, source = new_need(admin).name, new_need(admin).name
    before = everything(admin)
    with refused("NOT_FOUND") as refusal:
        admin.needs.MergeNeeds(r.MergeNeedsRequest(target=target, sources=[source, f"{KENT}/needs/there-is-none"]))
    assert "there-is-none" in refusal.message
    with refused("INVALID_ARGUMENT", field="sources[1]"):
        admin.needs.MergeNeeds(r.MergeNeedsRequest(target=target, sources=[source, target]))
    assert everything(admin) == before


def test_an_id_that_is_taken_leaves_what_is_there(admin, kent_need, nothing_stored):
    r = areas.requirement
    with refused("ALREADY_EXISTS"):
        admin.needs.CreateNeed(r.CreateNeedRequest(parent=KENT, need_id=kent_need.split("/")[-1], need=r.Need(statement="Instead")))


def test_text_of_every_script_comes_back_as_it_was_sent(admin):
    r = areas.requirement
    for statement in ("Ŵyneb gweithredol – Heddlu", "naïve café €5", "🚓 siren", "e\u0301 and é are two", "\u202ertl\u202c", "a\u00a0b", "'; DROP TABLE needs;--", "%s %n {0} ${x}"):
        made = new_need(admin, statement=statement, problem=f"{statement}\n\twith a second line")
        read = admin.needs.GetNeed(r.GetNeedRequest(name=made.name))
        assert (read.statement, read.problem) == (statement, f"{statement}\n\twith a second line")


def test_after_all_that_the_store_is_whole(admin):
    """Last in the file."""
    *_, last = admin.admin.Check(areas.admin.CheckRequest())
    assert last.report.ok and not last.report.problems
