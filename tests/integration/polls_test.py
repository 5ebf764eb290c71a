"""Real polls through the whole of it: imported, closed, and every figure that is released checked against a count of our own over the file.

A poll is a folder under polls/: an instrument, a mapping, and the name of its file, which is not part of this repository (FRONTLINE_DATA, or ../shared/data,
has a folder "surveys"; without it these tests are skipped). Nothing here knows any of the polls: the count follows instrument and mapping alone, in a few
lines that share nothing with the program. To add a poll, add a folder.
"""

import csv
import datetime
import itertools
import json
import os
import pathlib
import subprocess
from fractions import Fraction

import pytest
from google.protobuf import json_format

from frontline_process import FRONTCTL, ROOT

POLLS = pathlib.Path(__file__).parent / "polls"
DATA = pathlib.Path(os.environ.get("FRONTLINE_DATA", ROOT.parent / "shared" / "data")) / "surveys"
CHUNK = 256 * 1024


class Poll:
    def __init__(self, folder):
        self.name = folder.name
        self.path = DATA / (folder / "file.txt").read_text().strip()
        self.instrument = json.loads((folder / "instrument.json").read_text())
        self.instrument["retain_until"] = (datetime.date.today() + datetime.timedelta(days=60)).isoformat()
        self.mapping = json.loads((folder / "mapping.json").read_text())

    @property
    def questions(self):
        return [q for s in self.instrument["sections"] for q in s["questions"]]


