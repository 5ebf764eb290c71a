"""Who did what: written with the act, kept in a chain, shown to those who may see it."""

import pytest

from conftest import issue_token
from frontline_process import refused


@pytest.fixture(scope="module")
def acts(server, admin, areas):
    """A member made in Kent, one in Essex, and a call in Essex that was refused."""
    identity = areas.identity

    def member(organisation, client=admin):
        return client.identity.CreateMember(
            identity.CreateMemberRequest(parent=organisation, member=identity.Member(display_role="response officer"), request_id=f"act-{organisation[7:]}")
        )

    kent = server.client(issue_token(admin, "forces/kent", "ROLE_ADMINISTRATOR", member_id="kent-administrator"))
    made = member("forces/kent", kent)
    member("forces/essex")
    with refused("PERMISSION_DENIED"):
        kent.identity.CreateMember(identity.CreateMemberRequest(parent="forces/essex", member=identity.Member(display_role="spy")))
    return made.name


def query(client, areas, **filters):
    return list(client.admin.QueryAudit(areas.admin.QueryAuditRequest(page_size=1000, **filters)).entries)


def test_a_write_is_audited_with_who_what_and_how_it_ended(acts, admin, areas):
    (entry,) = query(admin, areas, resource_prefix=acts, outcome="OK")
    assert entry.actor == "forces/kent/members/kent-administrator"
    assert entry.method == "frontline.identity.v1.IdentityService/CreateMember"
    assert entry.request_id == "act-kent"
    assert len(entry.hash) == len(entry.request_hash) == 64


def test_a_refused_call_of_consequence_is_audited(acts, admin, areas):
    entries = query(admin, areas, actor="forces/kent", outcome="PERMISSION_DENIED")
    assert [entry.resource for entry in entries] == ["forces/essex"]


def test_reads_are_not_audited(acts, admin, areas):
    before = query(admin, areas)
    admin.identity.GetMember(areas.identity.GetMemberRequest(name=acts))
    assert query(admin, areas) == before


def test_an_auditor_sees_the_own_organisation_alone(acts, member_client, areas):
    auditor = member_client("forces/kent", "ROLE_AUDITOR")
    entries = query(auditor, areas)
    assert entries and all(e.actor.startswith("forces/kent/") or e.resource.startswith("forces/kent") for e in entries)
    assert query(auditor, areas, resource_prefix="forces/essex", actor="national/frontline") == []


def test_a_viewer_sees_none_of_it(acts, member_client, areas):
    with refused("PERMISSION_DENIED", "PERMISSION_MISSING"):
        query(member_client("forces/kent", "ROLE_VIEWER"), areas)


def test_the_pages_hold_everything_once_in_either_direction(acts, admin, areas):
    whole = [entry.sequence for entry in query(admin, areas)]
    assert whole == list(range(1, len(whole) + 1))
    for newest_first in (False, True):
        found, token = [], ""
        while True:
            page = admin.admin.QueryAudit(areas.admin.QueryAuditRequest(page_size=2, page_token=token, newest_first=newest_first))
            found += [entry.sequence for entry in page.entries]
            token = page.next_page_token
            if not token:
                break
        assert found == (whole[::-1] if newest_first else whole)


def test_a_page_token_of_another_query_is_refused(acts, admin, areas):
    page = admin.admin.QueryAudit(areas.admin.QueryAuditRequest(page_size=1))
    with refused("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID"):
        admin.admin.QueryAudit(areas.admin.QueryAuditRequest(page_size=1, page_token=page.next_page_token, outcome="OK"))


def test_the_chain_verifies_and_names_its_head(acts, admin, areas):
    verified = admin.admin.VerifyAudit(areas.admin.VerifyAuditRequest())
    last = query(admin, areas)[-1]
    assert (verified.entries, verified.head_hash) == (last.sequence, last.hash)


def test_only_a_national_role_verifies_the_chain(acts, member_client, areas):
    with refused("PERMISSION_DENIED", "PERMISSION_MISSING"):
        member_client("forces/kent", "ROLE_AUDITOR").admin.VerifyAudit(areas.admin.VerifyAuditRequest())
