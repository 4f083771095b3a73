"""Bob bringing in files, and the worker doing what he asks for."""

from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.extensions import db
from portal.imports.models import Import
from portal.jobs.running import Runner
from tests.web.staff.signing_in import form_token

TWO = "Namn;E-post;Företag;Skor\nÅsa Öberg;asa@example.se;Björkvik AB;37\nBo Ek;bo@example.se;;\n"
MENDABLE = "name,email,note\nAlice,alice@example.se,\nDan,dan,=1+1\n,eve@example.se,+46 70\n"
CHOSEN = {"source": "import", "letters": "y"}


def upload(client: FlaskClient, content: str | bytes, name: str = "people.csv") -> TestResponse:
    """Send a file."""
    token = form_token(client.get("/staff/imports"))
    raw = content if isinstance(content, bytes) else content.encode()
    return client.post("/staff/imports", data={"csrf_token": token, "file": (BytesIO(raw), name)})


def choose(client: FlaskClient, import_id: int = 1, **fields: str) -> TestResponse:
    """Say what the columns are: as guessed, but for what is given by the field's name."""
    path = f"/staff/imports/{import_id}/columns"
    page = client.get(path)
    chosen = {f"column_{place}": value for place, value in enumerate(guesses(page))}
    return client.post(path, data={"csrf_token": form_token(page), **chosen, **CHOSEN, **fields})


def guesses(page: TestResponse) -> list[str]:
    """Return what the form has chosen for each column."""
    selects = page.text.split('<select id="column_')[1:]
    return [part.split(" selected value=")[1].split('"')[1] for part in selects]


def press(client: FlaskClient, step: str, import_id: int = 1) -> TestResponse:
    """Press one of the buttons of an import's page."""
    token = form_token(client.get("/staff/imports/1"))
    return client.post(f"/staff/imports/{import_id}/{step}", data={"csrf_token": token})


def work(app: Flask) -> None:
    """Let a worker do everything there is to do."""
    Runner(app, now=clock.now).work(60, stopped=lambda: False)


def bring_in(app: Flask, client: FlaskClient, content: str | bytes = TWO, **fields: str) -> None:
    """Upload, choose, check and start, and wait for the end."""
    upload(client, content)
    choose(client, **fields)
    work(app)
    press(client, "start")
    work(app)


def the_import(import_id: int = 1) -> Import:
    """Return the import as it is now, in the app context it runs in."""
    return db.session.get_one(Import, import_id, populate_existing=True)
