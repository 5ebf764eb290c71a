"""Whoever may read anything, of a real server: what it tells of people after a survey has closed. While it is open is traces_test.py's.

Bounds are worked out here from published findings alone, by narrowing intervals line by line: a third way beside the audit of disclosure control and the
linear programs of tests/attack.
"""

import collections
import csv
import itertools
import random
import re
import secrets

import grpc
import pytest

from frontline_process import areas
from kit_survey import K, close, instrument, open_survey, random_response, readers, submit  # noqa: F401  (readers is a fixture)

s, a = areas.survey, areas.admin


def all_findings(client, name):
    found, token = [], ""
    while True:
        page = client.findings.ListFindings(s.ListFindingsRequest(parent=name, page_size=7, page_token=token))
        found += page.findings
        token = page.next_page_token
        if not token:
            return found


class Bounds:
    """Intervals of the number of people in each cell of force × rank, its margins and the total, narrowed until they stay."""

    def __init__(self):
        self.low, self.high = collections.defaultdict(int), collections.defaultdict(lambda: 10**9)
        self.lines = []

    def know(self, cell, low, high):
        self.low[cell], self.high[cell] = max(self.low[cell], low), min(self.high[cell], high)

    def add(self, margin, cells, missing):
        # Where people may have given no value, the cells add up to the margin or less.
        self.lines.append((margin, cells, missing))

    def narrow(self):
        for _ in range(30):
            for margin, cells, missing in self.lines:
                low, high = sum(self.low[c] for c in cells), sum(self.high[c] for c in cells)
                self.know(margin, low, 10**9 if missing else high)
                for cell in cells:
                    others_low, others_high = low - self.low[cell], high - self.high[cell]
                    self.know(cell, 0 if missing else self.low[margin] - others_high, self.high[margin] - others_low)
                    low, high = sum(self.low[c] for c in cells), sum(self.high[c] for c in cells)


