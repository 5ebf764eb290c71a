"""All that a server has stored, to compare before and after, and a need that is stored in it: for bad_input_test.py and twice_test.py."""

import itertools
import types

from frontline_process import areas

KENT = "forces/kent"
_ids = itertools.count(1)


def everything(admin):
    """All that the server lists, and where the feed and the audit stand."""
    i, r, s, a = areas.identity, areas.requirement, areas.supplier, areas.admin

    def all_pages(call, request, field):
        found = []
        while True:
            page = call(request)
            found += getattr(page, field)
            if not page.next_page_token:
                return {x.name if hasattr(x, "name") else x.supplier.name: x.SerializeToString(deterministic=True) for x in found}
            request.page_token = page.next_page_token

    changes = admin.changes.ListChanges(a.ListChangesRequest(page_size=1))
    return types.SimpleNamespace(
        organisations=all_pages(admin.identity.ListOrganisations, i.ListOrganisationsRequest(page_size=1000), "organisations"),
        members=all_pages(admin.identity.ListMembers, i.ListMembersRequest(parent="-/-", page_size=1000, show_disabled=True), "members"),
        needs=all_pages(admin.needs.ListNeeds, r.ListNeedsRequest(page_size=1000), "needs"),
        requirements=all_pages(admin.requirements.ListRequirements, r.ListRequirementsRequest(page_size=1000), "requirements"),
        profiles=all_pages(admin.suppliers.ListProfiles, s.ListProfilesRequest(page_size=1000), "profiles"),
        feed=changes.position,
    )


def new_need(admin, **fields):
    r = areas.requirement
    return admin.needs.CreateNeed(
        r.CreateNeedRequest(parent=KENT, need_id=f"n{next(_ids)}", need=r.Need(**{"statement": "Gloves that grip in the rain", **fields}))
    )
