"""Put the application together."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from portal import cli, web
from portal.accounts import security
from portal.config import ROOT, instance_folder, made, settings
from portal.extensions import db, mail, migrate
from portal.jobs import kinds
from portal.work import KINDS


class Portal(Flask):
    """Flask for views that are all plain functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: Flask asks at every hook of every request whether it is a coroutine."""
        return func


def create_app(overrides: Mapping[str, Any] | None = None, *, instance: Path | None = None) -> Flask:
    """Return the portal, configured by the environment, instance/config.py and last the overrides.

    :raises portal.config.WrongSetting: a setting has a value that the portal can't start with
    """
    folder = made(instance or instance_folder())
    app = Portal(
        "portal",
        instance_path=str(folder),
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static",
    )
    app.config.from_mapping(settings(folder))
    app.config.from_mapping(overrides or {})
    for extension in (db, mail):
        extension.init_app(app)
    migrate.init_app(app, db)
    security.init_app(app)
    kinds.init_app(app, KINDS)
    web.init_app(app)
    cli.init_app(app)
    return app
