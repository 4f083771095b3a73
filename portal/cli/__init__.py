"""The flask commands."""

from flask import Flask

from portal.cli.erasing import erase
from portal.cli.export import export
from portal.cli.importing import import_people, undo_import_of
from portal.cli.keys import keys
from portal.cli.ledger import ledger
from portal.cli.mail import mail
from portal.cli.people import people
from portal.cli.serve import serve
from portal.cli.setup import setup
from portal.cli.staff import staff
from portal.cli.worker import worker


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    people.add_command(erase)
    people.add_command(export)
    people.add_command(import_people)
    people.add_command(undo_import_of)
    for command in (keys, ledger, mail, people, serve, setup, staff, worker):
        app.cli.add_command(command)
