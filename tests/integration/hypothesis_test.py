"""Every method of the contract, called with messages that nobody would send.

The messages are made from the descriptors: each field absent, as its rules want it, or hostile (control characters, names with '/', '..' and NUL, too long, too
many, numbers at their ends, NaN, enum numbers that there are not, groups in groups). Names often name something that is there, so that a call gets far. Whatever
comes, the server answers: with what was asked for, or with an error of its catalogue that says what is wrong, and its store stays whole.

The same messages every time, so that a red test is a bug and not luck. To explore, ask for more: FRONTLINE_EXAMPLES=2000 draws that many a method, other ones
every time.
"""

import os
import struct
import types

import grpc
import pytest
from google.protobuf import field_mask_pb2, timestamp_pb2
from google.protobuf.descriptor import FieldDescriptor
from google.rpc import error_details_pb2, status_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontline_process import ROOT, area, areas, eventually

EXPLORED = int(os.environ.get("FRONTLINE_EXAMPLES", "0"))
EXAMPLES = EXPLORED or 50
# What a call can end with that the caller can do something about. Not INTERNAL, UNKNOWN, DATA_LOSS, UNIMPLEMENTED, UNAVAILABLE or a deadline.
FAIR = {
    "INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "ABORTED", "PERMISSION_DENIED", "OUT_OF_RANGE", "RESOURCE_EXHAUSTED"
}  # fmt: skip
# The stream of changes has no end; the server makes one backup at a time, and copies everything.
FEW_EXAMPLES = {"Backup": 2, "Check": 2, "WatchChanges": 6, "VerifyAudit": 3}
# Take away what the others use.
LAST = ("Delete", "MergeOrganisations")

IDS = {
    "forces": ["kent", "essex"],
    "suppliers": ["fuzz-a", "fuzz-b", "new-one"],
    "needs": ["n1", "n2", "n3"],
    "requirements": ["draft", "published"],
    "members": ["fuzz-1", "fuzz-2"],
    "tokens": ["none"],
    "capabilities": ["c1"],
    "certifications": ["c1"],
    "memberships": ["m1"],
    "debarments": ["d1"],
    "matches": ["none"],
    "cpv": ["35000000", "99000000"],
}  # fmt: skip
HOSTILE_TEXT = [
    "\0", "a\0b", "..", "../..", "../../etc/passwd", "forces/kent/needs/..", "forces/kent/needs/a/b", "forces//needs/x", "/", "//", "-", "*", "-/-",
    "forces/-", "-/-/needs/-", "forces/kent/needs/a\0b", "suppliers/fuzz-a/", "\x01", "a\x7fb", "\x1b[2J", "line\nbreak", "\r", "\u0085", "\u2028", "\u202egnp.exe", "\ufeff",
    "\ufffe", "\U0010ffff", "😀", "e\u0301" * 150, "é" * 301, "x" * 20001, "x" * 401, "%s%n", "';--", "true", "0", "-1", "NaN", "2026-02-30", "0000-00-00",
    "9999-12-31", "GB-", "UKZZZ", "javascript:alert(1)", "http://", "https://" + "x" * 2000, "12345678901234567890", "ÀÉ", "İ", "ß" * 60, " ", "\t",
]  # fmt: skip
VALID_BY_FORMAT = {
    "FORMAT_ID": ["c1", "a", "fuzz-1", "iso-27001", "x" * 63],
    "FORMAT_DATE": ["2026-11-24", "2024-02-29", "0001-01-01", "9999-12-31", "2027-06-30", "2020-01-01"],
    "FORMAT_CURRENCY": ["GBP", "EUR", "XXX"],
    "FORMAT_CPV": ["35000000", "32333200-6", "35100000", "99999999", "00000000"],
    "FORMAT_URI": ["https://example.org/a", "http://x"],
    "FORMAT_REGION": ["UKJ4", "UK", "UKJ42", "GB-ENG", "GB", "GB-UKM"],
}
INTS = {
    FieldDescriptor.CPPTYPE_INT32: [-1, 2**31 - 1, -(2**31)],
    FieldDescriptor.CPPTYPE_INT64: [-1, 2**63 - 1, -(2**63), 2**31],
    FieldDescriptor.CPPTYPE_UINT32: [2**32 - 1],
    FieldDescriptor.CPPTYPE_UINT64: [2**64 - 1, 2**63],
}
DOUBLES = [float("nan"), float("inf"), float("-inf"), 1.7e308, -1.7e308, 5e-324, -0.0]
page_tokens = [""]  # of real pages; filled by the fixture `seeded`
DEEPEST = 7


