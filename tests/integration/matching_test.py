"""Matching from outside: what is written is matched at once, stored matches replay, and each caller gets what is theirs."""

import itertools
import time

import grpc
import pytest

from conftest import issue_token
from frontline_process import error_of, eventually, refused

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def market(server, admin, areas):
    """Waits until matching is loaded."""
    eventually(lambda: similar(admin, areas, "anything") is not None)
    return Market(admin, areas)


def similar(client, areas, text):
    try:
        return client.matching.SimilarNeeds(areas.matching.SimilarNeedsRequest(text=text))
    except grpc.RpcError as error:
        assert error_of(error).reason == "NOT_READY"
        return None


class Market:
    """Writes suppliers and requirements under names of their own."""

    def __init__(self, client, areas):
        self.client, self.areas = client, areas

    def supplier(self, title, certifications=(), **supplier):
        s = self.areas.supplier
        name = f"suppliers/market-{next(_numbers)}"
        profile = s.Profile(supplier=s.Supplier(name=name, display_name=name, **supplier), capabilities=[s.Capability(name=f"{name}/capabilities/1", title=title)])
        for kind, days in certifications:
            profile.certifications.add(name=f"{name}/certifications/{kind}", type=kind, **days)
        self.client.suppliers.ApplyProfile(s.ApplyProfileRequest(profile=profile))
        return name

    def requirement(self, title, must=(), parent="forces/kent", publish=True, **fields):
        r = self.areas.requirement
        requirement = r.Requirement(title=title, **fields)
        for kind in must:
            requirement.criteria.add(
                text=f"Holds {kind}", obligation=r.OBLIGATION_MUST, test=r.Test(certification=r.CertificationTest(type=kind))
            )
        made = self.client.requirements.CreateRequirement(r.CreateRequirementRequest(parent=parent, requirement=requirement))
        if publish:
            self.client.requirements.SubmitRequirement(r.SubmitRequirementRequest(name=made.name))
            self.client.requirements.PublishRequirement(r.PublishRequirementRequest(name=made.name, accept_warnings="a test", no_consultation_reason="a test"))
        return made.name

    def match(self, requirement, client=None, **fields):
        request = self.areas.matching.MatchSuppliersRequest(requirement=requirement, **fields)
        return (client or self.client).matching.MatchSuppliers(request)


def names(match):
    return [candidate.supplier for candidate in match.candidates]


def test_a_supplier_is_matched_as_soon_as_it_is_written(market):
    requirement = market.requirement("Zither tuning forks")
    assert names(market.match(requirement)) == []
    for _ in range(5):
        supplier = market.supplier("Tuning of zithers")
        began = time.monotonic()
        eventually(lambda: supplier in names(market.match(requirement)), every=0.002)
        assert time.monotonic() - began < 5


def test_each_standing_is_ranked_apart_and_explained(market, areas):
    requirement = market.requirement("Marimba mallets", must=["iso-27001"], need_by="2099-01-01")
    eligible = market.supplier("Marimba mallets", [("iso-27001", {"valid_from": "2020-01-01"})])
    missed = market.supplier("Marimba mallets", [("iso-27001", {"valid_from": "2020-01-01", "valid_to": "2098-12-31"})])
    asked = market.supplier("Marimba mallets")
    match = eventually(lambda: (m := market.match(requirement)) and len(m.candidates) == 3 and m)
    assert names(match) == [eligible, asked, missed]
    assert (match.eligible_count, match.to_be_clarified_count, match.near_miss_count) == (1, 1, 1)
    for candidate in match.candidates:
        assert candidate.rank == 1
        points = sum(t.points for t in candidate.explanation.terms) + sum(c.points for c in candidate.explanation.criteria)
        assert points == candidate.score
    assert "31 December 2098" in match.candidates[2].explanation.criteria[0].reason
    assert list(match.candidates[1].questions)


def test_a_stored_match_replays_to_the_same_bytes_after_everything_changed(market, areas):
    requirement = market.requirement("Ocarina repair", must=["cyber-essentials"])
    supplier = market.supplier("Ocarina repair", [("cyber-essentials", {"valid_from": "2020-01-01"})])
    eventually(lambda: names(market.match(requirement)))
    match = market.match(requirement, store=True)
    s, r = areas.supplier, areas.requirement
    market.client.suppliers.DeleteCertification(s.DeleteCertificationRequest(name=f"{supplier}/certifications/cyber-essentials"))
    changed = r.Requirement(name=requirement, title="Something else")
    market.client.requirements.UpdateRequirement(r.UpdateRequirementRequest(requirement=changed, accept_warnings="a test"))
    for replay in (False, True):
        again = market.client.matching.GetMatch(areas.matching.GetMatchRequest(name=match.name, replay=replay))
        assert again.SerializeToString(deterministic=True) == match.SerializeToString(deterministic=True)
    listed = market.client.matching.ListMatches(areas.matching.ListMatchesRequest(parent=requirement)).matches
    assert [m.name for m in listed] == [match.name]
    assert not listed[0].candidates


def test_a_repeated_request_answers_with_the_first_match(market):
    requirement = market.requirement("Kazoo wax")
    first = market.match(requirement, store=True, request_id="kazoo-1")
    assert market.match(requirement, store=True, request_id="kazoo-1") == first


def test_a_buyer_matches_its_own_requirements_alone(market, member_client):
    buyer = member_client("forces/kent", "ROLE_PROCUREMENT_OFFICER")
    own = market.requirement("Bassoon reeds", publish=False)
    assert market.match(own, buyer, store=True).name.startswith(own + "/matches/")
    others = market.requirement("Bassoon reeds", parent="forces/essex", publish=False)
    with refused("PERMISSION_DENIED", "PERMISSION_MISSING"):
        market.match(others, buyer)
    with refused("NOT_FOUND"):
        market.match("forces/kent/requirements/there-is-none", buyer)


