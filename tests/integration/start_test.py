"""frontlined starts, says where it serves, and says why where it can't."""

import json
import os
import re
import socket
import stat
import subprocess
import time
import urllib.request

import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from frontline_process import BUILD, eventually, refused, run_to_end


def assert_refuses(finished, code, *words):
    """It ended with `code` and one line on stderr that has these words, and printed nothing that looks like serving."""
    assert finished.returncode == code, finished.stderr
    assert finished.stdout == ""
    assert finished.stderr.startswith("frontlined: ") and finished.stderr.count("\n") == 1, finished.stderr
    for word in words:
        assert word in finished.stderr, finished.stderr


def test_it_says_where_it_serves_in_one_line_and_answers_there(start, areas):
    server = start()
    assert re.fullmatch(r"frontlined \S+ serving on 127\.0\.0\.1:\d+\n", server.greeting)
    me = server.admin.identity.WhoAmI(areas.identity.WhoAmIRequest())
    assert me.member.name == "national/frontline/members/administrator"


def test_the_log_is_json_lines_that_name_no_token(start, areas):
    server = start()
    server.admin.identity.IssueToken(areas.identity.IssueTokenRequest(parent="national/frontline/members/administrator"))
    token = server.token
    server.stop()
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert [line["event"] for line in lines if line["event"] != "call"] == ["serving", "stopping", "stopped"]
    assert any(line.get("method") == "frontline.identity.v1.IdentityService/IssueToken" for line in lines)
    assert token not in server.log.read_text()


def test_data_folder_and_token_are_for_the_owner_alone(start):
    server = start()
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.data / "admin.token").stat().st_mode) == 0o600
    for path in server.data.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_token_of_the_first_start_stays(start):
    server = start()
    first = server.token
    server.restart()
    assert server.token == first


def test_it_serves_health_for_the_whole_and_for_each_service(server):
    stub = health_pb2_grpc.HealthStub(server.client("").channel)
    for service in ("", "frontline.identity.v1.IdentityService", "frontline.admin.v1.AdminService"):
        eventually(lambda: stub.Check(health_pb2.HealthCheckRequest(service=service)).status == health_pb2.HealthCheckResponse.SERVING)


def test_it_describes_its_services_by_reflection(server):
    database = ProtoReflectionDescriptorDatabase(server.client("").raw_channel)
    services = database.get_services()
    assert {"frontline.admin.v1.AdminService", "frontline.admin.v1.ChangeService", "frontline.identity.v1.IdentityService"} <= set(services)
    assert database.FindFileContainingSymbol("frontline.admin.v1.AdminService").name == "frontline/admin/v1/admin_service.proto"


def test_metrics_count_calls_and_commits(start, areas):
    server = start(metrics="127.0.0.1:0")
    server.admin.identity.WhoAmI(areas.identity.WhoAmIRequest())
    with refused("UNAUTHENTICATED"):
        server.client("no-such-token").identity.WhoAmI(areas.identity.WhoAmIRequest())
    text = urllib.request.urlopen(f"http://{server.metrics}/metrics", timeout=10).read().decode()
    method = 'method="frontline.identity.v1.IdentityService/WhoAmI"'
    assert re.search(r'frontline_calls_total\{[^}]*code="OK"[^}]*%s[^}]*\} 1\b|frontline_calls_total\{%s,code="OK"\} 1\b' % (method, method), text), text
    assert "UNAUTHENTICATED" in text
    assert float(re.search(r"^frontline_store_commits_total (\S+)", text, re.M).group(1)) > 0
    assert re.search(r"^frontline_store_healthy 1", text, re.M)


def test_a_member_that_calls_too_often_is_told_when_to_come_again(start, areas):
    server = start("--calls-per-second", "1", "--calls-burst", "3")
    admin = server.admin
    with refused("RESOURCE_EXHAUSTED", "RATE_LIMITED") as error:
        for _ in range(10):
            admin.identity.WhoAmI(areas.identity.WhoAmIRequest())
    assert 0 < error.retry_after <= 1


