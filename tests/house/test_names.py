"""Names that say what a thing is, and deeds that stand in their one place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, modules, shown, tracked, tree, under

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager", "managers"}
ONLY_HERE = {
    "os.environ": {"portal/config.py"},
    "os.getenv": set(),
    "datetime.now": {"portal/clock.py"},
    "datetime.utcnow": set(),
    "datetime.today": set(),
    "date.today": set(),
    "time.time": set(),
    "time.monotonic": {"portal/clock.py"},
}
REGISTRIES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "deb" + ".debian.org", "ftp" + ".debian.org")
"""Spelled apart, so that this file names none of them."""
BINARY = {".png", ".jpg", ".mo", ".xlsx", ".ico"}


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Give each dotted name of two parts that the file speaks of, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}", node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Give every function, method and class of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def test_no_file_is_named_for_nothing_in_particular() -> None:
    named = [shown(path) for path in tracked() if EMPTY_NAMES & {*path.relative_to(ROOT).parts, path.stem}]

    assert named == []


def test_no_function_is_named_for_nothing_in_particular() -> None:
    named = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in modules().values()
        for node in definitions(path)
        if node.name.startswith("handle_") or node.name.casefold().endswith(("manager", "helper", "utils"))
    ]

    assert named == []


@pytest.mark.parametrize("deed", ONLY_HERE)
def test_the_environment_and_the_clock_are_asked_in_one_place(deed: str) -> None:
    askers = {shown(path) for path in under("portal") for name, _ in calls(path) if name == deed}

    assert askers <= ONLY_HERE[deed]


def test_a_leading_underscore_never_crosses_a_file() -> None:
    crossing = [
        f"{shown(path)}:{node.lineno} {alias.name}"
        for folder in ("portal", "tests", "bench")
        for path in under(folder)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("portal", "tests", "bench"))
        for alias in node.names
        if alias.name.startswith("_")
    ]

    assert crossing == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{shown(path)}:{inner.lineno}"
        for folder in ("portal", "tests", "bench")
        for path in under(folder)
        for node in definitions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_no_file_names_where_packages_come_from() -> None:
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace") for path in tracked() if path.suffix not in BINARY
    }

    naming = [shown(path) for path, text in texts.items() if any(host in text for host in REGISTRIES)]

    assert naming == []


def test_nothing_is_left_to_be_done_later() -> None:
    left = [
        f"{shown(path)}:{number}"
        for folder in ("portal", "tests", "bench", "templates", "static")
        for path in [*under(folder), *under(folder, ".html"), *under(folder, ".css"), *under(folder, ".js")]
        if path.name != "axe.min.js"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(T[O]DO|F[I]XME|X[X]X)\b", line)
    ]

    assert left == []
