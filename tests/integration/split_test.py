"""One deployment in several processes: identity in one, the rest in another."""

import re
import time

import grpc
import pytest

from conftest import issue_token
from frontline_process import error_of, eventually, refused, run_to_end


def stats(client, areas):
    return client.admin.GetStats(areas.admin.GetStatsRequest())


def test_a_process_without_identity_knows_who_calls(split, areas):
    assert stats(split.client(), areas).version
    with refused("UNAUTHENTICATED", "TOKEN_INVALID"):
        stats(split.client("no-such-token"), areas)
    with refused("UNAUTHENTICATED", "TOKEN_INVALID"):
        stats(split.rest.client(""), areas)


def test_roles_count_in_every_process(split, areas):
    viewer = issue_token(split.identity.admin, "forces/kent", "ROLE_VIEWER")
    with refused("PERMISSION_DENIED", "PERMISSION_MISSING"):
        stats(split.client(viewer), areas)


def test_each_process_serves_its_own_services_alone(split, areas):
    with refused("UNIMPLEMENTED"):
        split.client().identity.WhoAmI(areas.identity.WhoAmIRequest())


def test_each_process_has_a_store_and_a_feed_of_its_own(split, areas):
    assert stats(split.client(), areas).store.store_id != stats(split.identity.admin, areas).store.store_id
    kinds = {c.kind for c in split.identity.admin.changes.ListChanges(areas.admin.ListChangesRequest(page_size=1000)).changes}
    assert "organisation" in kinds
    here = split.client().changes.ListChanges(areas.admin.ListChangesRequest(page_size=1000)).changes
    assert "organisation" not in {c.kind for c in here}


def test_a_revoked_token_is_refused_everywhere_within_seconds(split, areas):
    identity = areas.identity
    administrator = split.identity.admin
    issued = administrator.identity.IssueToken(identity.IssueTokenRequest(parent="national/frontline/members/administrator"))
    client = split.client(issued.secret)
    stats(client, areas)
    administrator.identity.RevokeToken(identity.RevokeTokenRequest(name=issued.token.name))

    def is_refused():
        try:
            stats(client, areas)
            return False
        except grpc.RpcError as error:
            return error_of(error).code == "UNAUTHENTICATED"

    eventually(is_refused, within=8)


def test_without_identity_callers_are_told_to_come_again_and_then_served(split, areas):
    client = split.client(issue_token(split.identity.admin, "national/frontline", "ROLE_ADMINISTRATOR", national=True))
    split.identity.kill()
    with refused("UNAVAILABLE"):
        stats(client, areas)
    split.identity.restart()

    def served():
        try:
            return stats(client, areas).version
        except grpc.RpcError:
            return None

    assert eventually(served, within=20)


def test_a_token_that_goes_to_another_machine_goes_over_tls(tmp_path):
    finished = run_to_end("--data", tmp_path / "data", "--services=admin", "--peer", "identity=192.0.2.1:50051", "--metrics", "off")
    assert finished.returncode == 9 and "--peer-ca" in finished.stderr, finished.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("content", [None, "\n"])
def test_a_system_token_file_without_a_token_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "token").write_text(content)
    finished = run_to_end("--data", tmp_path / "data", "--system-token", tmp_path / "token", "--listen", "127.0.0.1:0", "--metrics", "off")
    assert finished.returncode == 2 and str(tmp_path / "token") in finished.stderr, finished.stderr


class OneEach:
    """Every microservice in a process of its own."""

    def __init__(self, start, tmp_path):
        self.of = {}
        self.identity = start("--services=identity", data=tmp_path / "identity")
        secret = issue_token(self.identity.admin, "national/frontline", "ROLE_SYSTEM", national=True)
        token_file = tmp_path / "system.token"
        token_file.write_text(secret)
        peers = ["--peer", f"identity={self.identity.address}"]
        for area in ("requirement", "supplier", "matching", "exchange"):
            self.of[area] = start(f"--services={area}", *peers, "--system-token", token_file, data=tmp_path / area)
            peers += ["--peer", f"{area}={self.of[area].address}"]

    def client(self, area):
        return self.of[area].client(self.identity.token)


