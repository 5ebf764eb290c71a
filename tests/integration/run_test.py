"""services/run: one command that starts, loads the sample data once, and stops cleanly. What it builds is here already: stand-ins take the place of
cmake and frontctl, frontlined is the real one."""

import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading

import pytest

from frontline_process import FRONTLINED, PATIENCE, ROOT

CMAKE = "#!/bin/sh\nexit 0\n"
# Notes how it was called; fails while a file says so.
FRONTCTL = """#!/bin/sh
here=$(dirname "$0")
echo "$* $FRONTLINE_SERVER $(cat "$FRONTLINE_TOKEN_FILE" | wc -c)" >>"$here/frontctl.log"
[ ! -e "$here/slow" ] || sleep 30
[ ! -e "$here/broken" ]
"""


class Checkout:
    def __init__(self, folder):
        self.folder = folder
        services, self.release = folder / "services", folder / "build" / "release"
        services.mkdir(parents=True)
        self.release.mkdir(parents=True)
        for name in ("run", "setup.sh", "requirements.txt"):
            shutil.copy(ROOT / "services" / name, services / name)
        (self.release / "build.ninja").touch()
        (self.release / "frontlined").symlink_to(FRONTLINED)
        self.write_program(self.release / "frontctl", FRONTCTL)
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.write_program(self.bin / "cmake", CMAKE)
        (folder / "build" / "venv" / "lib").mkdir(parents=True)
        wanted = (services / "requirements.txt").read_text().rstrip("\n")
        (folder / "build" / "venv" / ".requirements").write_text(hashlib.sha256(wanted.encode()).hexdigest() + "  -\n")

    @staticmethod
    def write_program(path, text):
        path.write_text(text)
        path.chmod(0o755)

    def frontctl_calls(self):
        log = self.release / "frontctl.log"
        return log.read_text().splitlines() if log.exists() else []

    def run(self, *options, until="Ctrl-C stops", with_signal=signal.SIGINT, cwd=None):
        """Starts it, sends the signal to its process group, as a terminal does, once it has printed `until`; its exit code and output."""
        command = [self.folder / "services" / "run", "--listen", "127.0.0.1:0", *options, "--", "--metrics", "off"]
        env = {**os.environ, "PATH": f"{self.bin}:{os.environ['PATH']}"}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=cwd or self.folder, start_new_session=True
        )
        watchdog = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        output = ""
        for line in process.stdout:
            output += line
            if until and until in line:
                os.killpg(process.pid, with_signal)
        code = process.wait()
        watchdog.cancel()
        self.assert_nothing_runs(process.pid)
        return code, output

    @staticmethod
    def assert_nothing_runs(group):
        """Nothing of the process group but what waits to be reaped by the system."""
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it ended just now
                name, rest = stat.read_text().rsplit(")", 1)
                state, _, its_group = rest.split()[:3]
                assert int(its_group) != group or state == "Z", name


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "a folder with spaces")


def test_the_first_start_loads_the_sample_data_and_says_where_the_token_lies(checkout):
    code, output = checkout.run()
    assert code == 0, output
    address = re.search(r"serving on (\S+)", output).group(1)
    assert checkout.frontctl_calls() == [f"sample load {address} 47"]
    assert f"{checkout.folder}/data/admin.token" in output
    assert output.count("  frontctl ") == 3, "three commands to try"


def test_the_second_start_loads_nothing(checkout):
    checkout.run()
    code, output = checkout.run()
    assert code == 0, output
    assert len(checkout.frontctl_calls()) == 1


def test_without_sample_data_it_stays_empty(checkout):
    for options in (["--no-sample"], []):
        code, output = checkout.run(*options)
        assert code == 0, output
    assert checkout.frontctl_calls() == []


def test_a_load_that_failed_is_taken_up_again(checkout):
    (checkout.release / "broken").touch()
    code, output = checkout.run(until=None)
    assert code == 1 and "sample data could not be loaded" in output
    (checkout.release / "broken").unlink()
    code, output = checkout.run()
    assert code == 0, output
    assert len(checkout.frontctl_calls()) == 2


def test_a_load_that_was_interrupted_is_taken_up_again(checkout):
    (checkout.release / "slow").touch()
    code, output = checkout.run(until="serving on")
    assert code == 0, output
    (checkout.release / "slow").unlink()
    before = len(checkout.frontctl_calls())  # none, where the signal came first
    code, output = checkout.run()
    assert code == 0, output
    assert len(checkout.frontctl_calls()) == before + 1


def test_a_data_folder_is_taken_from_where_the_user_stands(checkout, tmp_path):
    code, output = checkout.run("--data", "my data", cwd=tmp_path)
    assert code == 0, output
    assert (tmp_path / "my data" / "admin.token").exists()


def test_sigterm_stops_it_too(checkout):
    code, output = checkout.run(with_signal=signal.SIGTERM)
    assert code == 0, output


def test_what_frontlined_refuses_is_told_with_its_exit_code(checkout):
    code, output = checkout.run("--listen", "192.0.2.1:50051", until=None)
    assert code in (5, 9) and "192.0.2.1:50051" in output, output


@pytest.mark.parametrize("options, words", [(["--nonsense"], "--nonsense"), (["--data"], "--data needs a folder")])
def test_an_option_that_makes_no_sense_is_named(checkout, options, words):
    finished = subprocess.run([checkout.folder / "services" / "run", *options], capture_output=True, text=True)
    assert finished.returncode == 1 and words in finished.stderr
    assert not (checkout.folder / "data").exists()
