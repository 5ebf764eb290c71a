"""The sample data shows every state that there is: whoever tries Frontline out meets each of them."""

import os
import subprocess

import pytest

from frontline_process import FRONTCTL, Frontlined, areas


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    server = Frontlined(tmp_path_factory.mktemp("sample") / "data").start()
    env = {**os.environ, "FRONTLINE_SERVER": server.address, "FRONTLINE_TOKEN_FILE": str(server.data / "admin.token")}
    subprocess.run([FRONTCTL, "sample", "load"], env=env, check=True, timeout=120)
    yield server.client()
    server.stop()


def pages(call, request, field):
    while True:
        page = call(request)
        yield from getattr(page, field)
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def values(enum):
    """Every value of an enum but the unset one."""
    return {v.number for v in enum.DESCRIPTOR.values} - {0}


@pytest.fixture(scope="module")
def needs(client):
    return list(pages(client.needs.ListNeeds, areas.requirement.ListNeedsRequest(), "needs"))


@pytest.fixture(scope="module")
def requirements(client):
    return list(pages(client.requirements.ListRequirements, areas.requirement.ListRequirementsRequest(), "requirements"))


@pytest.fixture(scope="module")
def profiles(client):
    return list(pages(client.suppliers.ListProfiles, areas.supplier.ListProfilesRequest(), "profiles"))


def test_needs_of_eight_forces_and_more_in_every_state(client, needs):
    assert len(needs) >= 40
    assert len({n.name.split("/")[1] for n in needs if n.name.startswith("forces/")}) >= 8
    assert {n.state for n in needs} == values(areas.requirement.NeedState)
    assert {n.severity for n in needs} == values(areas.requirement.Severity)
    merged = client.needs.GetNeed(areas.requirement.GetNeedRequest(name="forces/kent/needs/camera-battery"))
    assert len(merged.merged_from) > 1
    assert len(merged.supporters) == len({s.name for s in merged.supporters}) > 3  # the staff body supports two of them, and counts once


def test_requirements_in_every_state_with_every_outcome_and_criterion(requirements):
    q = areas.requirement
    assert len(requirements) >= 25
    assert {r.state for r in requirements} == values(q.RequirementState)
    assert {r.outcome.kind for r in requirements if r.HasField("outcome")} == set(q.Outcome.Kind.values()) - {0}
    criteria = [c for r in requirements for c in r.criteria]
    assert {c.test.WhichOneof("kind") for c in criteria} == {f.name for f in q.Test.DESCRIPTOR.oneofs_by_name["kind"].fields}
    assert {c.test.group.operator for c in criteria if c.test.HasField("group")} == set(q.TestGroup.Operator.values()) - {0}
    assert {c.obligation for c in criteria} == values(q.Obligation)
    assert any(r.accepted_warnings for r in requirements)


def test_suppliers_whose_facts_lapse_differ_and_overlap(profiles):
    s = areas.supplier
    assert len(profiles) >= 80
    certifications = [c for p in profiles for c in p.certifications]
    assert {c.provenance.verification for c in certifications} == values(areas.type.Verification)
    assert any(c.expected_by for c in certifications)
    assert {p.supplier.size for p in profiles} == values(s.Size) and any(p.supplier.vcse for p in profiles)
    assert {c.maturity for p in profiles for c in p.capabilities} == values(s.Maturity)
    assert {d.effect for p in profiles for d in p.debarments} == set(s.Debarment.Effect.values()) - {0}
    assert any(p.memberships for p in profiles)


def test_a_match_of_the_sample_shows_every_standing(client, requirements):
    m = areas.matching
    standings = set()
    for requirement in requirements:
        found = client.matching.MatchSuppliers(m.MatchSuppliersRequest(requirement=requirement.name))
        standings |= {c.standing for c in found.candidates}
        for candidate in found.candidates:
            terms = sum(t.points for t in candidate.explanation.terms)
            criteria = sum(c.points for c in candidate.explanation.criteria)
            assert terms + criteria == candidate.score
    assert standings == values(m.Standing)


def test_members_hold_every_role(client):
    members = []
    for organisation in ("forces/kent", "national/frontline", "bodies/police-federation-of-england-and-wales", "suppliers/larkfield-optics"):
        members += pages(client.identity.ListMembers, areas.identity.ListMembersRequest(parent=organisation), "members")
    assert {g.role for member in members for g in member.grants} == values(areas.identity.Role)
