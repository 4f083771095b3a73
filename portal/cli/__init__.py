"""The flask commands."""

from flask import Flask

from portal.cli.setup import setup


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for command in (setup,):
        app.cli.add_command(command)
