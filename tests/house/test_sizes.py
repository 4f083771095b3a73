"""Files and views that fit in a head, and tests that outweigh the code."""

import ast
from collections.abc import Iterator
from statistics import median

from tests.house.sources import ROOT, lines, modules, shown, tree, under

LONGEST_MODULE = 250
LONGEST_VIEW = 25
LONGEST_TEMPLATE = 120
LONGEST_CONFTEST = 119
USUAL_MODULE = 80
LEAST_RATIO = 1.5
"""Lines of tests for a line of the portal."""

ROUTES = {"get", "post", "put", "delete", "route"}


def views() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give each function that answers requests, with where it stands."""
    for path in under("portal/web"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and any(is_route(decorator) for decorator in node.decorator_list):
                yield f"{shown(path)}:{node.lineno} {node.name}", node


def is_route(decorator: ast.expr) -> bool:
    """Tell whether a decorator is one such as ``@bp.get("/")``."""
    return (
        isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in ROUTES
    )


def body_lines(function: ast.FunctionDef) -> int:
    """Return the lines from ``def`` to the last, without the docstring."""
    words = function.body[0] if ast.get_docstring(function) else None
    spoken = words.end_lineno - words.lineno + 1 if words and words.end_lineno else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - spoken


def test_no_module_is_too_long_to_read_at_once() -> None:
    long = {shown(path): lines(path) for path in modules().values() if lines(path) > LONGEST_MODULE}

    assert long == {}


def test_half_the_modules_are_short() -> None:
    assert median(lines(path) for path in modules().values() if lines(path) > 1) <= USUAL_MODULE


def test_no_view_does_too_much() -> None:
    long = {where: body_lines(view) for where, view in views() if body_lines(view) > LONGEST_VIEW}

    assert long == {}


def test_the_views_are_found() -> None:
    assert len(list(views())) > 20


def test_no_template_is_too_long() -> None:
    long = {shown(path): lines(path) for path in under("templates", ".html") if lines(path) > LONGEST_TEMPLATE}

    assert long == {}


def test_no_conftest_grows_into_a_second_framework() -> None:
    long = [shown(path) for path in under("tests") if path.name == "conftest.py" and lines(path) > LONGEST_CONFTEST]

    assert long == []


def test_tests_outweigh_the_code() -> None:
    code = sum(lines(path) for path in under("portal"))
    tests = sum(lines(path) for path in under("tests"))

    assert tests / code >= LEAST_RATIO, f"{tests} lines of tests for {code} of {shown(ROOT / 'portal')}"
