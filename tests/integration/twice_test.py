"""What comes twice: two writers with one etag, of whom one wins, and a request repeated with the same request_id, which is done once."""

import itertools
import threading

import grpc
import pytest

from frontline_process import areas, error_of, refused
from stored import KENT, everything, new_need

_ids = itertools.count(1)

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


def test_after_all_that_the_store_is_whole(admin):
    """Last in the file."""
    *_, last = admin.admin.Check(areas.admin.CheckRequest())
    assert last.report.ok and not last.report.problems
