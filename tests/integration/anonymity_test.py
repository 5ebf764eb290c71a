"""What is kept of an answer without an account: neither log nor audit nor feed tell who answered, and once a survey is closed no way in the raw data folder
leads from an invitation to a response."""

import collections
import hashlib
import json
import pathlib
import random
import re
import shutil
import struct
import subprocess

import pytest

from frontline_process import BUILD, areas, refused
from laptop_survey import answers, close, invite, make_survey, receipt, submit

s, a = areas.survey, areas.admin


def test_neither_log_nor_audit_nor_feed_tell_who_answered_or_which_response_came(start):
    server = start()
    admin, anyone = server.admin, server.client("")
    survey = make_survey(admin, "quiet")
    invitations = invite(admin, survey, 4)
    codes = [receipt() for _ in range(4)]
    before = [c.sequence for part in [admin.changes.ListChanges(a.ListChangesRequest(page_size=1000))] for c in part.changes]
    tagged = [("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    for invitation, code in zip(invitations, codes):
        submit(anyone, survey, invitation, code, answers(laptop="good", words="unmistakable words"), metadata=tagged)
    with refused("PERMISSION_DENIED"):
        submit(anyone, survey, invitations[0], receipt())
    # A member who answers is no member then.
    with_account = server.client()
    with refused("PERMISSION_DENIED"):
        submit(with_account, survey, invitations[0], receipt())
    anyone.responses.WithdrawResponse(s.WithdrawResponseRequest(survey=survey, receipt_code=codes[3]))
    after = [c.sequence for part in [admin.changes.ListChanges(a.ListChangesRequest(page_size=1000))] for c in part.changes]
    assert before == after

    entries = admin.admin.QueryAudit(a.QueryAuditRequest(method="frontline.survey.v1.ResponseService", page_size=1000)).entries
    assert len(entries) == 5  # 4 responses and 1 withdrawal; refused ones left nothing
    assert {(e.actor, e.resource, e.outcome, e.request_id, e.request_hash) for e in entries} == {("anonymous", survey, "OK", "", "")}
    server.stop()
    log = server.log.read_text()
    kept = log + "".join(str(e) for e in entries)
    needles = [*invitations, *codes, "unmistakable", "0af7651916cd43dd8448eb211c80319c"]
    needles += [digest(survey, secret) for secret in [*invitations, *codes]]
    for needle in needles:
        assert needle not in kept, needle
    for line in log.splitlines():
        if "ResponseService" in line:
            assert not re.search(r"127\.0\.0\.1|ipv4|\[::1\]", line), line
            said = json.loads(line)
            assert not said.get("member") and not said.get("request_id") and not said.get("message"), line
            assert said.get("resource") in (None, "", survey), line


def digest(survey, secret):
    return hashlib.sha256(survey.encode() + b"\0" + secret.encode()).hexdigest()


Version = collections.namedtuple("Version", "family key value sequence type")


def versions(folder):
    """Every version of every key in the store of a stopped server, with its sequence number; the log's too."""
    read = subprocess.run([BUILD / "folder_versions", pathlib.Path(folder) / "store"], capture_output=True, text=True, timeout=120)
    assert read.returncode == 0, read.stderr
    unhex = lambda word: b"" if word == "-" else bytes.fromhex(word)  # noqa: E731
    found = []
    for line in read.stdout.splitlines():
        family, key, value, sequence, kind = line.split(" ")
        found.append(Version(family, unhex(key), unhex(value), int(sequence), kind))
    return found


TABLES = {"invitation": b"\0\x49", "response": b"\0\x4a", "receipt": b"\0\x4b"}


def of_table(found, table, survey):
    return [v for v in found if v.family == "records" and v.key.startswith(TABLES[table] + survey.encode() + b"/")]


class Leak(AssertionError):
    """A data folder tells more than it may."""


def look_for_leaks(folder, survey, people):
    """What somebody finds who has the whole data folder and every invitation, with whom it went to. `people`: invitation → (receipt, years), where
    years is an answer that nobody else gave, so that it shows whether a guess is right. Raises Leak naming every way that is open."""
    leaks = []
    files = [p for p in pathlib.Path(folder).rglob("*") if p.is_file()]
    assert any(p.name.endswith(".sst") for p in files) and any(p.name.startswith("MANIFEST") for p in files)
    hashes = {digest(survey, invitation): invitation for invitation in people}
    # 1. Bytes. A key shares its beginning with the one before it in a table, so half of a hash is looked for too.
    for path in files:
        raw = path.read_bytes()
        for hashed, invitation in hashes.items():
            body = invitation.removeprefix("fl-inv-").encode()
            bare = hashlib.sha256(invitation.encode()).digest()
            for needle in (body, bare, bytes.fromhex(hashed), hashed.encode(), hashed[24:].encode(), hashed[:40].encode()):
                if needle in raw:
                    leaks.append(f"{path.name} holds an invitation or its hash")
                    break
    # 2. Keys and values as RocksDB reads them, compressed or not, deleted or not.
    found = versions(folder)
    for version in found:
        for hashed, invitation in hashes.items():
            whole = version.key + version.value
            if hashed.encode() in whole or bytes.fromhex(hashed) in whole or invitation.encode() in whole:
                leaks.append(f"a {version.type} of family {version.family} holds an invitation's hash")
    if of_table(found, "invitation", survey):
        leaks.append("invitations are there, or marks of their deletion")
    # 3. Numbers. What was written together has numbers next to each other, and later ones are greater.
    for table in ("response", "receipt"):
        kept = of_table(found, table, survey)
        assert kept, f"no {table} is there"
        if any(v.sequence != 0 for v in kept):
            leaks.append(f"{table}s tell when they were written")
        if len({v.key for v in kept}) != len(kept) or any(v.type != "TypeValue" for v in kept):
            leaks.append(f"older versions of {table}s are there")
    # 4. The attack itself: who used an invitation answered what was written beside it; who sent a receipt too.
    by_years = {struct.pack("<d", years): invitation for invitation, (_, years) in people.items()}
    answered = [(v.sequence, by_years[y]) for v in of_table(found, "response", survey) if v.sequence for y in by_years if y in v.value]
    for table, hash_of in (("invitation", hashes), ("receipt", {digest(survey, code): i for i, (code, _) in people.items()})):
        tied = 0
        for version in of_table(found, table, survey):
            person = hash_of.get(version.key.rsplit(b"/", 1)[-1].decode())
            if person is None or not version.sequence or version.type != "TypeValue" or not answered:
                continue
            if table == "invitation" and not version.value:
                continue  # as issued
            near = min(answered, key=lambda other: abs(other[0] - version.sequence))
            tied += abs(near[0] - version.sequence) < 8 and near[1] == person
        if tied:
            leaks.append(f"{tied} people's answers are known by their {table}s")
    # 5. What a receipt says for itself.
    responses = {v.key.rsplit(b"/", 1)[-1] for v in of_table(found, "response", survey)}
    if any(name in v.value for v in of_table(found, "receipt", survey) for name in responses):
        leaks.append("receipts lead to responses")
    if any(digest(survey, code).encode() in v.value for v in of_table(found, "response", survey) for code, _ in people.values()):
        leaks.append("responses name their receipts")
    # 6. The order of the keys is not the order of coming, nor that of the invitations.
    order = [by_years[y] for v in sorted(of_table(found, "response", survey), key=lambda v: v.key) for y in by_years if y in v.value]
    assert len(order) == len(people)
    for name, other in (("came", list(people)), ("were invited", sorted(people, key=lambda i: digest(survey, i)))):
        place = {invitation: number for number, invitation in enumerate(other)}
        pairs = [(place[x], place[y]) for i, x in enumerate(order) for y in order[i + 1 :]]
        agree = sum(x < y for x, y in pairs) / len(pairs)
        if not 0.25 < agree < 0.75:
            leaks.append(f"responses lie in the order in which they {name}")
    if leaks:
        raise Leak("; ".join(sorted(set(leaks))))


def test_the_data_folder_of_a_closed_survey_ties_no_invitation_to_a_response(start, tmp_path):
    server = start()
    admin, anyone = server.admin, server.client("")
    survey = make_survey(admin, "raw")
    # Others before, after and between, so that it is no empty store.
    other = make_survey(admin, "raw-other")
    invitations = invite(admin, survey, 70)
    chosen = random.Random(5).sample(invitations, 50)
    others = invite(admin, other, 50)
    people = {invitation: (receipt(), 100 + number * 7.125) for number, invitation in enumerate(chosen)}
    for number, (invitation, (code, years)) in enumerate(people.items()):
        submit(anyone, survey, invitation, code, answers(laptop="poor" if number % 3 else "good", years=years, words=f"My words {number}"))
        submit(anyone, other, others[number], receipt())
        if number == 25:
            server.restart()  # so that there are logs and tables of several ages
            admin, anyone = server.admin, server.client("")
    server.stop()
    shutil.copytree(server.data, tmp_path / "before")
    # Before the closing every way is open: the same look finds them.
    with pytest.raises(Leak) as found:
        look_for_leaks(tmp_path / "before", survey, people)
    ways = ["holds an invitation", "invitations are there", "tell when they were written", "receipts lead", "responses name their receipts"]
    for way in [*ways, "people's answers are known by their invitations"]:
        assert way in str(found.value), way
    # Those since the restart at least; what came before it lies in tables that RocksDB has merged since.
    assert int(re.search(r"(\d+) people's answers are known by their invitations", str(found.value)).group(1)) >= 20

    server.restart()
    closed = close(server.admin, survey)
    assert (closed.responses_received, closed.invitations_used, closed.invitations_issued) == (50, 50, 70)
    # Life goes on, so that the folder is as it would be found.
    for invitation in invite(server.admin, other, 5):
        submit(server.client(""), other, invitation, receipt())
    server.stop()
    look_for_leaks(server.data, survey, people)
    server.restart()
    server.kill()
    look_for_leaks(server.data, survey, people)
