"""Staff search among many people: in the database, and as a page."""

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

from flask import Flask

from bench.load import Unexpected
from bench.report import Figure
from bench.seed import COMPANIES, FIRST, LAST
from bench.serving import serving
from portal.database import transactions
from portal.extensions import db
from portal.people.finding import search

ASKED = 300
PASSWORD = "a long enough passphrase for measuring"
EMAIL = "bench@example.se"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def questions(people: int) -> list[str]:
    """Return what staff type: beginnings of names, companies, addresses and numbers, one word or two, rare and common."""
    dice = random.Random(7)
    asked = []
    for _ in range(ASKED // 6):
        first, last = dice.choice(FIRST), dice.choice(LAST)
        number = dice.randrange(1, people + 1)
        asked += [
            first[: dice.randint(1, len(first))],
            f"{first[:3]} {last[:4]}",
            f"{last} {first}".lower(),
            f"070{number:07d}"[: dice.randint(6, 10)],
            f"{first}.{number}"[: dice.randint(4, 12)],
            f"{dice.choice(COMPANIES)[:5]} {first[:2]} example",
        ]
    return asked


def search_figures(app: Flask, environ: Mapping[str, str], kind: str, people: int, port: int) -> Iterator[Figure]:
    """Measure the 95th percentile over many questions."""
    asked = questions(people)
    with app.app_context(), transactions("read"):
        search("warm up")
        in_database = _times(asked, lambda question: _ended(search(question)))
    yield Figure(f"Search among {people:,}, in the database, p95", kind, [_p95(in_database)], 25, most=True, unit="ms")
    _add_staff(environ)
    with serving(port, environ) as server:
        connection, cookie = _signed_in(server.port)
        pages = _times(asked, lambda question: _page(connection, cookie, question))
    yield Figure(f"Search among {people:,}, as a page, p95", kind, [_p95(pages)], 60, most=True, unit="ms")


def _ended(_: object) -> None:
    db.session.rollback()


def _times(asked: Sequence[str], ask: Callable[[str], None]) -> list[float]:
    times = []
    for question in asked:
        began = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _add_staff(environ: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "flask", "staff", "add", EMAIL, "--role", "officer", "--password-stdin"]
    subprocess.run(command, input=PASSWORD, text=True, check=False, capture_output=True, env=_whole(environ))


def _whole(environ: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", **environ}


def _signed_in(port: int) -> tuple[HTTPConnection, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/staff/login")
    answer = connection.getresponse()
    token = _TOKEN.search(answer.read().decode())
    if token is None:
        raise Unexpected("the sign-in page has no form")
    cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
    body = urlencode({"csrf_token": token.group(1), "email": EMAIL, "password": PASSWORD})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/staff/login", body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status not in {302, 303}:
        raise Unexpected(f"signing in answered {answer.status}")
    return connection, answer.headers.get("Set-Cookie", "").split(";")[0]


def _page(connection: HTTPConnection, cookie: str, question: str) -> None:
    connection.request("GET", f"/staff/people?q={quote(question)}", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status != 200 or "</html>" not in page:
        raise Unexpected(f"the search page answered {answer.status}")
