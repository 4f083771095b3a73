"""The limit app: what plain Flask gives for the same work, with raw SQL and nothing else."""

import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, abort, render_template, request
from itsdangerous import BadData, URLSafeSerializer

KEY = "a key that is known, since nothing here is secret"

PERSON = "SELECT id, name, email, language FROM people WHERE id = {mark}"
BASES = (
    "SELECT purpose_id, legal_basis_id, status, source_id, since, changed_by, comment "
    "FROM recorded_bases WHERE person_id = {mark}"
)
SAVE = "UPDATE people SET title = {mark} WHERE id = {mark}"

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ person[1] }}</title></head><body>
<h1>{{ person[1] }}</h1><p>{{ person[2] }}</p>
<ul>{% for base in bases %}<li>{{ base[0] }} {{ base[1] }} {{ base[2] }} {{ base[4] }} {{ base[5] }}</li>{% endfor %}</ul>
<table>{% for number in range(rows) %}<tr><th>{{ number }}</th><td>{{ person[1] }}</td><td>{{ person[2] }}</td>
<td class="a-class-as-pages-have-them another-class">some words that a page would have around the values that it shows</td>
<td><a href="/a/path/{{ number }}" class="a-link">{{ person[3] }}</a></td></tr>
{% endfor %}</table></body></html>"""


def serializer() -> URLSafeSerializer:
    """Return what signs and reads the limit app's tokens."""
    return URLSafeSerializer(KEY, salt="limit")


class Raw:
    """One raw connection per thread, as durable as the portal's."""

    def __init__(self, url: str) -> None:
        """Remember where the database is."""
        self.url = url
        self.kept = threading.local()
        self.sqlite = url.startswith("sqlite")
        mark = "?" if self.sqlite else "%s"
        self.person, self.bases, self.save = (text.format(mark=mark) for text in (PERSON, BASES, SAVE))

    def connection(self) -> Any:
        """Return this thread's connection."""
        if not hasattr(self.kept, "connection"):
            self.kept.connection = self._connect()
        return self.kept.connection

    def _connect(self) -> Any:
        if not self.sqlite:
            return psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)
        connection = sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def create_limit(url: str, rows: int) -> Flask:
    """Return the limit app over the same database, with pages of so many rows."""
    app = Flask("limit")
    raw, signer = Raw(url), serializer()
    template = app.jinja_env.from_string(PAGE)

    @app.get("/limit/hello")
    def hello() -> str:
        return "Hello"

    @app.get("/limit/page/<token>")
    def page(token: str) -> str:
        try:
            person_id = signer.loads(token)
        except BadData:
            abort(404)
        connection = raw.connection()
        person = connection.execute(raw.person, (person_id,)).fetchone()
        bases = connection.execute(raw.bases, (person_id,)).fetchall()
        return render_template(template, person=person, bases=bases, rows=rows)

    @app.post("/limit/save/<token>")
    def save(token: str) -> str:
        person_id = signer.loads(token)
        raw.connection().execute(raw.save, (request.form["title"], person_id))
        return "Saved"

    return app
