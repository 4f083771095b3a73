"""Templates are used, know their variables, and keep to the policy of the pages."""

import re
from collections import Counter
from pathlib import Path

from flask import Flask
from jinja2 import nodes

from tests.databases import only_sqlite
from tests.house.sources import ROOT, modules, shown, under

FOLDER = ROOT / "templates"
SENTENCE = re.compile(r">\s*[A-ZÅÄÖ][a-zåäö]+(?: [a-zåäö]+)+[^<{]*<")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")


def templates() -> list[Path]:
    """Return every template of the portal's pages and letters."""
    return [*under("templates", ".html"), *under("templates", ".txt")]


def name(path: Path) -> str:
    """Return what the template is called by."""
    return str(path.relative_to(FOLDER))


def words_of_the_portal() -> str:
    """Return everything that could name a template."""
    return "\n".join(path.read_text(encoding="utf-8") for path in [*modules().values(), *templates()])


def is_named(template: str, words: str) -> bool:
    """Tell whether something names the template; error pages go by their status, or by their name alone."""
    alone = Path(template).stem
    return f'"{template}"' in words or alone.isdigit() or (template.startswith("errors/") and f'"{alone}"' in words)


def test_every_template_is_used() -> None:
    words = words_of_the_portal()

    assert [name(path) for path in templates() if not is_named(name(path), words)] == []


@only_sqlite
def test_every_macro_is_used(app: Flask) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in templates()}
    everything = "\n".join([*texts.values(), *(path.read_text(encoding="utf-8") for path in modules().values())])
    macros = [macro.name for text in texts.values() for macro in app.jinja_env.parse(text).find_all(nodes.Macro)]
    spoken = Counter(re.findall(r"\w+", everything))

    assert [macro for macro in macros if spoken[macro] < 2] == []


@only_sqlite
def test_every_template_can_be_read(app: Flask) -> None:
    for path in templates():
        app.jinja_env.get_template(name(path))


def test_no_page_carries_scripts_or_styles_of_its_own() -> None:
    guilty = [
        f"{shown(path)}: {found[0]}"
        for path in under("templates", ".html")
        if "mail" not in path.relative_to(FOLDER).parts
        if (found := INLINE.search(path.read_text(encoding="utf-8")))
    ]

    assert guilty == []


def test_no_page_fetches_anything_from_elsewhere() -> None:
    guilty = [
        f"{shown(path)}: {found[0]}"
        for path in under("templates", ".html")
        if (found := FOREIGN.search(path.read_text(encoding="utf-8")))
    ]

    assert guilty == []


def test_every_sentence_goes_through_the_catalogues() -> None:
    bare = [
        f"{shown(path)}: {found[0]}"
        for path in under("templates", ".html")
        if (found := SENTENCE.search(re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)))
    ]

    assert bare == []
