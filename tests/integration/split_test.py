"""One deployment in several processes: identity in one, the rest in another."""

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
