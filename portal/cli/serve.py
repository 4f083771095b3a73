"""flask serve: the web server and a worker, side by side, on this machine."""

import socket
import subprocess
import sys
from collections.abc import Sequence
from threading import Event
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.cli.stopping import stop_on_signals
from portal.config import ROOT

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 5000
PATIENCE = 40
"""Seconds that a child may take to end; gunicorn gives the requests in hand 30."""


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve the portal and do its background work until stopped; behind a proxy, start the two by themselves."""
    host, port = own_address(current_app.config["PORTAL_BASE_URL"])
    if is_taken(host, port):
        raise click.ClickException(f"Port {port} is taken; choose another: PORTAL_BASE_URL=http://127.0.0.1:{port + 1}")
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    python = (sys.executable, "-m")
    web = (*python, "gunicorn", "--no-control-socket", "--workers", "2", "--bind", bind, "wsgi:app")
    sys.exit(run_together([web, (*python, "flask", "worker")], stop_on_signals()))


def own_address(base_url: str) -> tuple[str, int]:
    """Return the host and port to listen at: those of the base URL when it is this machine's, else 127.0.0.1:5000."""
    parts = urlsplit(base_url)
    if parts.hostname in LOOPBACK:
        return parts.hostname, parts.port or PORT
    return LOOPBACK[0], PORT


def is_taken(host: str, port: int) -> bool:
    """Tell whether another program listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def run_together(commands: Sequence[Sequence[str]], stop: Event, *, patience: float = PATIENCE) -> int:
    """Run the commands until told to stop, or until one ends by itself; none outlives this call.

    Return 0 when told to stop, 1 when a command ended by itself.
    """
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:  # one by one: what was started is ended even when the next one can't be
            children.append(subprocess.Popen(command, cwd=ROOT))  # noqa: PERF401, S603
        while not stop.wait(0.2):
            if any(child.poll() is not None for child in children):
                return 1
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            end(child, patience)


def end(child: subprocess.Popen[bytes], patience: float) -> None:
    """Wait that many seconds for a child that was asked to end, then end it by force."""
    try:
        child.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
