"""No token in any log."""

import io
import json
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal.web.access_log import access_line
from portal.web.logs import ScrubbedFormatter, scrub_handlers, scrubbed

TOKEN = "eyJhIjoxfQ.Zm9v-YmFy_123"


@pytest.mark.parametrize("use", ["l", "u", "c", "staff/reset"])
@pytest.mark.parametrize("around", ["/{}", "GET /{} HTTP/1.1", "https://privacy.example.se/{}?lang=sv", '"/{}"'])
def test_a_token_is_scrubbed_wherever_the_address_stands(use: str, around: str) -> None:
    line = around.format(f"{use}/{TOKEN}")

    assert TOKEN not in scrubbed(line)


def test_what_follows_the_token_stays() -> None:
    assert scrubbed(f"/l/{TOKEN}/open") == "/l/.../open"


@pytest.mark.parametrize("path", ["/me/", "/staff/people/17", "/static/css/base.css", "/url/x", "/healthz"])
def test_other_addresses_stay_as_they_are(path: str) -> None:
    assert scrubbed(path) == path


def test_a_traceback_is_scrubbed_too(request: pytest.FixtureRequest) -> None:
    stream = io.StringIO()
    logger = logging.getLogger(request.node.name)
    logger.addHandler(logging.StreamHandler(stream))
    scrub_handlers(logger)

    try:
        int(f"/u/{TOKEN}")
    except ValueError:
        logger.exception("fault at /u/%s", TOKEN)

    assert "Traceback" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_handlers_are_wrapped_once(request: pytest.FixtureRequest) -> None:
    logger = logging.getLogger(request.node.name)
    logger.addHandler(logging.StreamHandler())

    scrub_handlers(logger)
    scrub_handlers(logger)

    formatter = logger.handlers[0].formatter
    assert isinstance(formatter, ScrubbedFormatter)
    assert not isinstance(formatter.inner, ScrubbedFormatter)


def test_the_access_log_tells_what_happened_without_token_query_or_referrer() -> None:
    environ = {
        "REMOTE_ADDR": "192.0.2.7",
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/l/{TOKEN}",
        "QUERY_STRING": "q=alice%40example.se",
        "HTTP_REFERER": f"https://mail.example/{TOKEN}",
    }

    line = access_line(SimpleNamespace(status="200 OK", sent=1234), environ, timedelta(milliseconds=12.34))

    told = json.loads(line)
    assert told.pop("timestamp")
    assert told == {
        "event": "request",
        "client": "192.0.2.7",
        "method": "GET",
        "path": "/l/...",
        "status": 200,
        "bytes": 1234,
        "ms": 12.3,
    }
