"""Backup while it serves, restore offline into a new folder."""

import pathlib
import shutil
import stat

import grpc
import pytest

from frontline_process import refused, run_to_end


def backup(server, areas, backup_id=""):
    """The folder of a new backup, after progress that never goes back."""
    messages = list(server.admin.admin.Backup(areas.admin.BackupRequest(backup_id=backup_id)))
    done = [message.done_bytes for message in messages]
    assert done == sorted(done) and done[-1] == messages[-1].total_bytes > 0
    assert all(not message.folder for message in messages[:-1])
    return pathlib.Path(messages[-1].folder)


def add_member(server, areas, member_id):
    identity = areas.identity
    return server.admin.identity.CreateMember(
        identity.CreateMemberRequest(parent="forces/kent", member_id=member_id, member=identity.Member(display_role="response officer, Kent"))
    )


def get_member(client, areas, member_id):
    return client.identity.GetMember(areas.identity.GetMemberRequest(name=f"forces/kent/members/{member_id}"))


def test_a_backup_restored_into_a_new_folder_is_the_store_of_that_moment(start, areas, tmp_path):
    server = start()
    before = add_member(server, areas, "before")
    folder = backup(server, areas, "monday")
    assert folder == server.data / "backups" / "monday"
    add_member(server, areas, "after")
    token = server.token
    store_id = server.admin.admin.GetStats(areas.admin.GetStatsRequest()).store.store_id

    finished = run_to_end("--restore", folder, "--data", tmp_path / "restored")
    assert finished.returncode == 0 and "restored" in finished.stdout, finished.stderr
    restored = start(data=tmp_path / "restored")
    client = restored.client(token)  # the tokens of that moment are part of it
    assert get_member(client, areas, "before") == before
    with refused("NOT_FOUND"):
        get_member(client, areas, "after")
    assert client.admin.GetStats(areas.admin.GetStatsRequest()).store.store_id == store_id
    *_, last = client.admin.Check(areas.admin.CheckRequest())
    assert last.report.ok, list(last.report.problems)
    assert not (restored.data / "admin.token").exists(), "a restored store has its administrators already"


def test_backups_go_where_the_options_say_and_are_for_the_owner_alone(start, areas, tmp_path):
    server = start("--backup-dir", tmp_path / "safe" / "place")
    folder = backup(server, areas)
    assert folder.parent == tmp_path / "safe" / "place"
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_backup_of_a_name_that_is_taken_is_refused(start, areas):
    server = start()
    backup(server, areas, "monday")
    with refused("ALREADY_EXISTS", "RESOURCE_EXISTS"):
        backup(server, areas, "monday")


@pytest.mark.parametrize("name", ["../monday", "a/b", ".", "MONDAY", "a\0b", "x" * 64])
def test_a_backup_name_can_not_leave_the_folder(server, areas, name):
    with refused("INVALID_ARGUMENT", "FIELDS_INVALID", field="backup_id"):
        backup(server, areas, name)


def test_a_backup_goes_on_when_the_caller_leaves(start, areas):
    server = start()
    call = server.admin.admin.Backup(areas.admin.BackupRequest(backup_id="monday"))
    next(iter(call))
    call.cancel()
    assert server.stop() == 0
    assert (server.data / "backups" / "monday" / "FRONTLINE_BACKUP").exists()


def assert_not_restored(finished, code, data, *words):
    assert finished.returncode == code, finished.stderr
    assert finished.stderr.startswith("frontlined: ") and finished.stderr.count("\n") == 1, finished.stderr
    for word in words:
        assert word in finished.stderr
    assert not (data / "store").exists()


def test_a_damaged_backup_is_not_restored(start, areas, tmp_path):
    server = start()
    folder = backup(server, areas)
    server.stop()
    tables = sorted(folder.glob("*.sst"))
    content = bytearray(tables[0].read_bytes())
    content[len(content) // 2] ^= 1
    tables[0].write_bytes(content)
    assert_not_restored(run_to_end("--restore", folder, "--data", tmp_path / "new"), 8, tmp_path / "new", tables[0].name, "damaged")


def test_an_incomplete_backup_is_not_restored(start, areas, tmp_path):
    server = start()
    folder = backup(server, areas)
    shutil.copytree(folder, tmp_path / "partial")
    sorted((tmp_path / "partial").glob("*.sst"))[0].unlink()
    assert_not_restored(run_to_end("--restore", tmp_path / "partial", "--data", tmp_path / "new"), 8, tmp_path / "new")
    (tmp_path / "partial" / "FRONTLINE_BACKUP").unlink()
    assert_not_restored(run_to_end("--restore", tmp_path / "partial", "--data", tmp_path / "new"), 12, tmp_path / "new", "not a complete backup")
    assert_not_restored(run_to_end("--restore", tmp_path / "nowhere", "--data", tmp_path / "new"), 12, tmp_path / "new", "nowhere")


def test_a_restore_never_overwrites_a_store(start, areas):
    server = start()
    member = add_member(server, areas, "here")
    folder = backup(server, areas)
    for running in (True, False):
        if not running:
            server.stop()
        finished = run_to_end("--restore", folder, "--data", server.data)
        assert finished.returncode == 12 and "not empty" in finished.stderr, finished.stderr
    server.start()
    assert get_member(server.admin, areas, "here") == member
    with pytest.raises(grpc.RpcError):
        get_member(server.admin, areas, "nobody")