def all_methods():
    found = {}
    for folder in sorted((ROOT / "proto" / "frontline").glob("*/v1")):
        if not list(folder.glob("*_service.proto")):
            continue
        for name in vars(area(folder.parent.name)):
            stub = name[: -len("Stub")] if name.endswith("Stub") else None
            descriptor = stub and _service(folder, stub)
            for method in descriptor.methods if descriptor else ():
                if not method.client_streaming:  # the imports are exchange_test.py's
                    found[f"{stub}.{method.name}"] = method
    return dict(sorted(found.items(), key=lambda item: (item[1].name.startswith(LAST), item[0])))


def _service(folder, name):
    from google.protobuf import descriptor_pool

    return descriptor_pool.Default().FindServiceByName(f"frontline.{folder.parent.name}.v1.{name}")


METHODS = all_methods()


def rules_of(field):
    return field.GetOptions().Extensions[areas.options.rules]


@st.composite
def a_name(draw, pattern):
    segments = draw(st.sampled_from(pattern.split("|"))).split("/")
    for i, segment in enumerate(segments):
        if segment == "*":
            segments[i] = "forces" if i == 0 and len(segments) > 1 else draw(st.sampled_from(IDS.get(segments[i - 1], ["fuzz-1"])))
    return "/".join(segments)


def valid_text(field):
    rules = rules_of(field)
    form = areas.options.Format.Name(rules.format)
    if field.name == "page_token":
        return st.sampled_from(page_tokens)
    if field.name == "etag":
        return st.sampled_from(["", "", "stale"])
    if form == "FORMAT_NAME":
        return a_name(rules.resource or "forces/*")
    if form == "FORMAT_REQUEST_ID":
        return st.uuids().map(str)
    if form in VALID_BY_FORMAT:
        return st.sampled_from(VALID_BY_FORMAT[form])
    characters = st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"))
    least = max(rules.min_len, 1 if rules.required else 0)
    return st.text(characters, min_size=least, max_size=max(least, min(rules.max_len or 20, 20)))


def valid_single(field, depth, wild, descriptor):
    rules = rules_of(field)
    kind = field.cpp_type
    if kind == FieldDescriptor.CPPTYPE_STRING:
        return valid_text(field) if field.type == FieldDescriptor.TYPE_STRING else st.binary(max_size=50)
    if kind == FieldDescriptor.CPPTYPE_MESSAGE:
        return a_message(field.message_type, depth + 1, wild, descriptor)
    if kind == FieldDescriptor.CPPTYPE_ENUM:
        return st.sampled_from([v.number for v in field.enum_type.values if v.number or not rules.required])
    if kind == FieldDescriptor.CPPTYPE_BOOL:
        return st.booleans()
    if kind in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
        return st.floats(-1000, 1000)
    return st.integers(1 if rules.required else 0, min(rules.max or 1000, 1000))


def hostile_single(field, depth, wild):
    kind = field.cpp_type
    if kind == FieldDescriptor.CPPTYPE_STRING:
        text = st.one_of(st.sampled_from(HOSTILE_TEXT), st.text(st.characters(blacklist_categories=("Cs",)), max_size=30))
        return text if field.type == FieldDescriptor.TYPE_STRING else st.binary(max_size=50)
    if kind == FieldDescriptor.CPPTYPE_ENUM:
        return st.sampled_from([0, 999, -1, 2**31 - 1, -(2**31)])
    if kind in INTS:
        return st.sampled_from(INTS[kind])
    if kind in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
        return st.sampled_from(DOUBLES)
    return valid_single(field, depth, wild, field.containing_type)


