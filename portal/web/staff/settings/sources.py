"""Sources: how data or a consent comes, and what the person is told then."""

from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.legal_bases.listed import SOURCES
from portal.legal_bases.models import Source
from portal.legal_bases.queries import catalogue
from portal.web.staff.settings.letters.explained import letter_name
from portal.web.staff.settings.list_pages import list_pages
from portal.web.staff.settings.listing import ItemForm, Listing
from portal.web.staff.settings.words import NAME, Part, alias_field


class SourceForm(ItemForm):
    """Where it comes from, and the letter that follows."""

    from_person = BooleanField(
        _l("The data comes from the person"),
        description=_l(
            "Then article 13 says what they must be told. "
            "Otherwise article 14 does, and they must be told within a month."
        ),
    )
    send_confirmation = BooleanField(
        _l("Send the confirmation letter"),
        default=True,
        description=_l(
            "To everybody who is registered from this source and has an e-mail address. "
            "Which letter that is, is set under Letters."
        ),
    )
    alias = alias_field()
    parts = (
        Part("", ("name",)),
        Part(_l("What the person is told"), ("from_person", "send_confirmation")),
        Part(_l("In imports and programs"), ("alias",)),
    )


class Sources(Listing):
    """The sources."""

    listed = SOURCES
    form = SourceForm
    path = "sources"
    title = _l("Sources")
    hint = _l("How data comes: from the person or from elsewhere, and whether a confirmation is sent.")
    add = _l("Add a source")
    words = (NAME,)

    def items(self) -> Sequence[Source]:
        """Return every source by rank."""
        return catalogue().all_sources

    def shown(self, item: Source) -> list[tuple[LazyString | str, str]]:
        """Tell where it comes from, and whether it sends the confirmation."""
        return [
            (_("Comes from"), _("The person (article 13)") if item.from_person else _("Elsewhere (article 14)")),
            (_("Confirmation"), letter_name(item.confirmation) if item.send_confirmation else _("Is not sent")),
        ]


bp = list_pages(Sources())
