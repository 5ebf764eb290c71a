"""The change feed: what changed, in order, for those who may know."""

import itertools
import threading

import pytest
from hypothesis import given, settings, strategies

from frontline_process import refused


def add_member(client, areas, organisation):
    identity = areas.identity
    return client.identity.CreateMember(
        identity.CreateMemberRequest(parent=organisation, member=identity.Member(display_role="response officer"))
    ).name


def changes_of(client, areas, **filters):
    found, token = [], ""
    while True:
        page = client.changes.ListChanges(areas.admin.ListChangesRequest(page_size=1000, page_token=token, **filters))
        found += page.changes
        token = page.next_page_token
        if not token:
            return found


def test_a_watch_sees_what_another_client_writes_as_it_becomes_durable(admin, server, areas):
    watcher = server.client()
    stream = watcher.changes.WatchChanges(areas.admin.WatchChangesRequest(from_now=True, resource_prefix="forces/kent"))
    messages = iter(stream)
    begin = next(messages).position
    names = [add_member(admin, areas, organisation) for organisation in ("forces/kent", "forces/essex", "forces/kent")]
    seen = []
    while len(seen) < 2:
        seen += next(messages).changes
    stream.cancel()
    assert [change.resource for change in seen] == [names[0], names[2]]
    assert all(change.kind == "member" and change.action == areas.admin.CHANGE_ACTION_CREATED and change.sequence > begin for change in seen)


def test_a_watch_goes_on_from_a_position_without_loss_or_repetition(admin, server, areas):
    position = admin.changes.ListChanges(areas.admin.ListChangesRequest(after_sequence=0)).position
    expected = []
    stop = threading.Event()

    def write():
        while not stop.is_set():
            expected.append(add_member(admin, areas, "forces/kent"))

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    while len(seen) < 300:
        stream = server.client().changes.WatchChanges(areas.admin.WatchChangesRequest(after_sequence=position, kinds=["member"]))
        for message in itertools.islice(stream, 3):
            seen += message.changes
            position = message.position
        stream.cancel()
    stop.set()
    writer.join()
    sequences = [change.sequence for change in seen]
    assert sequences == sorted(set(sequences))
    mine = [change.resource for change in seen if change.resource in set(expected)]
    assert mine == expected[: len(mine)]


def test_an_auditor_sees_the_own_organisation_and_published_kinds(admin, member_client, areas):
    kent, essex = add_member(admin, areas, "forces/kent"), add_member(admin, areas, "forces/essex")
    auditor = member_client("forces/kent", "ROLE_AUDITOR")
    seen = changes_of(auditor, areas)
    resources = [change.resource for change in seen]
    assert kent in resources and essex not in resources
    assert "forces/essex" in resources, "organisations are published"
    assert len(changes_of(admin, areas)) > len(seen)


@settings(max_examples=30, deadline=None)
@given(
    page_size=strategies.integers(1, 40),
    kinds=strategies.lists(strategies.sampled_from(["organisation", "member", "need", "nonsense"]), unique=True),
    prefix=strategies.sampled_from(["", "forces", "forces/kent", "forces/ken", "national/frontline", "suppliers"]),
    after=strategies.integers(0, 100),
)
def test_pages_of_any_size_give_what_fits_and_nothing_else(admin, areas, page_size, kinds, prefix, after):
    def fits(change):
        within = not prefix or change.resource == prefix or change.resource.startswith(prefix + "/")
        return change.sequence > after and within and (not kinds or change.kind in kinds)

    found, token = [], ""
    while True:
        page = admin.changes.ListChanges(
            areas.admin.ListChangesRequest(page_size=page_size, page_token=token, kinds=kinds, resource_prefix=prefix, after_sequence=after)
        )
        assert len(page.changes) <= page_size
        found += page.changes
        token = page.next_page_token
        if not token:
            break
    assert found == [change for change in changes_of(admin, areas) if fits(change)]


def test_a_viewer_does_not_follow_the_feed(member_client, areas):
    viewer = member_client("forces/kent", "ROLE_VIEWER")
    with refused("PERMISSION_DENIED", "PERMISSION_MISSING"):
        viewer.changes.ListChanges(areas.admin.ListChangesRequest())
    with refused("PERMISSION_DENIED", "PERMISSION_MISSING"):
        next(iter(viewer.changes.WatchChanges(areas.admin.WatchChangesRequest())))


def test_a_position_of_another_store_is_refused(admin, areas):
    with refused("FAILED_PRECONDITION", "FEED_POSITION_AHEAD"):
        admin.changes.ListChanges(areas.admin.ListChangesRequest(after_sequence=1 << 40))
    with refused("FAILED_PRECONDITION", "FEED_POSITION_AHEAD"):
        next(iter(admin.changes.WatchChanges(areas.admin.WatchChangesRequest(after_sequence=1 << 40))))


@pytest.mark.parametrize("prefix", ["forces/../x", "forces//kent", "/forces", "a b"])
def test_a_prefix_that_is_no_name_is_refused_by_field(admin, areas, prefix):
    with refused("INVALID_ARGUMENT", "FIELDS_INVALID", field="resource_prefix"):
        admin.changes.ListChanges(areas.admin.ListChangesRequest(resource_prefix=prefix))