@st.composite
def a_mask(draw, parent):
    if draw(st.booleans()):  # of a field that there is
        updated = [f.message_type for f in parent.fields if f.message_type and f.message_type != field_mask_pb2.FieldMask.DESCRIPTOR]
        return field_mask_pb2.FieldMask(paths=draw(st.lists(st.sampled_from([f.name for m in updated for f in m.fields] or ["name"]), max_size=3)))
    paths = [
        "*", "name", "etag", "statement", "title", "criteria", "grants", "display_name", "state", "regions", "cpv_codes", "supporters", "evidence", "a.b.c",
        "criteria.test", "", ".", "..", "\0", "x" * 500, "x" * 9000, "é" * 9000, "provenance", "level", "identifiers", "attributes", "Statement", "need.statement",
    ]  # fmt: skip
    return field_mask_pb2.FieldMask(paths=draw(st.lists(st.sampled_from(paths), max_size=4)) * draw(st.sampled_from([1, 1, 1, 400])))


@st.composite
def a_time(draw, cls, wild):
    if not wild:
        return cls(seconds=draw(st.sampled_from([60, 86400, 1764000000])))
    seconds = st.sampled_from([0, 1, 1764000000, 60, -1, 2**63 - 1, -(2**63), 253402300799, 253402300800, -62135596800, -62135596801, 10**12])
    return cls(seconds=draw(seconds), nanos=draw(st.sampled_from([0, 999999999, 10**9, -1, -(2**31), 2**31 - 1])))


@st.composite
def a_message(draw, descriptor, depth=0, wild=None, parent=None):
    """`wild`: whether fields may be hostile; otherwise the message is as it should be, so that it gets past the rules and to the handler."""
    if descriptor.full_name == "google.protobuf.FieldMask":
        return draw(a_mask(parent))
    cls = descriptor._concrete_class
    if wild is None:
        wild = draw(st.sampled_from([True, True, False]))
    if descriptor.full_name in ("google.protobuf.Timestamp", "google.protobuf.Duration"):
        return draw(a_time(cls, wild))
    message = cls()
    chosen = {oneof.name: draw(st.sampled_from([f.name for f in oneof.fields if wild or f.name != "group"])) for oneof in descriptor.oneofs}
    for field in descriptor.fields:
        oneof = field.containing_oneof
        if (oneof and chosen[oneof.name] != field.name) or (depth >= DEEPEST and field.message_type):
            continue
        rules = rules_of(field)
        wanted = rules.required or oneof or field.name in ("name", "parent")
        dice = draw(st.integers(0, 19)) if wild else draw(st.sampled_from([5, 15]))
        if dice < 2 or (dice < 10 and not wanted) or (rules.output_only and dice < 19):
            continue  # absent
        single = hostile_single(field, depth, wild) if dice == 19 else valid_single(field, depth, wild, descriptor)
        if field.label != FieldDescriptor.LABEL_REPEATED:
            if field.message_type:
                getattr(message, field.name).CopyFrom(draw(single))
            else:
                setattr(message, field.name, draw(single))
            continue
        values = draw(st.lists(single, min_size=1, max_size=3 if wild else 2, unique_by=None if wild else str))
        if dice == 18:  # more than it may hold
            size = sum(v.ByteSize() if field.message_type else len(str(v)) for v in values)
            values *= draw(st.sampled_from([7, 1100] if size < 1000 else [2, 7]))
        if field.message_type and field.message_type.GetOptions().map_entry:
            for value in values:  # a map takes its entries one by one; of those with the same key the last counts
                if field.message_type.fields_by_name["value"].message_type:
                    getattr(message, field.name)[value.key].CopyFrom(value.value)
                else:
                    getattr(message, field.name)[value.key] = value.value
            continue
        getattr(message, field.name).extend(values)
    return message


