"""Bad input: each gets a clear error that names the field, and nothing is stored or lost.

What comes in files is exchange_test.py's, a full disk disk_full_test.py's, a data folder or a port that is taken start_test.py's, an id that would leave the
backup folder backup_test.py's, what comes twice twice_test.py's, and messages at random hypothesis_test.py's.
"""

import grpc
import pytest

from frontline_process import areas, error_of, refused
from stored import KENT, everything, new_need


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
