"""Every form that is posted must carry the token of the session it was made in."""

from functools import cache, lru_cache

from babel.support import NullTranslations, Translations
from flask import Flask, abort, current_app, request, session
from flask_babel import get_locale
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from wtforms.form import BaseForm
from wtforms.i18n import messages_path

from portal.database import QUIET_METHODS
from portal.extensions import csrf


def init_app(app: Flask) -> None:
    """Check the token of every POST but those of listed blueprints; other requests are not looked at."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    app.config["WTF_CSRF_SSL_STRICT"] = False  # some browsers send no referrer; the token is the protection
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked here instead
    csrf.init_app(app)

    @app.before_request
    def refuse_json() -> None:
        if request.method not in QUIET_METHODS and request.is_json:
            abort(415)  # Flask-WTF would read it as a form, with values that no form can hold

    @app.before_request
    def check_token() -> None:
        if request.method not in QUIET_METHODS and app.config["WTF_CSRF_ENABLED"]:
            csrf.protect(apply_exemptions=True)


class Form(FlaskForm):
    """A form whose library speaks the page's language; its words are read once, not at every request."""

    class Meta(FlaskForm.Meta):
        """How WTForms finds its own sentences; the token of every POST was checked before its view."""

        csrf = False

        def get_translations(self, form: BaseForm) -> NullTranslations:
            """Return WTForms' own sentences in the language of the page."""
            return _own_words(str(get_locale()))


@cache
def _own_words(language: str) -> NullTranslations:
    return Translations.load(messages_path(), [language], domain="wtforms")


def page_token() -> str:
    """Return the token for the forms of a page; the one of a visit is signed once, not for each of its pages."""
    kept = session.get("csrf_token")
    return _signed(str(current_app.secret_key), kept) if kept else str(generate_csrf())


@lru_cache(maxsize=4096)
def _signed(secret: str, kept: str) -> str:
    """Sign as Flask-WTF does; the time in it does not matter, since a token lives as long as its session."""
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(kept))