@pytest.fixture(scope="module")
def seeded(admin):
    """What the names in the messages name."""
    i, r, s = areas.identity, areas.requirement, areas.supplier
    for member in IDS["members"]:
        admin.identity.CreateMember(i.CreateMemberRequest(parent="forces/kent", member_id=member, member=i.Member(display_role="fuzz")))
    for force in IDS["forces"]:
        for need in IDS["needs"]:
            admin.needs.CreateNeed(r.CreateNeedRequest(parent=f"forces/{force}", need_id=need, need=r.Need(statement=f"Radios that last a shift, {need}")))
        for requirement in IDS["requirements"]:
            admin.requirements.CreateRequirement(
                r.CreateRequirementRequest(
                    parent=f"forces/{force}", requirement_id=requirement, requirement=r.Requirement(title="Radios", text="Radios that last", cpv_codes=["35000000"])
                )
            )
        name = f"forces/{force}/requirements/published"
        admin.requirements.SubmitRequirement(r.SubmitRequirementRequest(name=name))
        admin.requirements.PublishRequirement(r.PublishRequirementRequest(name=name, accept_warnings="a test", no_consultation_reason="a test"))
    for supplier in IDS["suppliers"][:2]:
        name = f"suppliers/{supplier}"
        admin.suppliers.CreateSupplier(s.CreateSupplierRequest(supplier=s.Supplier(name=name, display_name=supplier)))
        admin.suppliers.CreateCapability(s.CreateCapabilityRequest(parent=name, capability_id="c1", capability=s.Capability(title="Radios")))
        admin.suppliers.CreateCertification(
            s.CreateCertificationRequest(parent=name, certification_id="c1", certification=s.Certification(type="iso-27001"))
        )
        admin.suppliers.CreateMembership(s.CreateMembershipRequest(parent=name, membership_id="m1", membership=s.Membership(framework="RM1")))
        debarment = s.Debarment(effect=s.Debarment.EFFECT_MANDATORY, ground="a test", valid_from="2026-01-01", provenance={"source": "a test"})
        admin.suppliers.CreateDebarment(s.CreateDebarmentRequest(parent=name, debarment_id="d1", debarment=debarment))
    page_tokens.append(admin.needs.ListNeeds(r.ListNeedsRequest(page_size=1)).next_page_token)
    page_tokens.append(admin.identity.ListOrganisations(i.ListOrganisationsRequest(page_size=1)).next_page_token)
    page_tokens.append(admin.suppliers.ListSuppliers(s.ListSuppliersRequest(page_size=1)).next_page_token)
    assert all(page_tokens[1:])


def call(admin, method, message):
    """The answer, or the refusal. A stream is listened to for a moment."""
    name = f"/{method.containing_service.full_name}/{method.name}"
    serialise = message if isinstance(message, bytes) else message.SerializeToString()
    parse = method.output_type._concrete_class.FromString
    try:
        if not method.server_streaming:
            return admin.channel.unary_unary(name, response_deserializer=parse)(serialise)
        endless = method.name == "WatchChanges"
        stream = admin.channel.unary_stream(name, response_deserializer=parse)(serialise, timeout=0.4 if endless else 30)
        try:
            return next(stream, None) if endless else list(stream)
        finally:
            stream.cancel()
    except grpc.RpcError as error:
        if method.name == "WatchChanges" and error.code() == grpc.StatusCode.DEADLINE_EXCEEDED:
            return None  # nothing changed meanwhile
        return error


def assert_fair(error):
    """An error that somebody can act on: one of the catalogue, with a reason, and the field where it is the request that is wrong."""
    found = types.SimpleNamespace(info=None, bad=None)
    status = status_pb2.Status()
    status.ParseFromString(dict(error.trailing_metadata()).get("grpc-status-details-bin", b""))
    for detail in status.details:
        for attribute, cls in (("info", error_details_pb2.ErrorInfo), ("bad", error_details_pb2.BadRequest)):
            unpacked = cls()
            if detail.Unpack(unpacked):
                setattr(found, attribute, unpacked)
    said = f"{error.code().name}: {error.details()}"
    if error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED and "message larger than max" in error.details():
        return  # gRPC's own word, before any code of ours
    assert error.code().name in FAIR, said
    assert error.details(), said
    assert found.info is not None and found.info.domain == "frontline" and found.info.reason, said
    if error.code() == grpc.StatusCode.INVALID_ARGUMENT:
        assert found.bad is not None and found.bad.field_violations, said
        first, *others = found.bad.field_violations  # the last may say how many more there are
        assert first.field and all(v.description and (v.field or v.description.startswith("and ")) for v in (first, *others)), said


