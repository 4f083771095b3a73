"""The form for the columns of a file: a field for each, the source, a basis per purpose, a comment, the letters."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField

from portal.imports.mapping import FOR_PURPOSE, FURTHER, NOT_IMPORTED, Mapped, guessed
from portal.imports.models import Import
from portal.imports.terms import kept_settings
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue
from portal.web.staff.checks import choice_field, tidied
from portal.web.staff.imports.words import field_choices
from portal.web.staff.people.new_form import basis_field, comment_field, offer_bases

LONGEST_LABEL = 200


class Column(NamedTuple):
    """One column of the file."""

    header: str
    values: Sequence[str]
    field: SelectField


class PurposePart(NamedTuple):
    """The basis for every row of one purpose."""

    purpose: Purpose
    basis: SelectField


class ColumnsForm(FlaskForm):
    """What is asked about every file; ``columns_form`` adds its columns and the purposes."""

    source = choice_field(_l("Source"), _l("Choose where the data comes from."), required=True)
    comment = comment_field(_l("Comment"))
    letters = BooleanField(_l("Send the confirmation letter to those who are new"), default=True)

    known: Catalogue
    header: Sequence[str]
    samples: Sequence[Sequence[str]]
    form_errors: list[str]

    @property
    def columns(self) -> list[Column]:
        """Each column with its first values."""
        return [
            Column(name, [row[place] for row in self.samples if place < len(row) and row[place]], self._of(place))
            for place, name in enumerate(self.header)
        ]

    @property
    def purpose_parts(self) -> list[PurposePart]:
        """The field of each active purpose."""
        return [PurposePart(purpose, self[f"basis_{purpose.key}"]) for purpose in self.known.purposes]

    def fields(self) -> dict[int, str]:
        """Return what each column is; one that is not imported is left out."""
        told = {place: self._of(place).data for place in range(len(self.header))}
        return {place: field for place, field in told.items() if field != NOT_IMPORTED}

    def settings(self) -> dict[str, Any]:
        """Return what was chosen, as the import keeps it."""
        pairs = [(part.purpose.key, part.basis.data) for part in self.purpose_parts if part.basis.data]
        return kept_settings(
            Mapped(self.fields(), (), len(self.header)),
            source=self.source.data,
            pairs=pairs,
            comment=self.comment.data,
            letters=self.letters.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that one column holds addresses and no two hold the same."""
        good: bool = super().validate(extra_validators)
        fault = self._fault()
        if fault:
            self.form_errors = [*self.form_errors, fault]
        return good and not fault

    def _fault(self) -> str:
        fields = list(self.fields().values())
        if "email" not in fields:
            return str(_("No column holds e-mail addresses. Say which one does."))
        twice = next((name for name in fields if fields.count(name) > 1), None)
        if twice is None:
            return ""
        label = dict(_offered("", self.known)).get(twice, twice.removeprefix(FURTHER))
        return str(_("Two columns are taken for the same: %(field)s.", field=label))

    def _of(self, place: int) -> SelectField:
        field: SelectField = self[f"column_{place}"]
        return field


def columns_form(job: Import, known: Catalogue) -> ColumnsForm:
    """Return the form as it was sent, as it was kept, or with what the columns' names say."""
    taken = _taken(job, known)
    fields: dict[str, Any] = {f"column_{place}": _column_field(name) for place, name in enumerate(job.header)}
    fields |= {f"basis_{purpose.key}": basis_field() for purpose in known.purposes}
    shared = {"known": known, "header": job.header, "samples": job.samples}
    values = {f"column_{place}": taken.get(place, NOT_IMPORTED) for place in range(len(job.header))}
    made: type[ColumnsForm] = type("OfferedForm", (ColumnsForm,), {**fields, **shared})
    form = made(data={**values, **_kept(job)})
    for column in form.columns:
        column.field.choices = _offered(column.header, known)
    for part in form.purpose_parts:
        offer_bases(part.basis, part.purpose, _("None: not used for this"))
    form.source.choices = [("", ""), *((source.key, source.name(g.language)) for source in known.sources)]
    return form


def _taken(job: Import, known: Catalogue) -> dict[int, str]:
    if job.settings:
        return {int(place): name for place, name in job.settings["fields"].items()}
    return guessed(job.header, known, {})


def _kept(job: Import) -> dict[str, Any]:
    """Return what was kept beside the columns; a form that was sent says it itself."""
    if not job.settings or request.method == "POST":
        return {}
    bases = {f"basis_{purpose}": basis for purpose, basis in job.settings["pairs"]}
    return {name: job.settings[name] for name in ("source", "comment", "letters")} | bases


def _column_field(header: str) -> Any:
    return choice_field(header or _("Column without a name"), _("Choose what the column holds."))


def _offered(header: str, known: Catalogue) -> list[tuple[str, str]]:
    purposes = [
        (f"{FOR_PURPOSE}{purpose.key}", _("Legal basis for: %(purpose)s", purpose=purpose.name(g.language)))
        for purpose in known.purposes
    ]
    label = tidied(header)[:LONGEST_LABEL]
    further = [(f"{FURTHER}{label}", _("Further data, under the column's name"))] if label else []
    return [(NOT_IMPORTED, _("Not imported")), *field_choices(), *purposes, *further]
