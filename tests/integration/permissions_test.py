"""The permission matrix: every method of every service that frontlined serves, called by everybody who may or may not.

What there is to call the server says itself, by reflection, and what a method asks of its caller stands in its descriptor (`access`). So a method that is
added is in the matrix without a line here, and one that can't be called fails it. What each role may do stands here once more, by hand: services/rpc has
the table that counts, and whoever changes it says so twice.
"""

import re

import grpc
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, duration_pb2, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from conftest import issue_token
from frontline_process import ROOT, areas, error_of, eventually

OURS = "forces/kent"
THEIRS = "forces/essex"
OF_GRPC = {"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"}  # for everybody
LET_IN = "let in"

VIEWER = {"ORGANISATIONS_READ", "NEEDS_READ", "REQUIREMENTS_READ_PUBLISHED", "REQUIREMENTS_READ", "SUPPLIERS_READ", "SURVEYS_READ", "SUBMISSIONS_READ"}
ROLES = {
    "ROLE_NEED_AUTHOR": {
        "ORGANISATIONS_READ", "NEEDS_READ", "NEEDS_WRITE", "REQUIREMENTS_READ_PUBLISHED", "SURVEYS_READ", "SUBMISSIONS_READ", "CONSULTATIONS_ANSWER"
    },
    "ROLE_PROCUREMENT_OFFICER": VIEWER
    | {
        "MEMBERS_READ", "NEEDS_WRITE", "NEEDS_DECIDE", "REQUIREMENTS_WRITE", "REQUIREMENTS_PUBLISH", "FACTS_VERIFY", "MATCHES_RUN", "EXCHANGE",
        "SURVEYS_WRITE", "COMMENTS_MODERATE", "CONSULTATIONS_WRITE", "CONSULTATIONS_ANSWER",
    },
    "ROLE_STAFF_REPRESENTATIVE": {
        "ORGANISATIONS_READ", "NEEDS_READ", "NEEDS_WRITE", "REQUIREMENTS_READ_PUBLISHED", "SURVEYS_READ", "SURVEYS_WRITE", "COMMENTS_MODERATE",
        "SUBMISSIONS_READ", "SUBMISSIONS_WRITE", "CONSULTATIONS_ANSWER",
    },
    "ROLE_MODERATOR": {"ORGANISATIONS_READ", "SURVEYS_READ", "COMMENTS_MODERATE"},
    "ROLE_SUPPLIER_EDITOR": {"ORGANISATIONS_READ", "REQUIREMENTS_READ_PUBLISHED", "SUPPLIERS_WRITE", "MATCHES_RUN_FOR_SUPPLIER"},
    "ROLE_VIEWER": VIEWER,
    "ROLE_AUDITOR": VIEWER | {"MEMBERS_READ", "AUDIT_READ", "CHANGES_READ"},
    "ROLE_SYSTEM": VIEWER
    | {
        "NEEDS_WRITE", "REQUIREMENTS_WRITE", "REQUIREMENTS_PUBLISH", "SUPPLIERS_WRITE", "ORGANISATIONS_WRITE", "EXCHANGE", "CHANGES_READ", "MATCHES_RUN",
        "SURVEYS_WRITE",
    },
    "ROLE_ADMINISTRATOR": None,  # everything
}  # fmt: skip


class Method:
    """One method as the server describes it: what it asks of a caller, and a request that names a resource of OURS."""

    def __init__(self, descriptor):
        self.name = f"{descriptor.containing_service.full_name}/{descriptor.name}"
        # Read again, since the options that came over the wire know nothing of our extension, which must be known first.
        extension = areas.options.access
        options = descriptor_pb2.MethodOptions.FromString(descriptor.GetOptions().SerializeToString())
        assert options.HasExtension(extension), f"{self.name} says nothing of who may call it"
        access = options.Extensions[extension]
        self.caller = areas.options.Caller.Name(access.caller)
        self.anywhere, self.within = (areas.options.Permission.Name(p)[len("PERMISSION_") :] for p in (access.anywhere, access.within))
        self.streams_in, self.streams_out = descriptor.client_streaming, descriptor.server_streaming
        request = message_factory.GetMessageClass(descriptor.input_type)()
        if access.resource:
            *way, field = access.resource.split(".")
            inner = request
            for step in way:
                inner = getattr(inner, step)
            setattr(inner, field, OURS if field == "parent" else f"{OURS}/things/1")
        self.request = request.SerializeToString()

    def allows(self, permissions, in_ours):
        """Whether a holder of these permissions (None: of all), in OURS or only elsewhere, is let in."""
        if self.caller in ("CALLER_ANYONE", "CALLER_ANY_MEMBER"):
            return True
        wanted = {self.anywhere} | ({self.within} if in_ours else set())
        return bool(wanted - {"UNSPECIFIED"} if permissions is None else wanted & permissions)

    def outcome(self, channel, token):
        """LET_IN, or the code of the refusal. Whatever comes of a call after the caller was let in is other tests' business."""
        kind = ("stream" if self.streams_in else "unary") + "_" + ("stream" if self.streams_out else "unary")
        request = iter([self.request]) if self.streams_in else self.request
        metadata = [("authorization", f"Bearer {token}")] if token else []
        try:
            call = getattr(channel, kind)(f"/{self.name}")(request, metadata=metadata, timeout=2)
            if self.streams_out:
                next(call, None)
                call.cancel()
            return LET_IN
        except grpc.RpcError as error:
            found = error_of(error)
            return found.code if found.code in ("UNAUTHENTICATED", "PERMISSION_DENIED") else LET_IN


