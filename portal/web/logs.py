"""Logs: structured lines on standard error, with no link's token in any of them."""

import logging
import re
import sys
from typing import Any

import structlog
from flask import Flask
from structlog.typing import EventDict, WrappedLogger

_TOKENS = re.compile(r"/(l|u|c|d|staff/reset)/[^/\s?#\"'&]+")


def scrubbed(text: str) -> str:
    """Return the text with the tokens of links in it replaced by three dots."""
    return _TOKENS.sub(r"/\1/...", text)


class ScrubbedFormatter(logging.Formatter):
    """Writes log lines, tracebacks included, without tokens."""

    def __init__(self, inner: logging.Formatter | None = None) -> None:
        """Scrub what the inner formatter writes."""
        super().__init__()
        self.inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without tokens."""
        return scrubbed(self.inner.format(record))


def scrub_handlers(logger: logging.Logger) -> None:
    """Let everything that the logger's handlers write be scrubbed."""
    for handler in logger.handlers:
        if not isinstance(handler.formatter, ScrubbedFormatter):
            handler.setFormatter(ScrubbedFormatter(handler.formatter))


def init_app(app: Flask) -> None:
    """Write the portal's own log as JSON lines; scrub what Flask and its development server write."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _scrub_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=_to_standard_error,
    )
    server = logging.getLogger("werkzeug")
    if not server.handlers:
        server.addHandler(logging.StreamHandler())
    for logger in (server, app.logger):
        scrub_handlers(logger)


def _to_standard_error(*_names: Any) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def _scrub_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: scrubbed(value) if isinstance(value, str) else value for name, value in event.items()}
