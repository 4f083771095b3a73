"""Start and stop a gunicorn with two workers, and look at its processes."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Unexpected

WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    first_answer: float
    """Seconds from the command to the first answer."""

    def worker_kilobytes(self) -> list[int]:
        """Return the resident memory of each worker process in kB."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [_resident(int(child)) for child in children]


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


@contextmanager
def serving(port: int, environ: Mapping[str, str], *, workers: int = WORKERS) -> Iterator[Server]:
    """Serve ``bench.server`` on the port until the block ends."""
    command = [
        *(sys.executable, "-m", "gunicorn", "--no-control-socket", "--workers", str(workers)),
        *("--bind", f"127.0.0.1:{port}", "--access-logfile", "/dev/null", "bench.server:app"),
    ]
    given = {**os.environ, "PORTAL_BASE_URL": f"http://127.0.0.1:{port}", **environ}
    process = subprocess.Popen(command, env=given, stderr=subprocess.DEVNULL)
    try:
        answered = wait_until_answering(port)
        if process.poll() is not None:
            raise Unexpected(f"gunicorn could not serve on port {port}")
        yield Server(port, process, answered)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_answering(port: int, *, seconds: float = 30) -> float:
    """Return the seconds until the server answered for the first time."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
            continue
        return time.perf_counter() - began
    raise TimeoutError(f"nothing answered on port {port}")