def counts_of(share, base):
    """The whole numbers of people that may be behind a share."""
    if share.low == share.high and 0 < share.low < 100:
        return -(-(2 * share.low - 1) * base // 200), ((2 * share.low + 1) * base - 1) // 200
    return -(-share.low * base // 100), share.high * base // 100


def key(cell):
    return tuple(sorted(cell.segments.items()))


def too_narrow(findings, made, question, pick):
    """Hidden cells whose number, as `pick` (cell → interval) publishes it, is known to fewer than K people."""
    mine = [f for f in findings if f.question == question and not f.withheld]
    bounds = Bounds()
    optional = {segment.code: not segment.required for segment in made.segments}
    hidden = []
    for finding in mine:
        for cell in finding.cells:
            if cell.state == s.CELL_STATE_PUBLISHED:
                bounds.know(key(cell), *pick(cell))
            else:
                hidden.append(key(cell))
        if len(finding.breakdown) == 1:
            bounds.add((), [key(c) for c in finding.cells], optional[finding.breakdown[0]])
        if len(finding.breakdown) == 2:
            for one, other in itertools.permutations(finding.breakdown):
                for value in {c.segments[one] for c in finding.cells}:
                    cells = [key(c) for c in finding.cells if c.segments[one] == value]
                    bounds.add(((one, value),), cells, optional[other])
    bounds.narrow()
    return [(question, cell, bounds.low[cell], bounds.high[cell]) for cell in hidden if bounds.high[cell] - bounds.low[cell] < K]


@pytest.fixture(scope="module", params=range(5))
def closed(request, server, admin):
    rng = random.Random(100 + request.param)
    made = instrument(rng)
    people = (30, 70, 120, 250, 400)[request.param]
    name, invitations = open_survey(admin, f"closed-{request.param}", made, people + 5)
    anyone = server.client("")
    receipts, said_in_order = [], []
    for invitation in invitations[:people]:
        response = random_response(rng, made)
        receipts.append(secrets.token_hex(20))
        said_in_order += [answer.text for answer in response.answers if answer.text]
        submit(anyone, name, invitation, response, receipts[-1])
    close(admin, name)
    return collections.namedtuple("Closed", "name made people receipts said")(name, made, people, receipts, said_in_order)


def finding(question, breakdown, cells):
    made = s.Finding(question=question, breakdown=breakdown)
    for segments, base in cells:
        made.cells.add(segments=segments, base=base or 0, state=s.CELL_STATE_PUBLISHED if base else s.CELL_STATE_SUPPRESSED)
    return made


def test_the_bounds_here_notice_what_a_sum_gives_back():
    made = instrument(random.Random(5))
    base = lambda cell: (cell.base, cell.base)  # noqa: E731
    total = finding("laptop", [], [({}, 60)])
    alone = finding("laptop", ["force"], [({"force": "force-a"}, 40), ({"force": "force-b"}, 17), ({"force": "force-c"}, None)])
    assert too_narrow([total, alone], made, "laptop", base) == [("laptop", (("force", "force-c"),), 3, 3)]
    two = finding("laptop", ["force"], [({"force": "force-a"}, 40), ({"force": "force-b"}, None), ({"force": "force-c"}, None)])
    assert not too_narrow([total, two], made, "laptop", base)
    assert counts_of(s.Share(low=37, high=37), 100) == (37, 37)
    assert counts_of(s.Share(low=95, high=100), 100) == (95, 100)
    assert counts_of(s.Share(low=33, high=33), 9) == (3, 3)


class TestOnceItIsClosed:
    def test_a_suppressed_cell_says_nothing_but_that_it_is(self, closed, readers):
        for finding in all_findings(readers["admin"], closed.name):
            assert not (finding.withheld and finding.cells)
            for cell in finding.cells:
                if cell.state == s.CELL_STATE_PUBLISHED:
                    assert cell.base >= K
                    continue
                assert {field.name for field, _ in cell.ListFields()} <= {"segments", "label", "state"}, cell
        assert len(all_findings(readers["admin"], closed.name)) == 4 * 4  # four questions; in total and in three breakdowns

    def test_no_sum_gives_a_hidden_cell_back(self, closed, readers):
        findings = all_findings(readers["admin"], closed.name)
        for question in ("laptop", "radio", "kit", "hours"):
            assert not too_narrow(findings, closed.made, question, lambda cell: (cell.base, cell.base))
            codes = {share.code for f in findings if f.question == question for cell in f.cells for share in cell.shares}
            for code in codes:

                def pick(cell):
                    (share,) = [share for share in cell.shares if share.code == code]
                    return counts_of(share, cell.base)

                assert not too_narrow(findings, closed.made, question, pick), code

    def test_no_cell_is_hidden_alone_and_so_is_surely_the_small_one(self, closed, readers):
        for finding in all_findings(readers["admin"], closed.name):
            if len(finding.breakdown) == 1:
                assert sum(cell.state == s.CELL_STATE_SUPPRESSED for cell in finding.cells) != 1, finding.name

    def test_every_reader_gets_the_same_findings_or_none(self, closed, readers):
        wanted = [f.SerializeToString(deterministic=True) for f in all_findings(readers["admin"], closed.name)]
        read = 0
        for who, client in readers.items():
            try:
                got = [f.SerializeToString(deterministic=True) for f in all_findings(client, closed.name)]
            except grpc.RpcError:
                continue
            assert got == wanted, who
            read += 1
        assert read > 3

    def test_the_export_says_no_more_than_the_list(self, closed, readers):
        listed = collections.Counter()
        for finding in all_findings(readers["admin"], closed.name):
            if finding.withheld:
                listed[(finding.name, "withheld")] += 1
            for cell in finding.cells:
                values = tuple(cell.segments.get(segment, "") for segment in finding.breakdown)
                if cell.state != s.CELL_STATE_PUBLISHED:
                    listed[(finding.name, "suppressed", values)] += 1
                    continue
                rate = str(cell.response_rate) if cell.HasField("response_rate") else ""
                start = (finding.name, "published", values, str(cell.base), rate)
                named = [("share", x) for x in cell.shares] + [("top_three", x) for x in cell.top_three] + [("weighted", x) for x in cell.weighted]
                named += [(pole, getattr(cell, pole)) for pole in ("positive", "neutral", "negative") if cell.HasField(pole)]
                for measure, x in named:
                    listed[(*start, measure, x.code, str(x.low), str(x.high), str(x.interval_low), str(x.interval_high))] += 1
                if cell.HasField("mean_tenths"):
                    listed[(*start, "mean", f"{cell.mean_tenths / 10:.1f}")] += 1
        stream = readers["admin"].findings.ExportFindings(s.ExportFindingsRequest(parent=closed.name))
        for row in csv.DictReader(b"".join(part.chunk for part in stream).decode().splitlines()):
            values = tuple(row[f"value_{i + 1}"] for i in range(len([x for x in row["breakdown"].split(" x ") if x])))
            figures = [row[column] for column in ("base", "response_rate", "measure", "share", "low", "high", "interval_low", "interval_high", "mean")]
            if row["state"] == "withheld":
                fact = (row["finding"], "withheld")
            elif row["state"] == "suppressed":
                fact = (row["finding"], "suppressed", values)
            elif row["measure"] == "mean":
                fact = (row["finding"], "published", values, row["base"], row["response_rate"], "mean", row["mean"])
            else:
                shown = [row[column] for column in ("measure", "answer", "low", "high", "interval_low", "interval_high")]
                fact = (row["finding"], "published", values, row["base"], row["response_rate"], *shown)
            assert row["state"] == "published" or not any(figures), row
            assert listed[fact] > 0, fact
            listed[fact] -= 1

    def test_groups_are_compared_from_published_figures_alone(self, closed, readers):
        findings = {f.name: f for f in all_findings(readers["admin"], closed.name)}
        for finding in findings.values():
            if not finding.breakdown or finding.withheld:
                continue
            try:
                compared = readers["admin"].findings.CompareGroups(s.CompareGroupsRequest(finding=finding.name)).question
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.FAILED_PRECONDITION, error
                continue
            total = findings[f"{closed.name}/findings/{finding.question}"].cells[0]
            shown = {key(c): c for c in finding.cells if c.state == s.CELL_STATE_PUBLISHED}
            figures = lambda cell: [(x.low, x.high) for x in [*cell.shares, *cell.top_three, cell.positive, cell.neutral, cell.negative]]  # noqa: E731
            for comparison in compared.comparisons:
                cell = shown[tuple(sorted(comparison.segments.items()))]
                assert (comparison.base, comparison.reference_base) == (cell.base, total.base)
                assert (comparison.share.low, comparison.share.high) in figures(cell)
                assert (comparison.reference.low, comparison.reference.high) in figures(total)

    def test_comments_carry_neither_group_nor_order(self, closed, readers):
        comments = list(readers["admin"].findings.ListComments(s.ListCommentsRequest(parent=closed.name, page_size=1000)).comments)
        assert sorted(c.text for c in comments) == sorted(closed.said)
        assert len(closed.said) < 10 or [c.text for c in comments] not in (closed.said, closed.said[::-1])
        for comment in comments:
            assert not re.search(r"force-|rank-", str(comment))
            assert {f.name for f, _ in comment.ListFields()} <= {"name", "question", "text", "redactions", "proposed_text", "state", "etag"}

    def test_all_receipts_are_told_the_same(self, closed, readers):
        follow = lambda code: readers["anyone"].responses.FollowResponse(s.FollowResponseRequest(survey=closed.name, receipt_code=code))  # noqa: E731
        assert len({str(follow(code)) for code in closed.receipts[:20]}) == 1

    def test_feed_and_audit_tell_how_many_and_never_who(self, closed, readers):
        admin = readers["admin"]
        changes = admin.changes.ListChanges(a.ListChangesRequest(page_size=1000, resource_prefix=closed.name)).changes
        entries = admin.admin.QueryAudit(a.QueryAuditRequest(resource_prefix=closed.name, page_size=1000)).entries
        for entry in [*changes, *entries]:
            assert not re.search(r"invitations/|responses/|receipts/|force-|rank-", str(entry)), entry
            assert not any(code in str(entry) for code in closed.receipts)


def test_two_waves_with_the_same_people_are_compared_from_published_figures_alone(server, admin, readers):
    rng = random.Random(7)
    made = instrument(rng)
    answered = [random_response(rng, made) for _ in range(90)]
    names = []
    for wave in ("first", "second"):
        name, invitations = open_survey(admin, f"wave-{wave}", made, 90, names[-1] if names else "")
        # One officer of a small force came or went between the waves; nobody else changed.
        for invitation, response in zip(invitations, answered if wave == "first" else answered[:-1]):
            submit(readers["anyone"], name, invitation, response)
        close(admin, name)
        names.append(name)
    for segment in ("", "force", "rank"):
        compared = admin.findings.CompareWaves(s.CompareWavesRequest(survey=names[1], segment=segment))
        for question in compared.questions:
            sides = []
            for finding in (question.finding, question.reference):
                found = admin.findings.GetFinding(s.GetFindingRequest(name=finding))
                sides.append({key(c): c for c in found.cells if c.state == s.CELL_STATE_PUBLISHED})
            for comparison in question.comparisons:
                group = tuple(sorted(comparison.segments.items()))
                assert comparison.base == sides[0][group].base and comparison.reference_base == sides[1][group].base
