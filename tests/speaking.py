"""An application that can say sentences in every language, and has no database and no pages."""

from flask import Flask
from flask_babel import Babel

from portal.config import ROOT


def speaking_app() -> Flask:
    """Return it; use ``force_locale`` in its context."""
    app = Flask("speaking", root_path=str(ROOT), static_folder=None)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "portal" / "translations")
    Babel(app)
    return app
