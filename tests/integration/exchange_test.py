"""Imports through the wire: what comes in, what is refused, and that nothing is left behind by a file that is wrong."""

import json
import os
import pathlib

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from frontline_process import BUILD, ROOT, eventually

CHUNK = 512 * 1024
DATA = pathlib.Path(os.environ.get("FRONTLINE_DATA", ROOT.parent / "shared" / "data"))


def send(call, request, options, content):
    """The report and the problems of an import; raises what the server ended it with."""

    def messages():
        yield request(options=options)
        for at in range(0, len(content), CHUNK):
            yield request(chunk=content[at : at + CHUNK], last=at + CHUNK >= len(content))

    report, problems = None, []
    for response in call(messages()):
        problems += response.problems
        if response.HasField("report"):
            report = response.report
    return report, problems


@pytest.fixture
def ocds(admin, areas):
    x = areas.exchange

    def run(content, client=admin, **options):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        return send(client.exchange.ImportOcds, x.ImportOcdsRequest, x.ImportOcdsOptions(**options), data)

    return run


@pytest.fixture
def needs(admin, areas):
    x = areas.exchange

    def run(text, parent="forces/kent", client=admin, **options):
        data = text if isinstance(text, bytes) else text.encode()
        return send(client.exchange.ImportNeeds, x.ImportNeedsRequest, x.ImportNeedsOptions(parent=parent, **options), data)

    return run


@pytest.fixture
def suppliers(admin, areas):
    x = areas.exchange

    def run(text, client=admin, **options):
        return send(client.exchange.ImportSuppliers, x.ImportSuppliersRequest, x.ImportSuppliersOptions(**options), text.encode())

    return run


def counts(report):
    return {c.kind: (c.created, c.updated, c.unchanged) for c in report.counts}


def violations(error):
    status = status_pb2.Status.FromString(dict(error.value.trailing_metadata())["grpc-status-details-bin"])
    found = []
    for detail in status.details:
        bad = error_details_pb2.BadRequest()
        if detail.Unpack(bad):
            found += [(v.field, v.description) for v in bad.field_violations]
    return found


def release(ocid, **changes):
    return {
        "ocid": ocid,
        "id": f"{ocid}-1",
        "date": "2026-03-01T09:00:00Z",
        "parties": [
            {"id": "b", "name": "Borough of Testford", "roles": ["buyer"]},
            {"id": "s", "name": f"Supplier of {ocid}", "details": {"scale": "sme"}},
        ],
        "buyer": {"id": "b", "name": "Borough of Testford"},
        "tender": {"title": f"Tender {ocid}", "description": "Things.", "status": "complete", "classification": {"scheme": "CPV", "id": "35100000"}},
        "awards": [{"id": "a", "status": "active", "date": "2026-02-20T00:00:00Z", "suppliers": [{"id": "s"}]}],
        **changes,
    }


def requirement_of(admin, areas, ocid):
    found = admin.requirements.ListRequirements(areas.requirement.ListRequirementsRequest(parent="-", external_id=ocid))
    return found.requirements[0] if found.requirements else None


