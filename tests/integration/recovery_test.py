"""The way back in when every administrator's token is lost."""

import stat

from frontline_process import refused, run_to_end


def new_token(data):
    return run_to_end("--new-admin-token", "--data", data)


def test_a_new_token_lets_the_administrator_in_again(start, areas):
    server = start()
    identity = areas.identity
    admin = server.admin
    lost = server.token
    for token in admin.identity.ListTokens(identity.ListTokensRequest(parent="national/frontline/members/administrator")).tokens:
        admin.identity.RevokeToken(identity.RevokeTokenRequest(name=token.name))
    with refused("UNAUTHENTICATED"):
        server.client(lost).identity.WhoAmI(identity.WhoAmIRequest())
    server.stop()

    finished = new_token(server.data)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.count("\n") == 1 and str(server.data / "admin.token") in finished.stdout
    assert server.token != lost and server.token not in finished.stdout
    for path in server.data.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path

    server.restart()
    me = server.admin.identity.WhoAmI(identity.WhoAmIRequest())
    assert me.member.name == "national/frontline/members/administrator"
    a = areas.admin
    entries = server.admin.admin.QueryAudit(a.QueryAuditRequest(page_size=1000)).entries
    assert [e.method for e in entries].count("frontlined/new-admin-token") == 1
    *_, last = server.admin.admin.Check(a.CheckRequest())
    assert last.report.ok, list(last.report.problems)


def test_a_folder_that_is_served_is_refused_and_its_token_stays(start, areas):
    server = start()
    token = server.token
    finished = new_token(server.data)
    assert finished.returncode == 6 and "in use by another process" in finished.stderr
    assert server.token == token
    server.admin.identity.WhoAmI(areas.identity.WhoAmIRequest())


def test_a_folder_without_a_store_is_refused_and_none_is_made(tmp_path):
    for data in (tmp_path / "none", tmp_path):
        finished = new_token(data)
        assert finished.returncode == 11 and "no store" in finished.stderr, finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_where_identity_never_ran_is_refused(split):
    split.rest.stop()
    finished = new_token(split.rest.data)
    assert finished.returncode == 11 and "identity" in finished.stderr
    assert not (split.rest.data / "admin.token").exists()
