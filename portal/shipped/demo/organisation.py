"""Björkvik Handel AB, which does not exist, and who works there."""

from portal.accounts.models import Role

NAME = "Björkvik Handel AB"

SETTINGS = {
    "name": NAME,
    "number": "556000-0000",
    "postal_address": "Hamngatan 12, 621 57 Björkvik",
    "contact_email": "kundtjanst@example.se",
    "contact_phone": "0980-31 92 00",
    "officer_name": "Elin Sandberg",
    "officer_email": "dataskydd@example.se",
    "texts": {
        "landing": {
            "sv": "Vi säljer båttillbehör och verktyg. Här bestämmer du själv över dina uppgifter hos oss.",
            "en": "We sell boat equipment and tools. Here you decide about your data with us.",
        },
        "hub": {
            "sv": "Hör gärna av dig till kundtjänst om något är oklart.",
            "en": "Do get in touch with our customer service if anything is unclear.",
        },
    },
}

ADMINISTRATOR = "admin@example.se"
STAFF: tuple[tuple[str, str, Role, str], ...] = (
    (ADMINISTRATOR, "Maria Ek", "admin", "sv"),
    ("karin.holm@example.se", "Karin Holm", "officer", "sv"),
    ("tom.reed@example.se", "Tom Reed", "marketing", "en"),
    ("sara.nyberg@example.se", "Sara Nyberg", "auditor", "sv"),
)
"""Address, name, role, language."""
