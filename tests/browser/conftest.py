"""A browser, and the portal served to it."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.browser.chromium import CHROMIUM


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the Chromium that is installed; without one, skip or fail as PORTAL_REQUIRE_BROWSER says."""
    if CHROMIUM is None:
        if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium was found")
        pytest.skip("no Chromium was found")
    return {**browser_type_launch_args, "executable_path": CHROMIUM}


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what a browser sees does not depend on the database."""
    return "sqlite"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Return the address at which the portal is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
