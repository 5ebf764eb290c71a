"""Nothing new comes into an organisation that is not there, or that was merged into another, even from those who may write everywhere."""

import grpc
import pytest

from frontline_process import areas, error_of


def log_need(client, parent):
    q = areas.requirement
    return client.needs.CreateNeed(q.CreateNeedRequest(parent=parent, need=q.Need(statement="Torches fail in the rain")))


def draft_requirement(client, parent):
    q = areas.requirement
    return client.requirements.CreateRequirement(q.CreateRequirementRequest(parent=parent, requirement=q.Requirement(title="Torches")))


@pytest.fixture(params=["one process", "apart"])
def pair(request, fresh_server, split):
    """The client that writes, and the one that looks after organisations."""
    if request.param == "apart":
        return split.client(), split.identity.client()
    return fresh_server.client(), fresh_server.client()


@pytest.mark.parametrize("write", [log_need, draft_requirement])
def test_a_slip_of_the_pen_makes_nothing(pair, write):
    client, _ = pair
    with pytest.raises(grpc.RpcError) as error:
        write(client, "forces/kentt")
    refused = error_of(error.value)
    assert (refused.code, refused.reason) == ("NOT_FOUND", "RESOURCE_NOT_FOUND")
    assert "forces/kentt" in refused.message
    assert write(client, "forces/kent").name.startswith("forces/kent/")


def test_a_new_organisation_takes_things_at_once(pair):
    client, identity = pair
    with pytest.raises(grpc.RpcError):
        log_need(client, "consortia/north")
    i = areas.identity
    identity.identity.CreateOrganisation(
        i.CreateOrganisationRequest(parent="consortia", organisation_id="north", organisation=i.Organisation(display_name="Northern buyers"))
    )
    assert log_need(client, "consortia/north").name


def test_what_was_merged_takes_nothing_new(pair):
    client, identity = pair
    i = areas.identity
    identity.identity.MergeOrganisations(i.MergeOrganisationsRequest(survivor="forces/kent", merged=["forces/essex"], date="2026-04-01"))
    with pytest.raises(grpc.RpcError) as error:
        log_need(client, "forces/essex")
    assert error_of(error.value).reason == "WRONG_STATE"
