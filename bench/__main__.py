"""Measure everything: ``python -m bench [--people N] [--database sqlite|postgresql] [--only WORD] [--rows N]``."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.answers import answer_figures
from bench.bulk import bulk_figures
from bench.databases import filled
from bench.erasing import erasure_figures
from bench.importing import import_figures
from bench.letters import letter_figure
from bench.load import Unexpected
from bench.pages import growth_figure, page_figures
from bench.report import Figure, write
from bench.searching import search_figures
from bench.serving import serving

PORT = 24500
FEW = 1000
MANY = 100_000
"""People whose legal basis is changed, or who are erased, at once, at the most."""
ALL = ("pages", "growth", "search", "letters", "start", "bulk", "imports", "erasure", "answers")
RESULTS = Path("bench-results/latest.json")


def main() -> int:
    """Print the table, keep the JSON, and return 1 when a bound is missed or an answer was unexpected."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--only", choices=ALL, action="append")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of a file that is imported")
    given = parser.parse_args()
    figures: list[Figure] = []
    try:
        for kind in given.database or ("sqlite", "postgresql"):
            for figure in _measured(kind, given.people, given.rows, given.only or ALL):
                figures.append(figure)
                print(figure.line(), flush=True)
    except Unexpected as fault:
        print(f"The figures mean nothing: {fault}", file=sys.stderr)
        return 1
    write(figures, RESULTS)
    missed = [figure for figure in figures if not figure.holds]
    print(f"{len(figures)} figures, {len(missed)} missed; also in {RESULTS}")
    return 1 if missed else 0


def _measured(kind: str, people: int, rows: int, only: Sequence[str]) -> Iterator[Figure]:
    many = min(people, MANY)
    apart = {
        "imports": lambda: import_figures(kind, rows),
        "bulk": lambda: bulk_figures(kind, many),
        "erasure": lambda: erasure_figures(kind, many),
    }
    for name in apart.keys() & set(only):
        yield from apart[name]()
    if set(only) - apart.keys():
        yield from _among_people(kind, people, only)


def _among_people(kind: str, people: int, only: Sequence[str]) -> Iterator[Figure]:
    with ExitStack() as stack:
        app, environ = stack.enter_context(filled(kind, people))
        if "pages" in only:
            yield from page_figures(app, environ, kind, people, PORT)
        if "growth" in only:
            few_app, few_environ = stack.enter_context(filled(kind, FEW))
            yield growth_figure((few_app, few_environ, FEW), (app, environ, people), kind, PORT + 10)
        if "search" in only:
            yield from search_figures(app, environ, kind, people, PORT + 20)
        if "letters" in only:
            yield letter_figure(app, kind, people, PORT + 30)
        if "answers" in only:
            yield from answer_figures(app, kind)
        if "start" in only:
            yield _start(environ, kind)


def _start(environ: Mapping[str, str], kind: str) -> Figure:
    takes = []
    for number in range(3):
        with serving(PORT + 40 + number, environ, workers=1) as server:
            takes.append(server.first_answer)
    return Figure("Start to the first answer", kind, takes, 2, most=True, unit="s")


if __name__ == "__main__":
    sys.exit(main())
