"""Keeps tokens out of every log."""

import logging
import re

_TOKENS = re.compile(r"/(l|u|c|staff/reset)/[^/\s?#\"'&]+")


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
