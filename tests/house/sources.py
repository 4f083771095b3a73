"""The project's files, as the guards read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the project that is not ignored, whether committed yet or not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for line in sorted(set(listed.splitlines())) if (path := ROOT / line).is_file())


def under(folder: str, suffix: str = ".py") -> list[Path]:
    """Return the project's files in a folder, such as ``portal`` or ``tests/mail``."""
    return [path for path in tracked() if path.is_relative_to(ROOT / folder) and path.suffix == suffix]


def shown(path: Path) -> str:
    """Return the path as a reader knows it."""
    return str(path.relative_to(ROOT))


@cache
def lines(path: Path) -> int:
    """Return how many lines the file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


@cache
def tree(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    """Return the name that the file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> dict[str, Path]:
    """Return the portal's modules by name, migrations' steps left out: nobody imports them."""
    return {module_name(path): path for path in under("portal") if "versions" not in path.parts}


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Give each of the portal's modules that the file imports, anywhere in it, with its line."""
    known = modules()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in known else node.module), node.lineno
