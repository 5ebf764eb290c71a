"""Runs the real frontlined and talks to it through stubs generated from proto/. Fixtures over this stand in conftest.py."""

import contextlib
import fcntl
import importlib
import os
import pathlib
import queue
import re
import signal
import subprocess
import sys
import threading
import time
import types

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
# A sanitizer's build on a busy machine takes its time; nobody waits this long for a healthy one.
PATIENCE = 60


def build_folder():
    """The build under test: FRONTLINE_BUILD, or the newest one that has a frontlined."""
    if "FRONTLINE_BUILD" in os.environ:
        return pathlib.Path(os.environ["FRONTLINE_BUILD"]).resolve()
    built = [p for p in (ROOT / "build").glob("*/frontlined")]
    if not built:
        raise RuntimeError("no build has a frontlined; run tests/run, or set FRONTLINE_BUILD")
    return max(built, key=lambda p: p.stat().st_mtime).parent


BUILD = build_folder()
FRONTLINED = BUILD / "frontlined"
FRONTCTL = BUILD / "frontctl"


def generate_stubs():
    """Python stubs of the whole contract in the build folder, made again when a proto changed. Test processes run side by side: one makes them."""
    out = BUILD / "python_stubs"
    out.mkdir(parents=True, exist_ok=True)
    protos = sorted((ROOT / "proto" / "frontline").rglob("*.proto"))
    wanted = "\n".join(f"{p.relative_to(ROOT)} {p.stat().st_mtime_ns}" for p in protos)
    stamp = out / ".stamp"
    with open(out / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            googleapis = ROOT / "build" / "googleapis"
            command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{ROOT / 'proto'}", f"-I{googleapis}", f"--python_out={out}", f"--grpc_python_out={out}"]
            subprocess.run([*command, *map(str, protos)], check=True)
            stamp.write_text(wanted)
    if str(out) not in sys.path:
        sys.path.insert(0, str(out))
    return out


def area(name):
    """All messages, enums and stubs of an area in one namespace: area("identity").GetMemberRequest, area("identity").IdentityServiceStub."""
    everything = types.SimpleNamespace()
    for folder in generate_stubs().glob(f"frontline/{name}/v1"):
        for file in sorted(folder.glob("*_pb2*.py")):
            module = importlib.import_module(f"frontline.{name}.v1.{file.stem}")
            everything.__dict__.update({k: v for k, v in vars(module).items() if not k.startswith("_") and not isinstance(v, types.ModuleType)})
    if not vars(everything):
        raise AttributeError(f"no area {name} under proto/frontline")
    return everything


class Areas:
    """areas.identity is area("identity"), loaded when first asked for."""

    def __getattr__(self, name):
        value = area(name)
        setattr(self, name, value)
        return value


areas = Areas()


class _CallDetails(grpc.ClientCallDetails):
    def __init__(self, details, metadata):
        self.method = details.method
        self.timeout = details.timeout if details.timeout is not None else PATIENCE
        self.metadata = metadata
        self.credentials = details.credentials
        self.wait_for_ready = details.wait_for_ready
        self.compression = details.compression


class _Token(
    grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor, grpc.StreamStreamClientInterceptor
):
    """Puts the token, if any, on every call, and a deadline on those that have none."""

    def __init__(self, token):
        self.metadata = [("authorization", f"Bearer {token}")] if token else []

    def _intercept(self, continuation, details, request):
        return continuation(_CallDetails(details, [*(details.metadata or []), *self.metadata]), request)

    intercept_unary_unary = intercept_unary_stream = intercept_stream_unary = intercept_stream_stream = _intercept


class Client:
    """Stubs over one channel: client.identity is the stub of frontline.identity.v1.IdentityService."""

    # Attribute → area and service. An area's stubs are made when first asked for, so that tests of one need no other.
    SERVICES = {
        "identity": ("identity", "IdentityService"),
        "needs": ("requirement", "NeedService"),
        "requirements": ("requirement", "RequirementService"),
        "codes": ("requirement", "CodeService"),
        "suppliers": ("supplier", "SupplierService"),
        "matching": ("matching", "MatchingService"),
        "consultations": ("requirement", "ConsultationService"),
        "traces": ("requirement", "TraceService"),
        "surveys": ("survey", "SurveyService"),
        "responses": ("survey", "ResponseService"),
        "findings": ("survey", "FindingService"),
        "submissions": ("federation", "SubmissionService"),
        "exchange": ("exchange", "ExchangeService"),
        "admin": ("admin", "AdminService"),
        "changes": ("admin", "ChangeService"),
    }

    def __init__(self, channel, token=None):
        self.raw_channel = channel
        self.channel = grpc.intercept_channel(channel, _Token(token))
        self.token = token

    def __getattr__(self, name):
        if name not in self.SERVICES:
            raise AttributeError(name)
        in_area, service = self.SERVICES[name]
        stub = getattr(area(in_area), f"{service}Stub")(self.channel)
        setattr(self, name, stub)
        return stub

    def close(self):
        self.raw_channel.close()


class Frontlined:
    """One frontlined. Made by the fixture `start`; `address`, `metrics` and `token` are there once it serves."""

    def __init__(self, data, *arguments, listen="127.0.0.1:0", metrics="off", log=None, env=None, wrapper=()):
        self.data = pathlib.Path(data)
        self.listen = listen
        self.arguments = [str(a) for a in arguments]
        self.metrics_option = metrics
        self.log = pathlib.Path(log) if log else self.data.parent / f"{self.data.name}.log"
        self.env = env
        self.wrapper = list(wrapper)
        self.process = None
        self.address = None
        self.metrics = None
        self.greeting = None
        self._clients = []

    def command(self):
        return [*self.wrapper, str(FRONTLINED), "--data", str(self.data), "--listen", self.listen, "--metrics", self.metrics_option, *self.arguments]

    def start(self):
        """Returns self once it serves; RuntimeError with its log when it ends first."""
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=log, text=True, env=self.env)
        lines = queue.Queue()

        def drain(stdout):  # for as long as it runs, so that it never waits for us
            for line in stdout:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=drain, args=(self.process.stdout,), daemon=True).start()
        try:
            self.greeting = lines.get(timeout=PATIENCE)
        except queue.Empty:
            self.kill()
            raise RuntimeError(f"frontlined did not serve within {PATIENCE} s:\n{self.log.read_text()}") from None
        if self.greeting is None:
            raise RuntimeError(f"frontlined ended with {self.process.wait()}:\n{self.log.read_text()}")
        self.address = re.search(r"serving on (\S+)", self.greeting).group(1)
        found = re.search(r"metrics on ([^\s)]+)", self.greeting)
        self.metrics = found.group(1) if found else None
        return self

    @property
    def token(self):
        """The first administrator's."""
        return (self.data / "admin.token").read_text().strip()

    def client(self, token=None, credentials=None, options=()):
        """A client with this token; without one, the administrator's. token="" sends none."""
        if token is None:
            token = self.token
        channel = grpc.secure_channel(self.address, credentials, options) if credentials else grpc.insecure_channel(self.address, options)
        client = Client(channel, token)
        self._clients.append(client)
        return client

    @property
    def admin(self):
        """The administrator's client."""
        return self.client()

    def close_clients(self):
        for client in self._clients:
            client.close()
        self._clients = []

    def stop(self, with_signal=signal.SIGTERM):
        """Ends it and returns its exit code."""
        self.close_clients()
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def kill(self):
        """As a power cut for the process: SIGKILL."""
        self.process.kill()
        self.process.wait()
        self.close_clients()

    def restart(self):
        """Stops it and starts it again over the same data, on the same port."""
        if self.process.poll() is None:
            self.stop()
        if self.address and not self.listen.startswith("unix:"):
            self.listen = self.address
        return self.start()