def test_a_port_in_use_is_named(start, tmp_path):
    server = start()
    finished = run_to_end("--data", tmp_path / "other", "--listen", server.address, "--metrics", "off")
    assert_refuses(finished, 5, server.address, "in use")
    assert not (tmp_path / "other").exists()


def test_a_metrics_port_in_use_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert_refuses(run_to_end("--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--metrics", address), 5, address, "--metrics")


def test_an_address_of_another_machine_is_named(tmp_path):
    finished = run_to_end("--data", tmp_path / "data", "--listen", "192.0.2.1:50051", "--metrics", "off")
    assert_refuses(finished, 5, "192.0.2.1:50051", "not an address of this machine")


def test_a_data_folder_in_use_is_named_and_left_alone(start, areas):
    server = start()
    finished = run_to_end("--data", server.data, "--listen", "127.0.0.1:0", "--metrics", "off")
    assert_refuses(finished, 6, str(server.data), "in use by another process")
    server.admin.identity.WhoAmI(areas.identity.WhoAmIRequest())


def test_a_data_folder_of_a_newer_format_is_refused_and_left_alone(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    subprocess.run([BUILD / "newer_format", data / "store"], check=True)
    for _ in range(2):
        finished = run_to_end("--data", data, "--listen", "127.0.0.1:0", "--metrics", "off")
        assert_refuses(finished, 7, "format 1000", "newer program")


@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*"])
def test_a_damaged_data_folder_is_refused(start, pattern):
    server = start()
    server.stop()
    for file in (server.data / "store").glob(pattern):
        file.write_bytes(b"\x00not what it was\n" * 20)
    finished = run_to_end("--data", server.data, "--listen", "127.0.0.1:0", "--metrics", "off")
    assert_refuses(finished, 8, str(server.data), "damaged")


def test_a_data_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "data").write_text("mine")
    assert_refuses(run_to_end("--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--metrics", "off"), 11, "not a folder")
    assert (tmp_path / "data").read_text() == "mine"


def test_an_unknown_service_is_named_with_those_that_there_are(tmp_path):
    finished = run_to_end("--data", tmp_path / "data", "--services=identity,suppliers", "--metrics", "off")
    assert_refuses(finished, 3, "'suppliers'", "identity")


def test_a_service_that_is_needed_and_nowhere_is_named(tmp_path):
    finished = run_to_end("--data", tmp_path / "data", "--services=admin", "--metrics", "off")
    assert_refuses(finished, 4, "--peer identity=HOST:PORT")


def test_an_option_that_does_not_exist_is_named():
    assert_refuses(run_to_end("--lsiten", "127.0.0.1:0"), 2, "--lsiten", "--help")


def test_help_and_version_need_no_data_folder(tmp_path):
    for option in ("--help", "--version"):
        finished = subprocess.run([BUILD / "frontlined", option], capture_output=True, text=True, cwd=tmp_path)
        assert finished.returncode == 0 and finished.stdout and not finished.stderr
    assert os.listdir(tmp_path) == []


def test_it_serves_on_a_unix_socket(start, areas, tmp_path):
    server = start(listen=f"unix:{tmp_path / 'socket'}")
    assert server.address == f"unix:{tmp_path / 'socket'}"
    server.admin.identity.WhoAmI(areas.identity.WhoAmIRequest())


def test_a_data_folder_with_spaces_in_its_name_is_as_good_as_any(start, areas, tmp_path):
    server = start(data=tmp_path / "a folder with spaces")
    server.admin.identity.WhoAmI(areas.identity.WhoAmIRequest())


def test_started_again_it_serves_soon(start):
    """Not a measurement: it fails only when a second start does work that belongs to the first."""
    server = start()
    began = time.monotonic()
    server.restart()
    assert time.monotonic() - began < 10
