"""Load from outside: wrk with a script that checks every answer."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
_RESULT = re.compile(r"^RESULT (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)$", re.MULTILINE)


class Unexpected(Exception):
    """An answer had another status or text than it should: the figures would mean nothing."""


@dataclass(frozen=True)
class Request:
    """One request, spelled out."""

    path: str
    method: str = "GET"
    cookie: str = ""
    body: str = ""


@dataclass(frozen=True)
class Load:
    """What the answers showed: requests per second, median and 95th percentile in milliseconds."""

    rate: float
    median_ms: float
    p95_ms: float


def load(
    port: int,
    requests: Sequence[Request],
    *,
    connections: int,
    seconds: int,
    status: int = 200,
    text: str = "",
    enough: int = 0,
) -> Load:
    """Send the requests over so many kept-alive connections, and return the figures.

    :param enough: stop after so many answers (give one request more per connection), else when the time is up
    :raises Unexpected: an answer was not what it should be
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise Unexpected("wrk is not installed: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        for each in requests:
            file.write(f"{each.method}\t{each.path}\t{each.cookie}\t{each.body}\n")
        file.flush()
        host = f"127.0.0.1:{port}"
        words = [
            wrk,
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            "10s",
            "-s",
            str(SCRIPT),
            f"http://{host}/",
        ]
        words += ["--", file.name, str(status), text, str(enough), host]
        run = subprocess.run(words, capture_output=True, text=True, check=False, timeout=seconds + 60)
    found = _RESULT.search(run.stdout)
    if found is None:
        raise Unexpected(run.stdout + run.stderr)
    answered, micros, wrong, median, p95, errors = (float(number) for number in found.groups())
    if wrong or errors:
        raise Unexpected(f"{wrong:.0f} wrong answers and {errors:.0f} errors of {answered:.0f}: {run.stdout[-600:]}")
    return Load(rate=answered / (micros / 1e6), median_ms=median / 1000, p95_ms=p95 / 1000)