@pytest.fixture
def one_each(start, tmp_path):
    return OneEach(start, tmp_path)


def add_supplier(one_each, areas, supplier_id, text):
    supplier = areas.supplier
    client = one_each.client("supplier")
    client.suppliers.CreateSupplier(supplier.CreateSupplierRequest(supplier=supplier.Supplier(name=f"suppliers/{supplier_id}", display_name=supplier_id)))
    capability = supplier.Capability(title=text, text=text, cpv_codes=["35100000"])
    client.suppliers.CreateCapability(supplier.CreateCapabilityRequest(parent=f"suppliers/{supplier_id}", capability=capability))


def matched(one_each, areas, requirement):
    """The suppliers found, whatever their standing; None while matching is not ready."""
    matching = areas.matching
    try:
        match = one_each.client("matching").matching.MatchSuppliers(matching.MatchSuppliersRequest(requirement=requirement))
    except grpc.RpcError as error:
        assert error_of(error).code == "UNAVAILABLE", error_of(error).message
        return None
    return {found.group(0) for found in re.finditer(r"suppliers/[a-z-]+", str(match))}


def test_a_supplier_in_one_process_is_found_for_a_requirement_in_another(one_each, areas):
    requirement = areas.requirement
    add_supplier(one_each, areas, "before", "Body worn video cameras with a battery for a whole shift")
    made = one_each.client("requirement").requirements.CreateRequirement(
        requirement.CreateRequirementRequest(
            parent="forces/kent",
            requirement=requirement.Requirement(title="Body worn video with a battery for a shift", text="Body worn video cameras.", cpv_codes=["35100000"]),
        )
    )
    eventually(lambda: matched(one_each, areas, made.name) == {"suppliers/before"}, within=30)
    add_supplier(one_each, areas, "after", "Body worn video cameras, batteries and docks")
    eventually(lambda: matched(one_each, areas, made.name) == {"suppliers/before", "suppliers/after"}, within=30)
    # The process that it follows is killed and comes back: what changes then is seen too.
    one_each.of["supplier"].kill()
    one_each.of["supplier"].restart()
    add_supplier(one_each, areas, "later", "Body worn video for response officers")
    eventually(lambda: "suppliers/later" in (matched(one_each, areas, made.name) or ()), within=30)


def test_a_code_that_does_not_exist_is_refused_across_processes(one_each, areas):
    with refused("INVALID_ARGUMENT", "FIELDS_INVALID", field="capability.cpv_codes[0]"):
        supplier = areas.supplier
        client = one_each.client("supplier")
        client.suppliers.CreateSupplier(supplier.CreateSupplierRequest(supplier=supplier.Supplier(name="suppliers/acme", display_name="Acme")))
        capability = supplier.Capability(title="Nothing", cpv_codes=["99999999"])
        client.suppliers.CreateCapability(supplier.CreateCapabilityRequest(parent="suppliers/acme", capability=capability))


def test_a_service_says_that_the_one_it_needs_is_gone_and_goes_on_when_it_is_back(one_each, areas):
    add_supplier(one_each, areas, "first", "Something")
    one_each.of["requirement"].kill()
    with refused("UNAVAILABLE", "NOT_READY"):
        add_supplier(one_each, areas, "second", "Something")
    one_each.of["requirement"].restart()

    def added():
        try:
            add_supplier(one_each, areas, f"third-{time.monotonic_ns()}", "Something")
            return True
        except grpc.RpcError:
            return False

    eventually(added, within=20, every=0.5)


def test_a_process_that_acts_for_itself_needs_a_token_to_show(tmp_path):
    finished = run_to_end(
        "--data", tmp_path / "data", "--services=matching", "--metrics", "off", *(f"--peer={area}=127.0.0.1:1" for area in ("identity", "requirement", "supplier"))
    )
    assert finished.returncode == 2 and "--system-token" in finished.stderr, finished.stderr
