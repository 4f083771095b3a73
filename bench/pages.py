"""The person's pages against the limit page."""

import urllib.request
from collections.abc import Iterator, Mapping

from flask import Flask

from bench.limit import serializer
from bench.load import Request, load
from bench.report import Figure, paired
from bench.serving import Server, serving
from bench.visits import link_paths, opened, preference_forms, some_people

TAKES = 7
SECONDS = 2
VISITS = 400
SAVES = 800
ROWS_PER_BYTE = 1 / 249


def page_figures(app: Flask, environ: Mapping[str, str], kind: str, people: int, port: int) -> Iterator[Figure]:
    """Measure hub, landing page and saving, each beside the limit app in the same server, and the workers' memory."""
    chosen = some_people(people, VISITS)
    paths = link_paths(app, chosen)
    with serving(port, environ) as server:
        cookies = opened(port, paths)
        size = _bytes(port, "/me/", cookies[0])
    with serving(port, {**environ, "BENCH_ROWS": str(round(size * ROWS_PER_BYTE))}) as server:
        hub = [Request("/me/", cookie=cookie) for cookie in cookies]
        landing = [Request(path) for path in paths]
        signer = serializer()
        limit = [Request(f"/limit/page/{signer.dumps(person_id)}") for person_id in chosen]
        notes = f"{size} bytes, limit {_bytes(port, limit[0].path)}"
        for connections in (16, 1):
            yield _against_limit("Hub", hub, limit, kind, port, connections, 0.45, notes)
            yield _against_limit("Landing page", landing, limit, kind, port, connections, 0.7, "")
        yield _saves(app, kind, people, port)
        yield from _memory(server, hub, kind)


def _against_limit(
    name: str,
    ours: list[Request],
    limit: list[Request],
    kind: str,
    port: int,
    connections: int,
    bound: float,
    notes: str,
) -> Figure:
    pairs = paired(
        TAKES,
        lambda: load(port, ours, connections=connections, seconds=SECONDS, text="</html>").rate,
        lambda: load(port, limit, connections=connections, seconds=SECONDS, text="</html>").rate,
    )
    rates = f"{max(first for first, _ in pairs):.0f}/s of {max(second for _, second in pairs):.0f}/s {notes}"
    return Figure(
        f"{name} over the limit page, {connections} connections",
        kind,
        [first / second for first, second in pairs],
        bound,
        verdict=connections > 1,
        notes=rates,
    )


def _saves(app: Flask, kind: str, people: int, port: int) -> Figure:
    signer = serializer()
    rounds = iter(range(TAKES))

    def ours() -> float:
        visitors = some_people(people, SAVES + 16, salt=1 + next(rounds))
        forms = preference_forms(port, opened(port, link_paths(app, visitors)))
        return load(port, forms, connections=16, seconds=60, status=303, enough=SAVES).rate

    def limit() -> float:
        wanted = some_people(people, 4 * SAVES + 16)
        requests = [Request(f"/limit/save/{signer.dumps(number)}", "POST", body="title=x") for number in wanted]
        return load(port, requests, connections=16, seconds=60, text="Saved", enough=4 * SAVES).rate

    pairs = paired(TAKES, ours, limit)
    rates = f"{max(first for first, _ in pairs):.0f}/s of {max(second for _, second in pairs):.0f}/s"
    return Figure("Saving preferences over a one-row commit", kind, [a / b for a, b in pairs], 0.25, notes=rates)


def _memory(server: Server, hub: list[Request], kind: str) -> Iterator[Figure]:
    before = max(server.worker_kilobytes())
    load(server.port, hub, connections=16, seconds=120, text="</html>", enough=20_000)
    after = max(server.worker_kilobytes())
    yield Figure("Memory of a worker after 10,000 requests", kind, [after / 1024], 150, most=True, unit="MB")
    yield Figure("Its growth over the last 10,000", kind, [(after - before) / 1024], 5, most=True, unit="MB")


def growth_figure(
    small: tuple[Flask, Mapping[str, str], int], large: tuple[Flask, Mapping[str, str], int], kind: str, port: int
) -> Figure:
    """Measure the hub's time with many people over its time with few, on two servers beside each other."""
    with serving(port, small[1], workers=1), serving(port + 1, large[1], workers=1):
        hubs = [
            [Request("/me/", cookie=cookie) for cookie in opened(at, link_paths(app, some_people(people, VISITS)))]
            for at, (app, _, people) in ((port, small), (port + 1, large))
        ]
        pairs = paired(
            TAKES + 2,
            lambda: load(port + 1, hubs[1], connections=16, seconds=SECONDS, text="</html>").rate,
            lambda: load(port, hubs[0], connections=16, seconds=SECONDS, text="</html>").rate,
        )
    return Figure(
        f"Hub with {large[2]:,} people over {small[2]:,}", kind, [few / many for many, few in pairs], 1.15, most=True
    )


def _bytes(port: int, path: str, cookie: str = "") -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return len(answer.read())
