"""TLS, and clients that sign in with a certificate."""

import subprocess
import types

import grpc
import pytest

from frontline_process import refused, run_to_end


def openssl(*arguments, cwd):
    subprocess.run(["openssl", *map(str, arguments)], cwd=cwd, check=True, capture_output=True)


def make_authority(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", 2, "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.pem", cwd=folder)


def lifetime(days):
    """Options for a certificate good for so many days, or, below 0, for none any more. OpenSSL 3.4 takes dates instead of negative days."""
    takes_dates = "-not_after" in subprocess.run(["openssl", "x509", "-help"], capture_output=True, text=True).stderr
    return ["-not_before", "20200101000000Z", "-not_after", "20200102000000Z"] if days < 0 and takes_dates else ["-days", days]


def make_certificate(folder, authority, name, common_name, san=None, days=2):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={common_name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr", cwd=folder)
    (folder / f"{name}.ext").write_text(f"subjectAltName={san}\n" if san else "basicConstraints=CA:FALSE\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial", *lifetime(days),
            "-extfile", f"{name}.ext", "-out", f"{name}.pem", cwd=folder)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    make_authority(folder, "ours")
    make_authority(folder, "theirs")
    make_certificate(folder, "ours", "server", "localhost", "IP:127.0.0.1,DNS:localhost")
    make_certificate(folder, "ours", "system", "intake-system")
    make_certificate(folder, "ours", "stranger", "no-such-system")
    make_certificate(folder, "theirs", "foreign", "intake-system")
    return folder


@pytest.fixture
def tls(certificates, start):
    """A server with TLS that lets clients of our authority sign in; tls.client(token, certificate)."""
    server = start("--tls-cert", certificates / "server.pem", "--tls-key", certificates / "server.key", "--tls-client-ca", certificates / "ours.pem")

    def client(token=None, certificate=None, authority="ours"):
        key = (certificates / f"{certificate}.key").read_bytes() if certificate else None
        chain = (certificates / f"{certificate}.pem").read_bytes() if certificate else None
        return server.client(token, grpc.ssl_channel_credentials((certificates / f"{authority}.pem").read_bytes(), key, chain))

    return types.SimpleNamespace(server=server, client=client)


def whoami(client, areas):
    return client.identity.WhoAmI(areas.identity.WhoAmIRequest(), timeout=10).member.name


def add_system(tls, areas):
    identity = areas.identity
    member = identity.Member(display_role="intake system", external_subject="intake-system")
    member.grants.add(organisation="forces/kent", role=identity.ROLE_SYSTEM)
    return tls.client().identity.CreateMember(identity.CreateMemberRequest(parent="forces/kent", member=member)).name


def test_a_token_signs_in_over_tls(tls, areas):
    assert whoami(tls.client(), areas) == "national/frontline/members/administrator"


def test_without_token_or_certificate_nobody_signs_in(tls, areas):
    with refused("UNAUTHENTICATED", "TOKEN_INVALID"):
        whoami(tls.client(""), areas)


def test_a_certificate_signs_its_member_in(tls, areas):
    name = add_system(tls, areas)
    assert whoami(tls.client("", "system"), areas) == name


def test_a_token_beside_a_certificate_says_who_it_is(tls, areas):
    add_system(tls, areas)
    assert whoami(tls.client(None, "system"), areas) == "national/frontline/members/administrator"


def test_a_certificate_of_no_member_signs_nobody_in(tls, areas):
    with refused("UNAUTHENTICATED"):
        whoami(tls.client("", "stranger"), areas)


def test_a_certificate_of_another_authority_is_not_let_in(tls, areas):
    add_system(tls, areas)
    with refused("UNAVAILABLE"):
        whoami(tls.client("", "foreign"), areas)


def test_a_client_that_trusts_another_authority_does_not_talk_to_it(tls, areas):
    with refused("UNAVAILABLE"):
        whoami(tls.client(authority="theirs"), areas)


def test_plain_text_is_not_served_on_a_tls_port(tls, areas):
    with refused("UNAVAILABLE"):
        whoami(tls.server.client(), areas)


def test_without_tls_it_listens_on_loopback_alone(tmp_path):
    finished = run_to_end("--data", tmp_path / "data", "--listen", "0.0.0.0:0", "--metrics", "off")
    assert finished.returncode == 9 and "0.0.0.0:0" in finished.stderr and "certificate" in finished.stderr, finished.stderr


def test_with_tls_it_listens_on_any_address(start, certificates, areas):
    server = start("--tls-cert", certificates / "server.pem", "--tls-key", certificates / "server.key", listen="0.0.0.0:0")
    server.address = server.address.replace("0.0.0.0", "127.0.0.1")
    client = server.client(None, grpc.ssl_channel_credentials((certificates / "ours.pem").read_bytes()))
    assert whoami(client, areas) == "national/frontline/members/administrator"


def test_processes_call_each_other_over_tls(start, certificates, areas, tmp_path):
    tls_options = ["--tls-cert", certificates / "server.pem", "--tls-key", certificates / "server.key"]
    identity = start("--services=identity", *tls_options)
    rest = start("--services=admin", "--peer", f"identity={identity.address}", "--peer-ca", certificates / "ours.pem", data=tmp_path / "rest")
    assert rest.client(identity.token).admin.GetStats(areas.admin.GetStatsRequest()).version


@pytest.mark.parametrize(
    "cert, key, words",
    [
        ("nowhere.pem", "server.key", ["--tls-cert", "nowhere.pem", "No such file"]),
        ("server.pem", "nowhere.key", ["--tls-key", "nowhere.key", "No such file"]),
        ("server.key", "server.key", ["--tls-cert", "no certificate"]),
        ("server.pem", "server.pem", ["--tls-key", "no private key"]),
        ("server.pem", "system.key", ["--tls-key", "not the key of the certificate"]),
    ],
)
def test_tls_files_that_do_not_do_are_named(certificates, tmp_path, cert, key, words):
    finished = run_to_end(
        "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--metrics", "off", "--tls-cert", certificates / cert, "--tls-key", certificates / key
    )
    assert finished.returncode == 9 and finished.stderr.count("\n") == 1, finished.stderr
    for word in words:
        assert word in finished.stderr
    assert not (tmp_path / "data").exists()


def test_an_expired_certificate_is_named(certificates, tmp_path):
    make_certificate(certificates, "ours", "old", "localhost", "IP:127.0.0.1", days=-1)
    finished = run_to_end(
        "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--metrics", "off", "--tls-cert", certificates / "old.pem", "--tls-key", certificates / "old.key"
    )
    assert finished.returncode == 9 and "expired" in finished.stderr, finished.stderr
