"""A floor imports only from the floors below it, and siblings only as drawn."""

import ast
from collections.abc import Iterator

from tests.house.sources import imported, modules, shown, tree, under

TOOLS = {
    "clock",
    "config",
    "database",
    "dates",
    "extensions",
    "keys",
    "migrations",
    "numbering",
    "prepared",
    "reading",
    "texts",
    "together",
    "turns",
    "wiping",
}
DOMAIN = {
    "access_requests",
    "accounts",
    "customers",
    "ledger",
    "legal_bases",
    "limits",
    "marketing",
    "people",
    "preferences",
    "settings",
}
SERVICES = {
    "access_answers",
    "asking",
    "bulk",
    "erasure",
    "exports",
    "feedback",
    "imports",
    "informing",
    "jobs",
    "links",
    "mail",
    "one_time_codes",
    "shipped",
    "web_forms",
}
FACES = {"cli", "web", "web.staff", "web.subject"}
TOP = {"factory", "work"}
FLOORS = (TOOLS, DOMAIN, SERVICES, FACES, TOP)

SIBLINGS = {
    "access_requests": {"accounts", "ledger", "legal_bases", "people", "settings"},
    "accounts": {"ledger", "limits"},
    "customers": {"ledger", "legal_bases", "people", "settings"},
    "legal_bases": {"ledger", "people"},
    "marketing": {"customers", "ledger", "legal_bases", "people", "preferences", "settings"},
    "people": {"ledger"},
    "preferences": {"ledger", "legal_bases", "people"},
    "settings": {"ledger"},
    "exports": {"links", "mail", "web_forms"},
    "erasure": {"access_answers", "asking", "bulk", "feedback", "imports", "jobs", "links", "mail", "web_forms"},
    "asking": {"bulk", "jobs", "mail"},
    "feedback": {"imports", "jobs"},
    "imports": {"jobs", "mail"},
    "informing": {"jobs", "mail"},
    "access_answers": {"exports", "links", "mail"},
    "one_time_codes": {"mail"},
    "bulk": {"jobs"},
    "jobs": {"mail"},
    "mail": {"links"},
    "shipped": {"mail", "web_forms"},
    "web_forms": {"links", "mail"},
    "web.staff": {"web"},
    "web.subject": {"web"},
}
"""Whom of its own floor a package may import; tools may import each other."""

ASSEMBLERS = {"portal.factory", "portal.web"}
"""They put the faces together, and hold nothing else."""


def unit(module: str) -> str:
    """Return the package of the portal that a module belongs to."""
    parts = module.split(".")[1:]
    if parts[:1] == ["web"] and len(parts) > 1 and f"web.{parts[1]}" in FACES:
        return f"web.{parts[1]}"
    return parts[0] if parts else ""


def floor(name: str) -> int:
    """Return the number of the floor that a package is on."""
    return next(number for number, names in enumerate(FLOORS) if name in names)


def may_import(module: str, other: str) -> bool:
    """Tell whether the drawing lets one module import another."""
    mine, theirs = unit(module), unit(other)
    if mine == theirs or module in ASSEMBLERS:
        return True
    if floor(mine) != floor(theirs):
        return floor(mine) > floor(theirs)
    return mine in TOOLS or theirs in SIBLINGS.get(mine, set())


def wrong_imports() -> Iterator[str]:
    for module, path in modules().items():
        for other, line in imported(path):
            if not may_import(module, other):
                yield f"{shown(path)}:{line} imports {other}"


def cycles() -> list[list[str]]:
    """Return the knots of modules that import each other (Tarjan's strongly connected components)."""
    graph = {module: {other for other, _ in imported(path)} - {module} for module, path in modules().items()}
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    knots: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = low[module] = len(order)
        stack.append(module)
        for other in graph[module]:
            if other not in order:
                visit(other)
            if other in stack:
                low[module] = min(low[module], low[other])
        if low[module] == order[module]:
            start = stack.index(module)
            knot = stack[start:]
            del stack[start:]
            if len(knot) > 1:
                knots.append(sorted(knot))

    for module in sorted(graph):
        if module not in order:
            visit(module)
    return knots


def test_every_package_has_its_floor() -> None:
    known = set().union(*FLOORS)

    homeless = {unit(module) for module in modules()} - known - {""}

    assert homeless == set()


def test_nothing_imports_upwards_or_a_stranger_beside_it() -> None:
    assert list(wrong_imports()) == []


def test_the_guard_knows_an_upward_import_when_it_sees_one() -> None:
    assert not may_import("portal.people.actions", "portal.mail.outbox")
    assert not may_import("portal.web.subject.hub", "portal.web.staff.gate")
    assert not may_import("portal.cli.setup", "portal.web.errors")
    assert may_import("portal.web.subject.hub", "portal.web.forms")


def test_no_modules_import_each_other_in_a_ring() -> None:
    assert cycles() == []


def test_rules_know_neither_the_web_nor_the_database() -> None:
    far = ("flask", "sqlalchemy", "wtforms")

    guilty = [
        f"{shown(path)}:{node.lineno}"
        for path in under("portal")
        if path.name == "rules.py"
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(far))
        or (isinstance(node, ast.Import) and any(alias.name.startswith(far) for alias in node.names))
    ]

    assert guilty == []


def test_inside_a_package_imports_go_from_actions_down_to_models() -> None:
    ranks = {"rules": 0, "models": 0, "queries": 1, "actions": 2}

    guilty = [
        f"{shown(path)}:{line} imports {other}"
        for module, path in modules().items()
        for other, line in imported(path)
        if other.rpartition(".")[0] == module.rpartition(".")[0]
        and ranks.get(other.rpartition(".")[2], -1) > ranks.get(module.rpartition(".")[2], 9)
    ]

    assert guilty == []


def test_actions_and_queries_never_commit() -> None:
    guilty = [
        f"{shown(path)}:{node.lineno}"
        for path in under("portal")
        if path.stem in {"actions", "queries", "rules", "models"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]

    assert guilty == []