class TestOcds:
    def test_an_award_becomes_buyer_requirement_and_capability(self, ocds, admin, areas):
        report, problems = ocds({"releases": [release("one")]}, source="a test")
        assert not problems
        assert counts(report) == {"organisation": (1, 0, 0), "requirement": (1, 0, 0), "supplier": (1, 0, 0), "capability": (1, 0, 0)}
        requirement = requirement_of(admin, areas, "one")
        assert requirement.name.startswith("buyers/borough-of-testford/requirements/")
        assert requirement.state == areas.requirement.RequirementState.REQUIREMENT_STATE_CLOSED
        (winner,) = requirement.outcome.suppliers
        profile = admin.suppliers.GetProfile(areas.supplier.GetProfileRequest(name=winner))
        assert profile.capabilities[0].references[0].organisation == "buyers/borough-of-testford"
        assert profile.capabilities[0].provenance.source == "one, a test"

    def test_importing_twice_changes_nothing(self, ocds, admin, areas):
        package = {"releases": [release("two"), release("three", tender={"title": "Open", "status": "active"}, awards=[])]}
        ocds(package)
        before = [requirement_of(admin, areas, o) for o in ("two", "three")]
        report, problems = ocds(package)
        assert not problems and report.imported == 2
        assert all(created == updated == 0 for created, updated, _ in counts(report).values())
        assert before == [requirement_of(admin, areas, o) for o in ("two", "three")]
        assert before[1].state == areas.requirement.RequirementState.REQUIREMENT_STATE_PUBLISHED

    def test_notices_of_one_day_that_contradict_each_other_settle(self, ocds):
        def award(ocid, scale):
            parties = [{"id": "b", "name": "B"}, {"id": "s", "name": "Of Two Sizes Ltd", "details": {"scale": scale}}]
            return release(ocid, parties=parties)

        package = [award("small", "sme"), award("large", "large")]
        ocds(package)
        report, _ = ocds(package)
        assert counts(report)["supplier"] == (0, 0, 1)

    def test_an_award_dated_in_the_future_is_refused_before_anything_is_written(self, ocds, admin, areas):
        report, problems = ocds([release("future", awards=[{"id": "a", "date": "2999-01-01T00:00:00Z", "suppliers": [{"id": "s"}]}])])
        assert [p.path for p in problems] == ["[0].awards[0].date"]
        assert report.refused == 1 and requirement_of(admin, areas, "future") is None

    def test_a_later_notice_closes_what_an_earlier_one_opened(self, ocds, admin, areas):
        ocds([release("grows", tender={"title": "Grows", "status": "active"}, awards=[])])
        report, _ = ocds([release("grows")])
        assert counts(report)["requirement"] == (0, 1, 0)
        assert requirement_of(admin, areas, "grows").outcome.suppliers

    def test_a_dry_run_says_the_same_and_writes_nothing(self, ocds, admin, areas):
        package = [release("dry", buyer={"name": "Dry Council"}, parties=[{"id": "s", "name": "Dry Ltd"}])]
        dry, _ = ocds(package, dry_run=True)
        assert dry.dry_run and requirement_of(admin, areas, "dry") is None
        wet, _ = ocds(package)
        assert counts(dry) == counts(wet)

    def test_a_wrong_item_is_refused_by_its_path_and_the_others_go_in(self, ocds, admin, areas):
        report, problems = ocds(
            {
                "releases": [
                    release("fine"),
                    release("day", awards=[{"id": "a", "date": "2026-02-30T00:00:00Z", "suppliers": [{"id": "s"}]}]),
                    release("negative", tender={"title": "N", "value": {"amount": -1, "currency": "GBP"}}),
                    release("code", tender={"title": "C", "classification": {"scheme": "CPV", "id": "99999999"}}),
                    release("long", tender={"title": "x" * 301}),
                    release("control", tender={"title": "bell \u0007"}),
                    release("fine"),
                ]
            }
        )
        found = {p.item: (p.path, p.message) for p in problems}
        assert found["day"][0] == "releases[1].awards[0].date"
        assert found["negative"] == ("releases[2].tender.value.amount", "must not be negative")
        assert "99999999" in found["code"][0]
        assert found["long"][0] == "releases[4].tender.title"
        assert found["control"][0] == "releases[5].tender.title"
        assert "releases[0]" in found["fine"][1]  # the second one is refused, and says where the first stands
        assert (report.items, report.imported, report.refused) == (7, 1, 6)
        assert requirement_of(admin, areas, "fine") and not requirement_of(admin, areas, "long")

    # What stands before the break would be right by itself: it must not come in.
    @pytest.mark.parametrize(
        "rest, field",
        [
            pytest.param(b'{"ocid":"cut","buyer":{"name":"B"},"ten', "releases[1]", id="cut off"),
            pytest.param(b'{"ocid":"bad" "id":"1"}]}', "releases[1]", id="malformed"),
            pytest.param(b'{"ocid":"utf","tender":{"title":"\xff"}}]}', "releases[1].tender.title", id="not UTF-8"),
            pytest.param(b'{"ocid":"deep","tender":' + b'{"a":' * 100000, "releases[1].tender.a.a", id="nested"),
            pytest.param(b"{}]} and more", "(file)", id="more after the end"),
        ],
    )
    def test_a_broken_file_is_refused_whole(self, ocds, admin, areas, rest, field):
        with pytest.raises(grpc.RpcError) as error:
            ocds(b'{"releases":[' + json.dumps(release("before-the-break")).encode() + b"," + rest)
        assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert violations(error)[0][0].startswith(field)
        assert requirement_of(admin, areas, "before-the-break") is None

    @pytest.mark.parametrize("content", [b"not json", b'{"hello":1}', b"", b"[1]"])
    def test_what_is_no_package_is_refused(self, ocds, content):
        with pytest.raises(grpc.RpcError) as error:
            ocds(content)
        assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT

    def test_an_upload_that_ends_without_its_mark_was_broken_off(self, admin, areas):
        x = areas.exchange
        content = json.dumps([release("unmarked")]).encode()
        with pytest.raises(grpc.RpcError) as error:
            list(admin.exchange.ImportOcds(iter([x.ImportOcdsRequest(options=x.ImportOcdsOptions(), chunk=content)])))
        assert violations(error) == [("last", "was never set: the file is cut off")]
        assert requirement_of(admin, areas, "unmarked") is None

    def test_two_hundred_megabytes_take_the_memory_of_one_release(self, server, ocds):
        pid = server.process.pid
        peak = lambda: int(next(l for l in open(f"/proc/{pid}/status") if l.startswith("VmHWM")).split()[1]) // 1024
        before = peak()
        filler = json.dumps("x" * 1_000_000).encode()
        item = b'{"ocid":"%d","id":"1","date":"2026-01-01","buyer":{"name":"B"},"tender":{"title":""},"note":' + filler + b"}"
        content = b'{"releases":[' + b",".join(item % n for n in range(200)) + b"]}"
        report, problems = ocds(content)
        assert report.refused == 200 and all("title" in p.path for p in problems)
        # AddressSanitizer keeps what was freed, up to 256 MiB of it, and pads the rest.
        bound = 600 if "asan" in BUILD.name else 100
        assert peak() - before < bound, "MiB more than before"

    def test_what_is_said_of_an_item_is_short_and_readable_whatever_the_item(self, ocds):
        ocid = "\u20ac" * 66  # three bytes each: cut anywhere else, it would be no text
        amount = "much " * 700_000
        report, problems = ocds([release(ocid, tender={"title": "T", "value": {"amount": amount}}), release("\u20ac" * 1000)])
        assert report.refused == 2
        assert all(len(p.message.encode()) <= 1000 and len(p.path.encode()) <= 500 and len(p.item.encode()) <= 300 for p in problems)

    def test_half_a_character_breaks_the_file_by_its_path(self, ocds, admin, areas):
        with pytest.raises(grpc.RpcError) as error:
            ocds(b'[' + json.dumps(release("whole")).encode() + b',{"ocid":"half","tender":{"title":"\\ud800"}}]')
        assert violations(error)[0][0] == "[1].tender.title"
        assert requirement_of(admin, areas, "whole") is None

    def test_only_a_national_permission_imports_notices(self, ocds, member_client):
        with pytest.raises(grpc.RpcError) as error:
            ocds([release("nope")], client=member_client("forces/kent", "ROLE_PROCUREMENT_OFFICER"))
        assert error.value.code() == grpc.StatusCode.PERMISSION_DENIED


