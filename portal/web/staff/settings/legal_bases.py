"""Legal bases: names and meanings for the articles of GDPR art. 6(1)."""

from collections.abc import Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.legal_bases.listed import BASES
from portal.legal_bases.models import LegalBasis
from portal.legal_bases.queries import catalogue
from portal.web.staff.checks import choice_field
from portal.web.staff.settings.list_pages import list_pages
from portal.web.staff.settings.listing import ItemForm, Listing
from portal.web.staff.settings.words import NAME, Part, Words, alias_field

ARTICLES = {
    "a": _l("(a) consent"),
    "b": _l("(b) contract"),
    "c": _l("(c) legal obligation"),
    "d": _l("(d) vital interests"),
    "e": _l("(e) public task"),
    "f": _l("(f) legitimate interests"),
}


class BasisForm(ItemForm):
    """A name for one of the articles, and what it means to the person."""

    article = choice_field(_l("Letter in article 6(1)"), _l("Choose one of the six letters."), required=True)
    article.kwargs["description"] = _l("The person's rights follow from it. It stays once somebody rests on it.")
    alias = alias_field()
    parts = (Part("", ("name", "meaning", "article", "alias")),)


class LegalBases(Listing):
    """The legal bases."""

    listed = BASES
    form = BasisForm
    path = "legal_bases"
    title = _l("Legal bases")
    hint = _l("What a purpose may rest on, by the letters of article 6(1).")
    add = _l("Add a legal basis")
    intro = _l(
        "The law knows six grounds. You may give one of them several names, such as a legal obligation by each law."
    )
    words = (
        NAME,
        Words("meaning", _l("What it means"), _l("One sentence to the person."), rows=3),
    )

    def items(self) -> Sequence[LegalBasis]:
        """Return every basis by rank."""
        return catalogue().all_bases

    def shown(self, item: LegalBasis) -> list[tuple[LazyString | str, str]]:
        """Tell the article."""
        return [(_("Article 6(1)"), self.choice_words("article", item.article))]

    def offer(self, form: Any, item: Any | None) -> None:
        """Offer the six letters."""
        form.article.choices = [("", ""), *ARTICLES.items()]

    def choice_words(self, name: str, value: Any) -> str:
        """Return the article's letter and name."""
        return str(ARTICLES.get(value, value)) if name == "article" else str(value)


bp = list_pages(LegalBases())
