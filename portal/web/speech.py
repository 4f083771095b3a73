"""How templates find their words: the language is settled once a page, and each sentence is looked up once a process.

Flask-Babel asks for the language anew at every sentence, which costs more than the rest of a page.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

Say = Callable[..., str]


def init_app(app: Flask) -> None:
    """Let every template say ``_()`` and ``ngettext()`` in the language in force when it is rendered."""
    app.context_processor(words)
    app.jinja_env.globals.update(_=_say, gettext=_say, ngettext=_count)


def words() -> dict[str, Say]:
    """Return the functions of a template that speak the language in force."""
    return _spoken(str(get_locale()))


@pass_eval_context
def _say(eval_ctx: EvalContext, text: str, **facts: Any) -> str:
    """Say it from a macro, which does not see the page's own words."""
    return words()["_"](eval_ctx, text, **facts)


@pass_eval_context
def _count(eval_ctx: EvalContext, one: str, many: str, num: int, **facts: Any) -> str:
    return words()["ngettext"](eval_ctx, one, many, num, **facts)


@cache
def _spoken(_locale: str) -> dict[str, Say]:
    """Return the functions that speak the language in force, which the locale names."""
    catalogue = get_translations()
    plain: dict[str, str] = {}
    marked: dict[str, Markup] = {}

    @pass_eval_context
    def say(eval_ctx: EvalContext, text: str, **facts: Any) -> str:
        if facts:
            said = catalogue.ugettext(text)
            return (_marked(said) if eval_ctx.autoescape else said) % facts
        known: Mapping[str, str] = marked if eval_ctx.autoescape else plain
        if text not in known:
            plain[text] = catalogue.ugettext(text) % {}
            marked[text] = _marked(plain[text])
        return known[text]

    @pass_eval_context
    def count(eval_ctx: EvalContext, one: str, many: str, num: int, **facts: Any) -> str:
        said = catalogue.ungettext(one, many, num)
        return (_marked(said) if eval_ctx.autoescape else said) % {"num": num, **facts}

    return {"_": say, "gettext": say, "ngettext": count}


def _marked(said: str) -> Markup:
    """Return words of the catalogue as they stand; the facts put into them are escaped."""
    return Markup(said)
