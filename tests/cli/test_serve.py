"""Serve the portal and its worker side by side, and leave neither behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer

import psutil
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from portal.cli.serve import is_taken, own_address, run_together
from portal.config import ROOT
from tests.databases import only_sqlite
from tests.mail.mail_server import free_port

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
END = [sys.executable, "-c", "raise SystemExit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)",
]
PATIENCE = 60
"""Seconds for two programs to start on a busy machine."""


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    before = {child.pid for child in children()}
    yield
    assert {child.pid for child in children()} - before == set()


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("http://127.0.0.1:5000", ("127.0.0.1", 5000)),
        ("http://localhost:8080", ("localhost", 8080)),
        ("http://localhost", ("localhost", 5000)),
        ("http://[::1]:7000", ("::1", 7000)),
    ],
)
def test_it_listens_at_the_base_url_of_this_machine(base_url: str, expected: tuple[str, int]) -> None:
    assert own_address(base_url) == expected


@pytest.mark.parametrize("base_url", ["https://privacy.example.se", "http://0.0.0.0:80", "http://192.0.2.7:5001"])
def test_it_never_listens_to_the_world(base_url: str) -> None:
    assert own_address(base_url) == ("127.0.0.1", 5000)


def test_a_port_that_somebody_listens_at_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert is_taken("127.0.0.1", other.getsockname()[1])


def test_a_port_that_nobody_listens_at_is_free() -> None:
    assert not is_taken("127.0.0.1", free_port())


def test_told_to_stop_it_ends_every_command() -> None:
    stop = Event()
    Timer(0.5, stop.set).start()

    assert run_together([SLEEP, SLEEP], stop) == 0


def test_a_command_that_ends_takes_the_others_with_it() -> None:
    assert run_together([SLEEP, END], Event()) == 1


def test_a_command_that_can_not_be_started_leaves_no_other_running() -> None:
    with pytest.raises(FileNotFoundError):
        run_together([SLEEP, ["/no/such/program"]], Event())


def test_a_command_that_does_not_listen_is_ended_by_force() -> None:
    stop = Event()
    Timer(2, stop.set).start()
    began = time.monotonic()

    run_together([STUBBORN], stop, patience=0.5)

    assert time.monotonic() - began < 20


@only_sqlite
def test_a_taken_port_is_told_in_one_line(app: Flask, runner: FlaskCliRunner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        app.config["PORTAL_BASE_URL"] = f"http://127.0.0.1:{port}"

        answer = runner.invoke(args=["serve"])

    assert answer.exit_code == 1
    assert re.fullmatch(rf"Error: Port {port} is taken; .*\n", answer.output)


class Served:
    """flask serve in a process of its own."""

    def __init__(self, instance: Path) -> None:
        self.port = free_port()
        environ = {**os.environ, "PORTAL_INSTANCE": str(instance), "PORTAL_BASE_URL": f"http://127.0.0.1:{self.port}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve"], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL
        )
        self.wait_until_ready()
        self.web, self.worker = self.parts()

    def wait_until_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError("the portal did not answer")

    def parts(self) -> tuple[psutil.Process, psutil.Process]:
        direct = psutil.Process(self.process.pid).children()
        web = next(child for child in direct if "gunicorn" in " ".join(child.cmdline()))
        return web, next(child for child in direct if child.pid != web.pid)


@pytest.fixture
def served(app: Flask, tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.terminate()
        made.process.wait(PATIENCE)


@only_sqlite
def test_it_serves_the_portal_until_it_is_told_to_stop(served: Served) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/", timeout=10) as answer:
        status = answer.status

    served.process.send_signal(signal.SIGTERM)

    assert status == 200
    assert served.process.wait(PATIENCE) == 0
    assert not served.web.is_running()
    assert not served.worker.is_running()


@only_sqlite
def test_a_killed_worker_ends_the_web_server_too(served: Served) -> None:
    served.worker.kill()

    assert served.process.wait(PATIENCE) == 1
    assert not served.web.is_running()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{served.port}/", timeout=5)