@pytest.fixture(scope="module")
def channel(server):
    with grpc.insecure_channel(server.address) as channel:
        yield channel


@pytest.fixture(scope="module")
def served(channel):
    """The names of our services that the server serves, and its descriptors."""
    database = ProtoReflectionDescriptorDatabase(channel)
    names = set(database.get_services())
    assert OF_GRPC <= names
    return sorted(names - OF_GRPC), descriptor_pool.DescriptorPool(database)


@pytest.fixture(scope="module")
def methods(served):
    names, pool = served
    return [Method(method) for name in names for method in pool.FindServiceByName(name).methods]


@pytest.fixture(scope="module")
def minute_token(admin):
    """A token that lasts a minute, the least there is: asked for early, used last."""
    identity = areas.identity
    made = admin.identity.CreateMember(
        identity.CreateMemberRequest(
            parent=OURS,
            member_id="minute",
            member=identity.Member(
                display_role="test member", grants=[identity.Grant(organisation=OURS, role=identity.Role.Value("ROLE_ADMINISTRATOR"), national=True)]
            ),
        )
    )
    return admin.identity.IssueToken(identity.IssueTokenRequest(parent=made.name, ttl=duration_pb2.Duration(seconds=60))).secret


def assert_matrix(channel, methods, token, expected):
    """Every method, called with the token, ends as `expected(method)` says; all that do not are named."""
    found = {method.name: method.outcome(channel, token) for method in methods}
    wrong = {m.name: f"{found[m.name]}, not {expected(m)}" for m in methods if found[m.name] != expected(m)}
    assert not wrong
    assert len(found) == len(methods) > 0


def denied_unless(allowed):
    return LET_IN if allowed else "PERMISSION_DENIED"


def test_the_server_serves_every_service_of_the_contract(served, minute_token):
    contract = set()
    for proto in (ROOT / "proto" / "frontline").rglob("*.proto"):
        text = proto.read_text()
        package = re.search(r"^package ([\w.]+);", text, re.MULTILINE)
        contract |= {f"{package.group(1)}.{name}" for name in re.findall(r"^service (\w+) \{", text, re.MULTILINE)}
    assert set(served[0]) == contract


def test_every_method_of_the_contract_is_in_the_matrix(methods):
    rpcs = sum(len(re.findall(r"^  rpc ", p.read_text(), re.MULTILINE)) for p in (ROOT / "proto" / "frontline").rglob("*_service.proto"))
    assert len({method.name for method in methods}) == len(methods) == rpcs


def test_the_roles_here_are_all_the_roles_there_are():
    assert set(ROLES) == set(areas.identity.Role.keys()) - {"ROLE_UNSPECIFIED"}
    known = {name[len("PERMISSION_") :] for name in areas.options.Permission.keys()}
    assert all(permissions <= known for permissions in ROLES.values() if permissions is not None)


def without_account(method):
    """What is for anyone asks for no token, and looks at none."""
    return LET_IN if method.caller == "CALLER_ANYONE" else "UNAUTHENTICATED"


@pytest.mark.parametrize("token", ["", "nonsense", "fl_" + "A" * 43])
def test_without_a_token_or_with_one_that_nobody_has_no_method_is_open_but_those_for_anyone(channel, methods, token):
    assert_matrix(channel, methods, token, without_account)


def test_a_member_without_a_role_may_only_what_every_member_may(channel, admin, methods):
    assert_matrix(channel, methods, issue_token(admin, OURS), lambda m: denied_unless(m.allows(set(), True)))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_held_everywhere_opens_what_its_permissions_say_and_nothing_else(channel, admin, methods, role):
    token = issue_token(admin, OURS, role, national=True)
    assert_matrix(channel, methods, token, lambda m: denied_unless(m.allows(ROLES[role], True)))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_held_in_another_organisation_opens_nothing_of_ours(channel, admin, methods, role):
    token = issue_token(admin, THEIRS, role)
    closed = [m for m in methods if not m.allows(ROLES[role], False)]
    assert_matrix(channel, closed, token, lambda m: "PERMISSION_DENIED")


def test_every_method_that_is_bound_to_an_organisation_was_refused_to_another(methods):
    """Of those methods that name a resource, each is closed to some role of another organisation that would open it in the own."""
    bound = [m for m in methods if m.within != "UNSPECIFIED"]
    assert bound
    for method in bound:
        assert any(method.allows(p, True) and not method.allows(p, False) for p in ROLES.values()), f"{method.name}: no role tells here from there"


def test_an_expired_token_opens_nothing_but_what_is_for_anyone(channel, methods, minute_token, server):
    client = server.client(minute_token)

    def over():
        try:
            client.identity.WhoAmI(areas.identity.WhoAmIRequest())
        except grpc.RpcError as error:
            return error_of(error)
        return None

    assert "expired" in eventually(over, within=90, every=0.5).message
    assert_matrix(channel, methods, minute_token, without_account)