def test_a_supplier_sees_published_requirements_and_its_gap(market, areas, member_client):
    published = market.requirement("Glockenspiel hire", must=["iso-9001"])
    draft = market.requirement("Glockenspiel hire", publish=False)
    supplier = market.supplier("Glockenspiel hire", [("iso-9001", {"valid_from": "2020-01-01", "valid_to": "2020-12-31"})])
    i = areas.identity
    organisation = i.Organisation(display_name=supplier, type=i.ORGANISATION_TYPE_SUPPLIER)
    market.client.identity.CreateOrganisation(
        i.CreateOrganisationRequest(parent="suppliers", organisation=organisation, organisation_id=supplier.split("/")[1])
    )
    editor = member_client(supplier, "ROLE_SUPPLIER_EDITOR")
    request = areas.matching.MatchRequirementsRequest(supplier=supplier)
    found = eventually(lambda: editor.matching.MatchRequirements(request).matches)
    assert [m.requirement for m in found] == [published] and draft not in [m.requirement for m in found]
    assert found[0].standing == areas.matching.STANDING_NEAR_MISS
    assert "31 December 2020" in found[0].gaps[0]
    other = market.supplier("Glockenspiel hire")
    with refused("PERMISSION_DENIED", "PERMISSION_MISSING"):
        editor.matching.MatchRequirements(areas.matching.MatchRequirementsRequest(supplier=other))


def test_a_closed_requirement_is_no_longer_offered(market, areas):
    requirement = market.requirement("Vuvuzela lessons")
    supplier = market.supplier("Vuvuzela lessons")
    request = areas.matching.MatchRequirementsRequest(supplier=supplier)
    eventually(lambda: market.client.matching.MatchRequirements(request).matches)
    r = areas.requirement
    outcome = r.Outcome(kind=r.Outcome.KIND_WITHDRAWN, summary="Not wanted any more")
    market.client.requirements.CloseRequirement(r.CloseRequirementRequest(name=requirement, outcome=outcome))
    eventually(lambda: not market.client.matching.MatchRequirements(request).matches)


def test_a_debarment_of_a_connected_supplier_reaches_the_match(market, areas):
    s = areas.supplier
    requirement = market.requirement("Hurdy-gurdy strings")
    parent = market.supplier("Violas")
    child = market.supplier(
        "Hurdy-gurdy strings",
        connected_persons=[s.ConnectedPerson(relation=s.ConnectedPerson.RELATION_PARENT_OR_SUBSIDIARY, display_name="Parent", supplier=parent)],
    )
    eventually(lambda: names(market.match(requirement)) == [child])
    debarment = s.Debarment(effect=s.Debarment.EFFECT_MANDATORY, ground="fraud", valid_from="2020-01-01")
    debarment.provenance.source = "debarment list"
    market.client.suppliers.CreateDebarment(s.CreateDebarmentRequest(parent=parent, debarment=debarment))
    match = eventually(lambda: (m := market.match(requirement)).excluded_count == 1 and m)
    assert match.candidates[0].standing == areas.matching.STANDING_EXCLUDED
    assert "connected" in match.candidates[0].cautions[0]


def test_needs_that_say_the_same_are_found_across_forces(market, areas, member_client):
    r = areas.requirement
    need = r.Need(statement="Didgeridoo cases break in the van")
    made = market.client.needs.CreateNeed(r.CreateNeedRequest(parent="forces/essex", need=need))
    author = member_client("forces/kent", "ROLE_NEED_AUTHOR")
    found = eventually(lambda: similar(author, areas, "The cases of didgeridoos break").needs)
    assert found[0].need == made.name
    assert "didgeridoos" in list(found[0].shared_terms)
    with refused("INVALID_ARGUMENT", "FIELDS_INVALID", field="need"):
        author.matching.SimilarNeeds(areas.matching.SimilarNeedsRequest())


def test_suppliers_are_compared_over_the_criteria(market, areas):
    requirement = market.requirement("Theremin valves", must=["iso-9001", "iso-14001"])
    both = [market.supplier("Theremin valves", [("iso-9001", {"valid_from": "2020-01-01"})]), market.supplier("Theremin valves")]
    comparison = market.client.matching.Compare(areas.matching.CompareRequest(requirement=requirement, suppliers=both))
    assert [column.supplier for column in comparison.columns] == both
    m = areas.matching
    assert [[cell.answer for cell in row.cells] for row in comparison.rows] == [[m.ANSWER_MET, m.ANSWER_UNKNOWN], [m.ANSWER_UNKNOWN] * 2]
    with refused("INVALID_ARGUMENT", "FIELDS_INVALID", field="suppliers"):
        market.client.matching.Compare(areas.matching.CompareRequest(requirement=requirement, suppliers=both[:1]))


def test_matching_follows_suppliers_that_run_in_another_process(start, areas, tmp_path):
    facts = start("--services=identity,requirement,supplier", data=tmp_path / "facts")
    token = tmp_path / "system.token"
    token.write_text(issue_token(facts.client(), "national/frontline", "ROLE_SYSTEM", national=True) + "\n")
    token.chmod(0o600)
    peers = [option for name in ("identity", "requirement", "supplier") for option in ("--peer", f"{name}={facts.address}")]
    matching = start("--services=matching", *peers, "--system-token", token, data=tmp_path / "matching")
    client = matching.client(facts.token)
    market = Market(facts.client(), areas)
    requirement = market.requirement("Zither tuning forks")
    supplier = market.supplier("Zither tuning forks")

    def matched():
        return similar(client, areas, "anything") is not None and names(market.match(requirement, client)) == [supplier]

    eventually(matched)
