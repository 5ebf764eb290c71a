"""A disk that fills up: writes are refused before they begin, nothing is lost, and once there is room it goes on by itself."""

import os
import subprocess

import pytest

from frontline_process import refused, run_to_end

MIB = 1 << 20


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=0700", "tmpfs", folder], capture_output=True).returncode != 0:
        pytest.skip("needs root, and the right to mount, for a small disk of its own")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder):
    """Leaves less than the store's reserve of 64 MiB."""
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    with open(folder / "ballast", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, free - 32 * MIB)
    return folder / "ballast"


def add_member(server, areas, member_id):
    identity = areas.identity
    return server.admin.identity.CreateMember(
        identity.CreateMemberRequest(parent="forces/kent", member_id=member_id, member=identity.Member(display_role="response officer"))
    )


def get_member(server, areas, member_id):
    return server.admin.identity.GetMember(areas.identity.GetMemberRequest(name=f"forces/kent/members/{member_id}"))


def test_a_full_disk_refuses_writes_and_loses_nothing(small_disk, start, areas):
    server = start(data=small_disk / "data", log=small_disk.parent / "log")
    kept = add_member(server, areas, "before")
    ballast = fill(small_disk)
    with refused("RESOURCE_EXHAUSTED") as error:
        add_member(server, areas, "while-full")
    assert "disk" in error.message or "room" in error.message, error.message
    assert get_member(server, areas, "before") == kept
    with refused("NOT_FOUND"):
        get_member(server, areas, "while-full")
    ballast.unlink()
    add_member(server, areas, "after")
    server.kill()
    server.start()
    assert get_member(server, areas, "before") == kept
    get_member(server, areas, "after")
    *_, last = server.admin.admin.Check(areas.admin.CheckRequest())
    assert last.report.ok, list(last.report.problems)
    server.stop()


def test_a_backup_without_room_for_it_is_refused_and_leaves_nothing(small_disk, start, areas):
    server = start("--backup-dir", small_disk / "backups")
    (small_disk / "backups").mkdir()
    fill(small_disk)
    with refused("RESOURCE_EXHAUSTED"):
        list(server.admin.admin.Backup(areas.admin.BackupRequest(backup_id="monday")))
    assert list((small_disk / "backups").iterdir()) == []
    server.stop()


def test_a_first_start_on_a_full_disk_says_so(small_disk):
    fill(small_disk)
    finished = run_to_end("--data", small_disk / "data", "--listen", "127.0.0.1:0", "--metrics", "off")
    assert finished.returncode == 10 and finished.stderr.count("\n") == 1, finished.stderr
