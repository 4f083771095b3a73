"""Why people are erased, what of their noes is kept, and what words would name them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal, Self

from portal.people.rules import email_key, folded_words, phone_key

Because = Literal["request", "retention", "unconfirmed"]
"""The person asked for it, every period is over, or nobody confirmed the address."""

FEW: Final = 100
"""People whose names are also looked for in the middle of a text."""
SHORTEST_NAME: Final = 2
"""Words of a name that tell somebody: a single one is many people's."""


@dataclass(frozen=True)
class Named:
    """Somebody by what names them."""

    name: str
    email: str
    phone: str = ""


@dataclass
class Names:
    """What names a few people, folded, to find it in texts that others wrote."""

    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """The words of each name and each address, as one line."""

    @classmethod
    def of(cls, people: Iterable[Named]) -> Self:
        """Return what names the people."""
        names = cls()
        for person in people:
            words = folded_words(person.name)
            if len(words) >= SHORTEST_NAME:
                names.words.update((" ".join(words), " ".join(reversed(words))))
            if person.email:
                names.emails.add(email_key(person.email))
                names.words.add(" ".join(folded_words(person.email)))
            if phone := phone_key(person.phone):
                names.phones.add(phone)
        return names

    def in_row(self, cells: Sequence[str]) -> bool:
        """Tell whether a row of a table names one of the people, in one cell or in two beside each other."""
        words = [" ".join(folded_words(cell)) for cell in cells]
        pairs = (f"{first} {second}" for first, second in pairwise(words))
        return (
            not self.words.isdisjoint(words)
            or not self.words.isdisjoint(pairs)
            or any(email_key(cell) in self.emails or phone_key(cell) in self.phones for cell in cells if cell)
        )

    def in_text(self, text: str) -> bool:
        """Tell whether a text names one of the people; with many people, whether it is nothing but such a name."""
        words = " ".join(folded_words(text))
        if words in self.words or phone_key(text) in self.phones:
            return True
        if len(self.words) > 3 * FEW:
            return False
        spaced, digits = f" {words} ", "".join(character for character in text if character.isdigit())
        return any(f" {name} " in spaced for name in self.words) or any(
            phone.lstrip("0") in digits for phone in self.phones
        )


def names_person(text: str, name: str, email: str, phone: str) -> bool:
    """Tell whether words that are to be kept name the person: by name, even a single one, address or phone number."""
    words = f" {' '.join(folded_words(text))} "
    own = [word for word in folded_words(name) if len(word) > SHORTEST_NAME]
    return Names.of([Named(name, email, phone)]).in_text(text) or any(f" {word} " in words for word in own)