class TestNeedsCsv:
    def test_needs_come_in_with_bom_crlf_and_quoted_newlines(self, needs, admin, areas):
        text = (
            "\ufeffWhat is lacking,severity,frequency,forces,evidence_summary,external_id\r\n"
            '"Torches fail, in rain",major,every shift,kent;essex,"Said at\nbriefing",T-1\r\n'
        )
        report, problems = needs(text, columns={"What is lacking": "statement"})
        assert not problems and counts(report) == {"need": (1, 0, 0)}
        (need,) = admin.needs.ListNeeds(areas.requirement.ListNeedsRequest(parent="forces/kent", external_id="T-1")).needs
        assert need.statement == "Torches fail, in rain"
        assert list(need.forces) == ["forces/kent", "forces/essex"]
        assert need.evidence[0].summary == "Said at briefing"

    def test_twice_changes_nothing_and_a_changed_cell_changes_the_need(self, needs, admin, areas):
        text = "statement,severity,external_id\nGloves tear,minor,G-1\nBoots leak,major,\n"
        needs(text)
        report, _ = needs(text)
        assert counts(report) == {"need": (0, 0, 2)}
        report, _ = needs(text.replace("minor", "critical"))
        assert counts(report) == {"need": (0, 1, 1)}

    def test_each_wrong_row_is_named_and_the_others_go_in(self, needs):
        report, problems = needs(
            "statement,severity,people_affected,evidence_date\n"
            "One,awful,1,\n"
            ",minor,2,\n"
            "Three,minor,-3,2026-02-30\n"
            "Four,minor\n"
            "Five is right,minor,5,\n" + "x" * 301 + ",minor,1,\n"
        )
        assert [p.path for p in problems] == [
            "row 2, severity",
            "row 3, statement",
            "row 4, people_affected",
            "row 4, evidence_date",
            "row 5",
            "row 7, need.statement",
        ]
        assert (report.imported, report.refused) == (1, 5)

    @pytest.mark.parametrize(
        "text, field",
        [
            ("statement,statement\na,b\n", "column 'statement'"),
            ("severity\nminor\n", "column 'statement'"),
            ("statement,colour\na,b\n", "column 'colour'"),
            ('statement\n"never closed\n', "row 2"),
            (b"statement\nCaf\xe9\n", "row 2, cell 1"),
            (b"statement\nNul\0here\n", "row 2, cell 1"),
        ],
    )
    def test_a_broken_file_is_refused_whole(self, needs, text, field):
        with pytest.raises(grpc.RpcError) as error:
            needs(text)
        assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert violations(error)[0][0] == field

    def test_options_must_come_first_and_name_the_organisation(self, admin, areas, member_client):
        x = areas.exchange
        options = x.ImportNeedsOptions(parent="forces/kent")
        for client in (admin, member_client("forces/kent", "ROLE_PROCUREMENT_OFFICER")):
            chunk = x.ImportNeedsRequest(chunk=b"statement\nx\n", last=True)
            for messages in ([chunk], [x.ImportNeedsRequest(chunk=b"statement\nx\n"), x.ImportNeedsRequest(options=options, last=True)]):
                with pytest.raises(grpc.RpcError) as error:
                    list(client.exchange.ImportNeeds(iter(messages)))
                assert error.value.code() in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.PERMISSION_DENIED), error.value

    def test_a_caller_who_leaves_stops_the_import_and_may_go_on_later(self, needs, admin, areas):
        x = areas.exchange
        rows = "".join(f"Lost on the way {n},L-{n}\n" for n in range(1500))
        text = "statement,external_id\n" + rows
        options = x.ImportNeedsOptions(parent="forces/surrey")
        call = admin.exchange.ImportNeeds(iter([x.ImportNeedsRequest(options=options), x.ImportNeedsRequest(chunk=text.encode(), last=True)]))
        for response in call:
            if response.progress.stage == x.ImportProgress.Stage.STAGE_WRITING and response.progress.done >= 50:
                break
        call.cancel()
        query = areas.admin.QueryAuditRequest(newest_first=True, page_size=10)
        eventually(lambda: any(e.method.endswith("ImportNeeds") and e.outcome == "CANCELLED" for e in admin.admin.QueryAudit(query).entries))
        report, problems = needs(text, parent="forces/surrey")
        created, updated, unchanged = counts(report)["need"]
        assert not problems and updated == 0 and created + unchanged == 1500
        assert 0 < unchanged < 500, "what was written is found again; the rest was not written for nobody"

    def test_only_into_an_organisation_of_ones_own(self, needs, member_client):
        officer = member_client("forces/kent", "ROLE_PROCUREMENT_OFFICER")
        assert needs("statement\nOfficer's need\n", client=officer)[0].imported == 1
        with pytest.raises(grpc.RpcError) as error:
            needs("statement\nx\n", parent="forces/essex", client=officer)
        assert error.value.code() == grpc.StatusCode.PERMISSION_DENIED


