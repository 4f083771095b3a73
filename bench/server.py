"""The portal and the limit app side by side in one gunicorn."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from bench.limit import create_limit
from portal.factory import create_app

portal = create_app()
limit = create_limit(portal.config["SQLALCHEMY_DATABASE_URI"], int(os.environ.get("BENCH_ROWS", "40")))


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Hand everything under /limit to the limit app, the rest to the portal."""
    chosen = limit if environ["PATH_INFO"].startswith("/limit/") else portal
    return chosen.wsgi_app(environ, start_response)
