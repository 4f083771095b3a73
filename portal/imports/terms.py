"""What holds for an import's columns and rows, as it is kept and as it is used."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.imports.checking import WITHDRAWN, Terms
from portal.imports.mapping import Mapped
from portal.jobs.kinds import CannotGoOn
from portal.legal_bases.queries import Catalogue, Unknown
from portal.legal_bases.recording import active_source, wished_record
from portal.legal_bases.rules import BasisNotAllowed

CHANGED = _l("A purpose, legal basis or source that the import uses was changed meanwhile. Check its settings.")


def kept_settings(
    mapped: Mapped, *, source: str, pairs: Sequence[tuple[str, str]] = (), comment: str = "", letters: bool = True
) -> dict[str, Any]:
    """Return the settings as JSON can hold them."""
    return {
        "fields": {str(place): name for place, name in mapped.fields.items()},
        "width": mapped.width,
        "source": source,
        "pairs": [list(pair) for pair in pairs],
        "comment": comment,
        "letters": letters,
    }


def terms_of(settings: Mapping[str, Any], known: Catalogue, *, today: date = date.max) -> Terms:
    """Return what holds for every row.

    :param today: the day after which no sale can be
    :raises portal.jobs.kinds.CannotGoOn: the catalogue no longer has what the settings name
    """
    fields = {int(place): str(name) for place, name in settings["fields"].items()}
    pairs = tuple((str(purpose), str(basis)) for purpose, basis in settings["pairs"])
    try:
        source = active_source(known, settings["source"])
        for purpose, basis in pairs:
            if basis.casefold() != WITHDRAWN:
                wished_record(known, purpose, basis, source)
    except (Unknown, BasisNotAllowed) as fault:
        raise CannotGoOn(CHANGED) from fault
    return Terms(known, Mapped(fields, (), settings["width"]), source, pairs, settings["comment"], today)