class TestSuppliersCsv:
    TEXT = (
        "name,companies_house,size,regions,certifications,frameworks,vetted_staff,attributes,capability_title,cpv_codes\n"
        "Csv Optics Ltd,1234567,sme,UKJ4;Wales,cyber-essentials:plus:2027-03-31;iso-27001,RM6259:2:2027-01-01,NPPV3:4,battery-hours=12 h;uk-hosting=yes,Cameras,32333200\n"
        "Csv Optics Ltd,1234567,,,,,,,Docking stations,\n"
    )

    def test_rows_of_one_supplier_make_one_profile(self, suppliers, admin, areas):
        report, problems = suppliers(self.TEXT)
        assert not problems
        assert (report.items, report.imported, report.merged) == (2, 1, 1)
        s = areas.supplier
        found = admin.suppliers.FindDuplicates(
            s.FindDuplicatesRequest(identifiers=[s.SupplierIdentifier(scheme="GB-COH", id="01234567")])
        )
        profile = admin.suppliers.GetProfile(s.GetProfileRequest(name=found.duplicates[0].supplier))
        assert {c.title for c in profile.capabilities} == {"Cameras", "Docking stations"}
        assert {(c.type, c.level) for c in profile.certifications} == {("cyber-essentials", "plus"), ("iso-27001", "")}
        assert [(m.framework, m.lot) for m in profile.memberships] == [("RM6259", "2")]
        assert {r.region for r in profile.supplier.regions} == {"UKJ4", "UKL"}
        assert profile.supplier.vetted_staff[0].people == 4
        again, _ = suppliers(self.TEXT)
        assert all(created == updated == 0 for created, updated, _ in counts(again).values())

    def test_what_cannot_be_read_is_named(self, suppliers):
        report, problems = suppliers(
            "name,companies_house,certifications,vetted_staff,regions,attributes,cpv_codes\nWrong Ltd,12,a:b:2026-02-30,NPPV9:1,Atlantis,x,1\n"
        )
        assert [p.path for p in problems] == [
            "row 2, companies_house",
            "row 2, regions",
            "row 2, vetted_staff",
            "row 2, attributes",
            "row 2, certifications",
            "row 2, cpv_codes",
        ]
        assert report.refused == 1


