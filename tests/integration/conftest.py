"""Fixtures for tests against the real programs.

    server         a frontlined with all services, one for the whole test file: make your own organisations and ids, and you share it well
    fresh_server   one for this test alone
    start          start(*options, data=..., ...) → a running Frontlined (frontline_process.py); ended after the test
    admin          the administrator's client of `server`: admin.identity, admin.needs, admin.requirements, admin.suppliers, admin.matching, ...
    areas          the contract: areas.identity.GetMemberRequest, areas.requirement.Need, ...
    member_client  member_client("forces/kent", "ROLE_VIEWER", ...) → a client of `server` that acts as a new member with these roles
    split          identity in one process, all the rest in another: split.identity, split.rest (each a Frontlined), split.client()
"""

import itertools
import types

import pytest

from frontline_process import Frontlined, areas as all_areas

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def areas():
    return all_areas


def _end(servers):
    for server in servers:
        if server.process is not None and server.process.poll() is None:
            server.stop()
        server.close_clients()


@pytest.fixture
def start(tmp_path):
    servers = []

    def begin(*options, data=None, **named):
        server = Frontlined(data or tmp_path / f"data{len(servers) or ''}", *options, **named)
        servers.append(server)
        return server.start()

    yield begin
    _end(servers)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Frontlined(tmp_path_factory.mktemp("server") / "data").start()
    yield running
    _end([running])


@pytest.fixture
def fresh_server(start):
    return start()


@pytest.fixture(scope="module")
def admin(server):
    return server.client()


def issue_token(admin, organisation, *roles, national=False, member_id=None):
    """A token's secret for a new member of `organisation` that holds `roles` there, or everywhere."""
    identity = all_areas.identity
    member = identity.Member(display_role="test member")
    for role in roles:
        member.grants.add(organisation=organisation, role=identity.Role.Value(role), national=national)
    made = admin.identity.CreateMember(
        identity.CreateMemberRequest(parent=organisation, member=member, member_id=member_id or f"test-{next(_numbers)}")
    )
    return admin.identity.IssueToken(identity.IssueTokenRequest(parent=made.name)).secret


@pytest.fixture
def member_client(server, admin):
    def make(organisation, *roles, national=False):
        return server.client(issue_token(admin, organisation, *roles, national=national))

    return make


@pytest.fixture
def split(start, tmp_path):
    """The second process knows the first one's token of a system member, by file; both have a store of their own."""
    identity = start("--services=identity", data=tmp_path / "identity")
    secret = issue_token(identity.client(), "national/frontline", "ROLE_SYSTEM", national=True)
    token_file = tmp_path / "system.token"
    token_file.write_text(secret + "\n")
    token_file.chmod(0o600)
    rest = start("--peer", f"identity={identity.address}", "--system-token", token_file, data=tmp_path / "rest")
    return types.SimpleNamespace(identity=identity, rest=rest, client=lambda token=None: rest.client(token or identity.token))
