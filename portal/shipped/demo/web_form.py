"""The demo's web form, to answer and to embed."""

from datetime import datetime
from typing import Final

from portal.ledger.rules import Actor
from portal.web_forms.actions import Design, add_form

KEY: Final = "newsletter"
DESIGN: Final = Design(
    texts={
        "title": {"sv": "Nyhetsbrev från Björkvik", "en": "Newsletter from Björkvik"},
        "introduction": {
            "sv": "Nytt om båttillbehör och verktyg, ungefär en gång i månaden.",
            "en": "What is new in boat equipment and tools, about once a month.",
        },
        "thanks": {
            "sv": "Tack! Nästa nyhetsbrev kommer i början av månaden.",
            "en": "Thank you! The next newsletter comes early in the month.",
        },
    },
    asked={"company": "asked", "language": "asked"},
    purposes=("e_marketing",),
    topics=("invitations", "news", "promotions"),
)


def add_newsletter(*, at: datetime, by: Actor) -> None:
    """Add the form."""
    add_form(KEY, DESIGN, at=at, by=by)