def serves(admin):
    return admin.identity.WhoAmI(areas.identity.WhoAmIRequest()).member.name


@pytest.mark.parametrize("name", METHODS)
def test_whatever_is_sent_is_answered_or_refused_with_a_reason(admin, seeded, name):
    method = METHODS[name]

    @settings(
        max_examples=FEW_EXAMPLES.get(method.name, EXAMPLES),
        derandomize=not EXPLORED,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(a_message(method.input_type))
    def holds(message):
        answer = call(admin, method, message)
        if isinstance(answer, grpc.RpcError):
            assert_fair(answer)

    holds()
    assert serves(admin)


def nested(levels):
    """A criterion whose test is groups in groups."""
    r = areas.requirement
    test = r.Test(statement=r.StatementTest(key="k"))
    for _ in range(levels):
        test = r.Test(group=r.TestGroup(operator=r.TestGroup.OPERATOR_ALL_OF, tests=[test]))
    criterion = r.Criterion(text="deep", obligation=r.OBLIGATION_MUST, test=test)
    return r.LintRequirementRequest(requirement=r.Requirement(title="Deep", criteria=[criterion]))


@pytest.mark.parametrize("levels", [4, 20, 45])
def test_groups_nested_too_deep_are_refused_by_name(admin, levels):
    error = call(admin, METHODS["RequirementService.LintRequirement"], nested(levels))
    assert isinstance(error, grpc.RpcError)
    assert_fair(error)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT


def length_delimited(number, content):
    def varint(n):
        out = b""
        while n > 127:
            out, n = out + bytes([n & 127 | 128]), n >> 7
        return out + bytes([n])

    return varint(number << 3 | 2) + varint(len(content)) + content


def nested_bytes(levels):
    """As nested(), on the wire: deeper than Python would build it."""
    test = b""
    for _ in range(levels):
        test = length_delimited(8, length_delimited(2, test))
    return length_delimited(2, length_delimited(6, length_delimited(6, test)))


BROKEN = {
    "nesting past what a parser takes": lambda method: nested_bytes(2000),
    "bytes that are no message": lambda method: b"\xff\xff\xff\xff",
    "a field that is cut off": lambda method: b"\x0a\x50abc",
    "text that is not UTF-8": lambda method: length_delimited(method.input_type.fields_by_name["name"].number, b"forces/kent/needs/\xff\xfe"),
    "a group that never ends": lambda method: struct.pack("B", 0x0B),
}


@pytest.mark.parametrize("what", BROKEN)
def test_bytes_that_cannot_be_read_are_the_callers_fault(admin, what):
    method = METHODS["RequirementService.LintRequirement"]
    error = call(admin, method, BROKEN[what](method))
    assert isinstance(error, grpc.RpcError)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, f"{error.code().name}: {error.details()}"
    assert_fair(error)
    assert serves(admin)


def test_fields_of_a_later_contract_are_let_be(admin, seeded):
    method = METHODS["NeedService.GetNeed"]
    answer = call(admin, method, length_delimited(1, b"forces/kent/needs/n1") + length_delimited(1999, b"of a later version"))
    assert not isinstance(answer, grpc.RpcError), answer
    assert answer.name == "forces/kent/needs/n1"


def test_after_all_that_the_store_is_whole(admin, seeded):
    """Last in the file: what the calls above wrote, every index and the audit are in step."""
    *_, last = admin.admin.Check(areas.admin.CheckRequest())
    assert last.HasField("report")
    assert not last.report.problems, last.report.problems
    assert last.report.records > 100
    assert eventually(lambda: serves(admin))
