"""Nothing that was acknowledged is lost, however frontlined ends."""

import signal
import threading
import time

import grpc
import pytest

from frontline_process import error_of


class Writers:
    """Threads that create members until they are refused; remembers what was acknowledged, and how each ended."""

    def __init__(self, server, areas, prefix="w", count=4):
        self.acknowledged = []
        self.ends = []
        self.enough = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(server.client(), areas, f"{prefix}-{i}")) for i in range(count)]
        for thread in self._threads:
            thread.start()
        assert self.enough.wait(30)

    def _write(self, client, areas, name):
        identity = areas.identity
        for i in range(100000):
            request = identity.CreateMemberRequest(
                parent="forces/kent", member_id=f"{name}-{i}", member=identity.Member(display_role="writer"), request_id=f"{name}-{i}"
            )
            try:
                self.acknowledged.append(client.identity.CreateMember(request).name)
            except grpc.RpcError as error:
                self.ends.append(error_of(error).code)
                return
            if len(self.acknowledged) > 200:
                self.enough.set()

    def join(self):
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()


def members(server, areas):
    identity = areas.identity
    names, token = set(), ""
    admin = server.admin
    while True:
        page = admin.identity.ListMembers(identity.ListMembersRequest(parent="forces/kent", page_size=1000, page_token=token))
        names.update(member.name for member in page.members)
        token = page.next_page_token
        if not token:
            return names


def assert_whole(server, areas):
    """The store checks out."""
    *_, last = server.admin.admin.Check(areas.admin.CheckRequest())
    assert last.report.ok, list(last.report.problems)
    server.admin.admin.VerifyAudit(areas.admin.VerifyAuditRequest())


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_calls_end_and_ends_with_0(start, areas, with_signal):
    server = start()
    writers = Writers(server, areas)
    server.process.send_signal(with_signal)
    assert server.process.wait(30) == 0
    writers.join()
    assert set(writers.ends) <= {"UNAVAILABLE", "CANCELLED"}, "no call may end in a way that says it can't be tried again"
    server.close_clients()
    server.start()
    assert set(writers.acknowledged) <= members(server, areas)
    assert_whole(server, areas)


def test_a_killed_server_keeps_all_that_it_acknowledged(start, areas):
    server = start()
    for life in range(3):
        writers = Writers(server, areas, prefix=f"life{life}")
        server.process.kill()
        server.process.wait()
        writers.join()
        server.close_clients()
        server.start()
        assert set(writers.acknowledged) <= members(server, areas)
        assert_whole(server, areas)


def test_a_request_repeated_after_a_crash_is_answered_as_before(start, areas):
    server = start()
    identity = areas.identity
    request = identity.CreateMemberRequest(parent="forces/kent", member=identity.Member(display_role="writer"), request_id="once")
    first = server.admin.identity.CreateMember(request)
    server.kill()
    server.start()
    assert server.admin.identity.CreateMember(request) == first
    assert len(members(server, areas)) == 1


def test_a_watch_is_told_that_the_server_stops(start, areas):
    server = start()
    watch = server.admin.changes.WatchChanges(areas.admin.WatchChangesRequest(from_now=True))
    next(iter(watch))
    server.process.send_signal(signal.SIGTERM)
    with pytest.raises(grpc.RpcError) as error:
        for _ in watch:
            pass
    assert error_of(error.value).code == "UNAVAILABLE"
    assert server.process.wait(30) == 0


def test_two_signals_do_not_cut_the_drain_short(start):
    server = start()
    server.process.send_signal(signal.SIGINT)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0


def test_a_client_that_stays_connected_and_asks_nothing_does_not_hold_up_the_end(fresh_server, areas):
    client = fresh_server.client()
    client.identity.WhoAmI(areas.identity.WhoAmIRequest())
    begun = time.monotonic()
    fresh_server.process.send_signal(signal.SIGTERM)
    assert fresh_server.process.wait(timeout=30) == 0
    assert time.monotonic() - begun < 5  # the grace is ten seconds
