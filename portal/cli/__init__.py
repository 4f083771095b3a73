"""The flask commands."""

from flask import Flask

from portal.cli.mail import mail
from portal.cli.setup import setup
from portal.cli.staff import staff
from portal.cli.worker import worker


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for command in (mail, setup, worker, staff):
        app.cli.add_command(command)