class TestRealInput:
    """Real notices, where they are at hand: every release is accounted for, and a second import changes nothing."""

    FILES = ["uk_awards_2020.json", "contracts_finder_2020.json", "contracts_finder_2025_package.json", "contracts_finder_2025_releases.json"]

    def test_real_notices(self, start, areas, capsys):
        if not (DATA / "ocds").is_dir():
            pytest.skip(f"real notices are not here ({DATA}); set FRONTLINE_DATA")
        x = areas.exchange
        client = start().client()
        codes = (DATA / "codes" / "cpv_en.json").read_bytes()
        report, _ = send(client.exchange.ImportCodes, x.ImportCodesRequest, x.ImportCodesOptions(complete=True), codes)
        assert report.imported == len(json.loads(codes))
        for file in self.FILES:
            content = (DATA / "ocds" / file).read_bytes()
            package = json.loads(content)
            releases = package["releases"] if isinstance(package, dict) else package
            report, problems = send(client.exchange.ImportOcds, x.ImportOcdsRequest, x.ImportOcdsOptions(source=file), content)
            with capsys.disabled():
                print(f"\n{file}: {report.items} releases, {report.imported} imported, {report.merged} merged, {report.refused} refused; {counts(report)}")
                for problem in problems:
                    print(f"  {problem.path} {problem.message}")
            assert report.items == len(releases) == report.imported + report.merged + report.refused
            assert report.refused <= len(releases) * 0.02, "nearly all real notices are right"
            again, _ = send(client.exchange.ImportOcds, x.ImportOcdsRequest, x.ImportOcdsOptions(source=file), content)
            assert all(created == updated == 0 for created, updated, _ in counts(again).values()), counts(again)
