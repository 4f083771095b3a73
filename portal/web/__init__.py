"""The faces seen in a browser: the person's pages and the staff's."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the application its pages."""
