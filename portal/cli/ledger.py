"""flask ledger: note its head, check that it holds, and check a receipt against it."""

import json
from pathlib import Path

import click

from portal.cli.telling import TellingGroup
from portal.exports.receipts import FalseReceipt, check
from portal.ledger import queries
from portal.ledger.rules import canonical_moment

ledger = TellingGroup("ledger", help="The append-only history of every change.")
LARGEST_RECEIPT = 1024 * 1024
"""Bytes."""


class Head(click.ParamType[tuple[int, str]]):
    """SEQ:HASH, as ``flask ledger head`` prints it."""

    name = "seq:hash"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """Return the number and the hash."""
        seq, mark, digest = value.partition(":")
        if not mark or not (seq.isascii() and seq.isdigit()) or len(digest) != 64:
            self.fail(f"{value!r} is not SEQ:HASH", param, ctx)
        return int(seq), digest.lower()


@ledger.command("head")
def head() -> None:
    """Print SEQ:HASH of the latest entry, to keep outside the portal."""
    seq, digest = queries.head()
    click.echo(f"{seq}:{digest}")


@ledger.command("verify")
@click.option("--head", "known", type=Head(), help="A head noted earlier: finds entries cut off the end.")
def verify(known: tuple[int, str] | None) -> None:
    """Go through every entry and tell whether the chain holds."""
    broken = queries.verify(known)
    if broken is not None:
        raise click.ClickException(f"Entry {broken.seq} does not hold: {broken.reason}.")
    click.echo(f"The ledger holds: {queries.head()[0]} entries.")


@ledger.command("receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def receipt(file: Path) -> None:
    """Tell whether a receipt was made here, is unaltered, and fits the ledger."""
    try:
        if file.stat().st_size > LARGEST_RECEIPT:
            raise click.ClickException("The file is too large to be a receipt.")
        values = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise click.ClickException("The file is not a receipt: it is not JSON.") from fault
    if not isinstance(values, dict):
        raise click.ClickException("The file is not a receipt.")
    try:
        entry = check(values)
    except FalseReceipt as fault:
        raise click.ClickException(f"The receipt is false: {fault}.") from fault
    click.echo(f"The receipt is genuine: entry {entry.seq}, {entry.event}, {canonical_moment(entry.at)}.")