def run_to_end(*arguments, env=None, timeout=PATIENCE):
    """Runs frontlined where it is to end by itself: the finished process, with its output."""
    return subprocess.run([str(FRONTLINED), *map(str, arguments)], capture_output=True, text=True, timeout=timeout, env=env)


def error_of(error):
    """What a grpc.RpcError says: .code, .message, .reason, .metadata, .fields ({path: description}), .retry_after (seconds)."""
    generate_stubs()
    from google.rpc import error_details_pb2, status_pb2

    found = types.SimpleNamespace(code=error.code().name, message=error.details(), reason="", metadata={}, fields={}, retry_after=None)
    status = status_pb2.Status()
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            status.ParseFromString(value)
    for detail in status.details:
        info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            found.reason = info.reason
            found.metadata = dict(info.metadata)
        elif detail.Unpack(bad):
            found.fields = {violation.field: violation.description for violation in bad.field_violations}
        elif detail.Unpack(retry):
            found.retry_after = retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9
    return found


@contextlib.contextmanager
def refused(code, reason=None, field=None):
    """The block makes a call that is refused like this; gives error_of the refusal."""
    found = types.SimpleNamespace()
    try:
        yield found
    except grpc.RpcError as error:
        found.__dict__.update(vars(error_of(error)))
        assert found.code == code, f"{found.code}: {found.message}"
        assert reason is None or found.reason == reason, f"{found.reason}: {found.message}"
        assert field is None or field in found.fields, found.fields
        return
    raise AssertionError(f"not refused; expected {code}")


def eventually(condition, within=10.0, every=0.02):
    """Waits until `condition()` is true and returns its value. For what another process does in its own time, never for what a call has answered."""
    end = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {within} s: {condition}"
        time.sleep(every)
