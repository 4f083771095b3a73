"""One list of the catalogue as its pages know it: its form, its words, and what is particular about it."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask import g
from flask_babel import LazyString
from flask_babel import gettext as _

from portal.ledger.rules import canonical_json
from portal.legal_bases.cataloguing import Change, Fixed, Taken
from portal.legal_bases.listed import Listed
from portal.web.languages import OWN_NAMES
from portal.web.staff.settings.words import Part, WordedForm, Words, made

NOTHING = "\N{EN DASH}"
"""What stands for a fact that is not there."""


class ItemForm(WordedForm):
    """The texts and facts of an item."""

    parts: tuple[Part, ...] = ()
    """The form's fields in order, under headings."""
    hints: Mapping[str, Mapping[str, str]] = {}
    """What is said at a choice, by the field's name and the choice."""

    def facts(self, listed: Listed) -> dict[str, Any]:
        """Return the item's facts; what is empty is none."""
        names = (*listed.plain, *listed.one, *listed.many)
        return {name: None if self[name].data == "" else self[name].data for name in names}

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check every field, and that the item has a name."""
        fields_pass = super().validate(extra_validators)
        return self.has_any("name") and bool(fields_pass)

    def is_about(self, name: str) -> Words | None:
        """Return the text of that name, or None when a field has it."""
        return next((text for text in self.words if text.name == name), None)

    def say(self, fault: Taken | Fixed) -> None:
        """Put at its field why the list refuses the item."""
        name = str(fault)
        self[name if name in self else "alias"].errors = [
            _("People rest on this, and their rights follow from it, so that it can't be changed. Add another instead.")
            if isinstance(fault, Fixed)
            else _("Another one in the list has this key already.")
        ]


class Listing:
    """What the pages of a list have in common; each list says what differs."""

    listed: Listed
    form: type[ItemForm]
    path: str
    """Its place among the addresses of the settings, and its blueprint's name."""
    title: LazyString
    hint: LazyString
    add: LazyString
    """What adding an item is called."""
    intro: LazyString | str = ""
    words: tuple[Words, ...] = ()
    more_words: tuple[Words, ...] = ()
    """Texts that only the form for a new item asks for."""
    more_parts: tuple[Part, ...] = ()
    """Their headings."""
    events: tuple[str, ...] = ()
    """What else belongs to an item's history: the beginnings of events."""
    item_page = "staff/settings/item.html"

    def items(self) -> Sequence[Any]:
        """Return every item by rank, the inactive ones too."""
        raise NotImplementedError

    def groups(self) -> list[tuple[str, Sequence[Any]]]:
        """Return the items under their headings, for lists that have some."""
        return [("", self.items())]

    def item(self, key: str) -> Any | None:
        """Return the item of that key, or None."""
        return next((item for item in self.items() if item.key == key), None)

    def shown(self, item: Any) -> list[tuple[LazyString | str, str]]:
        """Return what the list tells about an item beside its name: labels and values."""
        return []

    def notices(self, item: Any) -> list[str]:
        """Return what the administrator should know about the item as it is."""
        return []

    def told(self, item: Any, change: Change) -> list[str]:
        """Return what to say after a change, beside that it is saved."""
        return []

    def offer(self, form: Any, item: Any | None) -> None:
        """Give the form's choices."""

    def added(self, item: Any, form: Any, **_acting: Any) -> None:
        """Do what belongs to adding an item."""

    def value_words(self, name: str, value: Any) -> str:
        """Return how a fact's value reads."""
        if isinstance(value, bool):
            return str(_("Yes") if value else _("No"))
        if isinstance(value, list):
            return ", ".join(self.value_words(name, one) for one in value) or NOTHING
        return NOTHING if value in (None, "") else self.choice_words(name, value)

    def choice_words(self, name: str, value: Any) -> str:
        """Return how one choice of a fact reads."""
        return str(value)

    def label(self, name: str) -> str:
        """Return what a fact, or a text such as ``name.sv``, is called."""
        field, dot, language = name.partition(".")
        if dot:
            label = next((text.label for text in (*self.words, *self.more_words) if text.name == field), field)
            return f"{label} ({dict(OWN_NAMES).get(language, language)})"
        unbound = getattr(self.form, name, None)
        return str(unbound.args[0]) if unbound is not None and unbound.args else name

    @property
    def new_parts(self) -> tuple[Part, ...]:
        """The parts of the form for a new item: the last one asks for the key, too."""
        *parts, last = self.form.parts
        return (*parts, *self.more_parts, last._replace(names=(*last.names, "key")))

    def new_form(self) -> ItemForm:
        """Return the form for a new item, as it was sent, or empty."""
        form: ItemForm = made(self.form, (*self.words, *self.more_words), adding=True)()
        self.offer(form, None)
        return form

    def posted(self, item: Any) -> ItemForm:
        """Return the item's form as it was sent."""
        form: ItemForm = made(self.form, self.words)()
        self.offer(form, item)
        return form

    def filled(self, item: Any) -> ItemForm:
        """Return the form filled in with what holds now."""
        form: ItemForm = made(self.form, self.words)(formdata=None, data=self.listed.snapshot(item))
        form.show_texts(item.texts)
        form.seen.data = self.state(item)
        self.offer(form, item)
        return form

    def state(self, item: Any) -> str:
        """Return the item as it is, spelled so that a form opened before a change can be told."""
        return sha256(canonical_json(self.listed.snapshot(item)).encode()).hexdigest()

    def name_of(self, key: str) -> str:
        """Return the name of an item by its key, or the key when there is none any more."""
        item = self.item(key)
        return str(item.name(g.language)) if item else key
