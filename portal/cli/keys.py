"""flask keys: the keys that sign links."""

from pathlib import Path

import click
from flask import current_app

from portal.cli.telling import TellingGroup
from portal.config import is_given
from portal.keys import key_id, new_key, replace_key

NAME, FILE = "PORTAL_LINK_KEYS", "link_keys"
RESTART = "Restart the web server and the worker: they go on with the old keys until then."

keys = TellingGroup("keys", help="The keys that sign links, newest first.")


@keys.command("list")
def show() -> None:
    """Print the id of each key, newest first; the keys themselves are never shown."""
    for key in current_app.config[NAME]:
        click.echo(key_id(key))


@keys.command("rotate")
def rotate() -> None:
    """Put a new key in front; links in delivered mail go on working."""
    key = new_key()
    _keep([key, *current_app.config[NAME]])
    click.echo(f"New links are signed by key {key_id(key)}. {RESTART}")


@keys.command("retire")
@click.option("--compromised", metavar="KEYID", required=True, help="The id of the key, as flask keys list prints it.")
def retire(compromised: str) -> None:
    """Throw a key away that somebody else may have; every link signed by it dies, also in delivered mail."""
    known: list[str] = current_app.config[NAME]
    left = [key for key in known if key_id(key) != compromised.strip().lower()]
    if len(left) == len(known):
        raise click.ClickException(f"There is no key {compromised!r}. There are: {', '.join(map(key_id, known))}")
    kept = left or [new_key()]
    _keep(kept)
    click.echo(f"Key {compromised} is gone. New links are signed by key {key_id(kept[0])}. {RESTART}")


def _keep(kept: list[str]) -> None:
    folder = Path(current_app.instance_path)
    if is_given(NAME, folder):
        raise click.ClickException(f"{NAME} is set in the environment or in config.py: change it there.")
    replace_key(folder, FILE, ",".join(kept))