class Count:
    """What the file says, by our own reading: for each row its group in each segment, and for each question the set of what was chosen (None: no answer)."""

    def __init__(self, poll):
        self.poll = poll
        with open(poll.path, newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        titles, seen = [], {}
        for title in (t.strip() for t in rows[0]):
            seen[title] = seen.get(title, 0) + 1
            titles.append(title if seen[title] == 1 else f"{title}#{seen[title]}")
        self.place = {title: i for i, title in enumerate(titles)}
        self.rows = [[cell.strip() for cell in row] for row in rows[1:] if any(row)]
        self.groups = {s["code"]: self.segment(s) for s in poll.instrument["segments"]}
        self.answers = {q["code"]: self.question(q) for q in poll.questions}
        self.means = {q["code"]: self.numbers(q) for q in poll.questions}

    def columns(self, **what):
        (key, value), = what.items()
        return [c for c in self.poll.mapping["columns"] if c.get(key) == value]

    @staticmethod
    def code(column, cell, entries):
        if cell in column.get("values", {}):
            return column["values"][cell]
        for entry in entries:
            if cell.lower() in (entry["code"].lower(), entry["label"]["en"].lower()):
                return entry["code"]
        raise AssertionError(f"{column['column']}: {cell!r} is no value")

    def segment(self, segment):
        columns = self.columns(segment=segment["code"])
        if not columns:
            return [None] * len(self.rows)
        place = self.place[columns[0]["column"]]
        return [self.code(columns[0], row[place], segment["values"]) if row[place] else None for row in self.rows]

    def question(self, question):
        given = []
        columns = self.columns(question=question["code"])
        for row in self.rows:
            chosen = set()
            for column in columns:
                cell = row[self.place[column["column"]]]
                if not cell:
                    continue
                if column.get("own_text"):
                    chosen.add(next(c["code"] for c in question["choices"] if c.get("takes_text")))
                elif "choice" in column:
                    chosen.add(column["choice"])
                elif question["kind"] == "QUESTION_KIND_NUMBER" and cell not in column.get("values", {}):
                    chosen.add(next(b["code"] for b in question["bands"] if b["low"] <= float(cell) <= b["high"]))
                else:
                    chosen.add(self.code(column, cell, question.get("choices") or question["bands"]))
            given.append(chosen or None)
        return given

    def numbers(self, question):
        """What each row counts for in the mean: a score, or a number, that of a band's middle where the file has bands; None without one."""
        if question["kind"] == "QUESTION_KIND_NUMBER":
            middle = {b["code"]: (b["low"] + b["high"]) // 2 for b in question["bands"]}
            (column,) = self.columns(question=question["code"])
            cells = [row[self.place[column["column"]]] for row in self.rows]
            return [None if not c else middle[column["values"][c]] if c in column["values"] else int(c) for c in cells]
        scores = {c["code"]: c["score"] for c in question["choices"] if c.get("scored")}
        return [None if a is None or not scores else sum(scores[c] for c in a) for a in self.answers[question["code"]]]

    def members(self, segments):
        return [i for i in range(len(self.rows)) if all(self.groups[s][i] == v for s, v in segments.items())]


def half_up(part, whole):
    return int(Fraction(100 * part, whole) + Fraction(1, 2))


def shows(share, part, base):
    """Whether a published share is what `part` of `base` should be shown as: the rounded per cent, or a range that holds it."""
    if share.low == share.high:
        return share.low == half_up(part, base)
    exact = Fraction(100 * part, base)
    return share.low - Fraction(1, 2) <= exact <= share.high + Fraction(1, 2)


def polls():
    return [pytest.param(Poll(folder), id=folder.name) for folder in sorted(POLLS.iterdir()) if (folder / "instrument.json").exists()]


@pytest.fixture(scope="module")
def closed(server, admin, areas):
    """closed(poll) → the name of its survey, imported and closed; each once."""
    done = {}

    def close(poll):
        if not poll.path.exists():
            pytest.skip(f"no {poll.path.name} under {DATA}: see tests/README.md")
        if poll.name in done:
            return done[poll.name]
        s = areas.survey
        survey = s.Survey(instrument=json_format.ParseDict(poll.instrument, s.Instrument()))
        name = admin.surveys.CreateSurvey(s.CreateSurveyRequest(parent="forces/kent", survey_id=f"poll-{poll.name}", survey=survey)).name
        admin.surveys.OpenSurvey(s.OpenSurveyRequest(name=name))
        content = poll.path.read_bytes()

        def messages():
            mapping = json_format.ParseDict(poll.mapping, s.ResponseMapping())
            yield s.ImportResponsesRequest(options=s.ImportResponsesOptions(parent=name, mapping=mapping))
            for at in range(0, len(content), CHUNK):
                yield s.ImportResponsesRequest(chunk=content[at : at + CHUNK], last=at + CHUNK >= len(content))

        problems, report = [], None
        for response in admin.surveys.ImportResponses(messages()):
            problems += response.problems
            if response.HasField("report"):
                report = response.report
        assert not problems, problems[:5]
        *_, last = admin.surveys.CloseSurvey(s.CloseSurveyRequest(name=name), timeout=300)
        assert last.survey.state == s.SurveyState.SURVEY_STATE_CLOSED
        done[poll.name] = (name, report, last.survey)
        return done[poll.name]

    return close


def findings(admin, areas, name):
    s, token = areas.survey, ""
    while True:
        page = admin.findings.ListFindings(s.ListFindingsRequest(parent=name, page_token=token))
        yield from page.findings
        token = page.next_page_token
        if not token:
            return


@pytest.mark.parametrize("poll", polls())
class TestPolls:
    def test_every_row_is_taken_and_analysed(self, poll, closed):
        _, report, survey = closed(poll)
        rows = len(Count(poll).rows)
        assert report.imported == rows and report.refused == 0
        assert survey.responses_received == rows
        assert survey.responses_analysed == rows

    def test_every_released_figure_is_what_the_file_says(self, poll, closed, admin, areas):
        s = areas.survey
        name, _, _ = closed(poll)
        count = Count(poll)
        kinds = {q["code"]: q for q in poll.questions}
        checked = tables = hidden = withheld = 0
        for finding in findings(admin, areas, name):
            tables += 1
            withheld += finding.withheld
            question = kinds[finding.question]
            given = count.answers[finding.question]
            polarity = {c["code"]: c["polarity"] for c in question.get("choices", []) if "polarity" in c}
            for cell in finding.cells:
                if cell.state != s.CellState.CELL_STATE_PUBLISHED:
                    hidden += 1
                    assert not cell.shares and not cell.base
                    continue
                where = f"{finding.name} {dict(cell.segments)}"
                members = [i for i in count.members(cell.segments) if given[i] is not None]
                assert cell.base == len(members), where
                assert cell.base >= poll.instrument["k"], where
                for share in cell.shares:
                    part = sum(share.code in given[i] for i in members)
                    assert shows(share, part, cell.base), f"{where} {share.code}: {part} of {cell.base} is not {share.low} to {share.high}"
                    checked += 1
                for sign in ("positive", "neutral", "negative"):
                    if cell.HasField(sign):
                        of = {c for c, p in polarity.items() if p == f"POLARITY_{sign.upper()}"}
                        part = sum(bool(of & given[i]) for i in members)
                        assert shows(getattr(cell, sign), part, cell.base), f"{where} {sign}"
                        checked += 1
                if cell.HasField("mean_tenths"):
                    numbers = [n for i in members if (n := count.means[finding.question][i]) is not None]
                    exact = Fraction(10 * sum(numbers), len(numbers))
                    assert cell.mean_tenths == int(abs(exact) + Fraction(1, 2)) * (1 if exact >= 0 else -1), where
                    checked += 1
        assert tables == len(poll.questions) * (1 + len(poll.instrument["breakdowns"]))
        print(f"{poll.name}: {tables} tables, {withheld} withheld; {checked} figures checked, {hidden} cells suppressed")
        # Toplines of a poll of a thousand are shown, and most of what is asked by gender too.
        assert checked > 5 * len(poll.questions)

    def test_a_topline_of_hundreds_is_never_hidden(self, poll, closed, admin, areas):
        s = areas.survey
        name, _, _ = closed(poll)
        count = Count(poll)
        for finding in findings(admin, areas, name):
            if finding.breakdown or sum(a is not None for a in count.answers[finding.question]) < 300:
                continue
            assert not finding.withheld and finding.cells[0].state == s.CellState.CELL_STATE_PUBLISHED, finding.name

    def test_own_words_wait_for_moderation(self, poll, closed, admin, areas):
        s = areas.survey
        name, _, _ = closed(poll)
        count = Count(poll)
        expected = []
        for column in (c for c in poll.mapping["columns"] if c.get("own_text")):
            expected += [row[count.place[column["column"]]] for row in count.rows if row[count.place[column["column"]]]]
        found, token = [], ""
        for _ in itertools.count():
            page = admin.findings.ListComments(s.ListCommentsRequest(parent=name, page_size=1000, page_token=token))
            found += [c.text for c in page.comments]
            token = page.next_page_token
            if not token:
                break
        assert sorted(found) == sorted(expected)
        assert not admin.findings.ListReleasedComments(s.ListReleasedCommentsRequest(parent=name)).comments

    def test_the_export_says_the_same(self, poll, closed, admin, areas):
        s = areas.survey
        name, _, _ = closed(poll)
        text = b"".join(m.chunk for m in admin.findings.ExportFindings(s.ExportFindingsRequest(parent=name))).decode()
        rows = list(csv.DictReader(text.splitlines()))
        by_cell = {(r["finding"], r["value_1"], r["value_2"], r["answer"]): r for r in rows if r["measure"] == "share"}
        shares = 0
        for finding in findings(admin, areas, name):
            for cell in finding.cells:
                values = [cell.segments[b] for b in finding.breakdown] + ["", ""]
                for share in cell.shares:
                    row = by_cell[(finding.name, values[0], values[1], share.code)]
                    assert (int(row["low"]), int(row["high"]), int(row["base"])) == (share.low, share.high, cell.base)
                    assert row["self_selected"] == "yes"
                    shares += 1
        assert shares == len(by_cell)


def test_a_poll_never_seen_takes_nothing_but_an_instrument_and_a_mapping(server, tmp_path):
    """With frontctl alone, as an administrator would."""
    poll = Poll(POLLS / "comma")
    if not poll.path.exists():
        pytest.skip(f"no {poll.path.name} under {DATA}: see tests/README.md")
    (tmp_path / "instrument.json").write_text(json.dumps(poll.instrument))

    def frontctl(*arguments):
        environment = {**os.environ, "FRONTLINE_TOKEN": server.client().token}
        run = subprocess.run([FRONTCTL, "--server", server.address, *arguments], capture_output=True, text=True, env=environment, timeout=300)
        assert run.returncode == 0, run.stderr + run.stdout
        return run.stdout

    name = "forces/kent/surveys/never-seen"
    frontctl("surveys", "create", "forces/kent", str(tmp_path / "instrument.json"), "--id", "never-seen")
    frontctl("surveys", "open", name)
    frontctl("surveys", "import", str(poll.path), name, "--mapping", str(POLLS / "comma" / "mapping.json"))
    assert "is closed" in frontctl("surveys", "close", name)
    shown = frontctl("findings", "get", f"{name}/findings/comma.gender")
    assert "Self-selected" in shown and "Female" in shown and "%" in shown
