"""What direct marketing may rest on besides consent, and how people are asked for consent."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from portal import clock
from portal.customers.rules import LONGEST_GOODS, goods_key
from portal.extensions import db
from portal.legal_bases.queries import Catalogue, catalogue
from portal.settings import marketing as names
from portal.settings.actions import change_settings
from portal.settings.marketing import MarketingSettings, marketing_settings
from portal.web.staff.checks import WholeNumberField, at_most, plain_text, tidied
from portal.web.staff.gate import current_actor
from portal.web.staff.settings.entries import settings_page

LONGEST_LIMIT = 120
"""Months."""
LONGEST_WAIT = 365
"""Days until the reminder."""
LONGEST_REST = 3650
"""Days until somebody may be asked again."""

bp = settings_page(
    Blueprint("direct_marketing", __name__, url_prefix="/settings/direct-marketing"),
    label=_l("Direct marketing"),
    hint=_l("Whether customers may be e-mailed without consent, on what else marketing may rest, and reminders."),
    start="staff.direct_marketing.show",
)


def _known(_form: FlaskForm, field: Field) -> None:
    if not set(field.data or ()) <= {choice[0] for choice in field.choices}:
        raise ValidationError(_("Choose from the list."))


def _whole_number(label: Any, least: int, most: int, message: Any) -> WholeNumberField:
    return WholeNumberField(label, [InputRequired(_l("Enter a whole number.")), NumberRange(least, most, message)])


class DirectMarketingForm(FlaskForm):
    """The soft opt-in, other legal bases, and the question for consent."""

    purposes = SelectMultipleField(_l("Use it for"), [_known], validate_choice=False)
    months = _whole_number(
        _l("Months after a sale"),
        1,
        LONGEST_LIMIT,
        _l("Enter from %(least)s to %(most)s months.", least=1, most=LONGEST_LIMIT),
    )
    goods = TextAreaField(
        _l("Similar goods"), [at_most(5000), plain_text(several_lines=True)], [tidied], render_kw={"rows": 4}
    )
    others = SelectMultipleField(_l("Marketing may also rest on"), [_known], validate_choice=False)
    reminder_days = _whole_number(
        _l("Days until a reminder"),
        0,
        LONGEST_WAIT,
        _l("Enter from %(least)s to %(most)s days.", least=0, most=LONGEST_WAIT),
    )
    asked_again_days = _whole_number(
        _l("Days until somebody may be asked again"),
        0,
        LONGEST_REST,
        _l("Enter from %(least)s to %(most)s days.", least=0, most=LONGEST_REST),
    )

    @property
    def classes(self) -> list[str]:
        """The classes of goods, one a line, each once."""
        lines = {goods_key(line): tidied(line) for line in reversed((self.goods.data or "").splitlines())}
        return [line for key, line in reversed(lines.items()) if key]

    def validate_goods(self, field: Field) -> None:
        """Refuse a class that is too long, and none at all where the soft opt-in is used."""
        if any(len(line) > LONGEST_GOODS for line in self.classes):
            raise ValidationError(_("Write at most %(most)s characters a line.", most=LONGEST_GOODS))
        if self.purposes.data and not self.classes:
            raise ValidationError(_("Say which goods the marketing is about. Without similar goods nobody qualifies."))

    def changes(self) -> dict[str, Any]:
        """Return what is to be set, by the settings' names."""
        others: dict[str, list[str]] = {}
        for purpose, _colon, basis in (pair.partition(":") for pair in self.others.data):
            others.setdefault(purpose, []).append(basis)
        return {
            names.SOFT_OPT_IN: sorted(self.purposes.data),
            names.SOFT_OPT_IN_MONTHS: self.months.data,
            names.SOFT_OPT_IN_GOODS: self.classes,
            names.OTHER_BASES: others,
            names.REMINDER_DAYS: self.reminder_days.data,
            names.ASKED_AGAIN_DAYS: self.asked_again_days.data,
        }


def _form(known: Catalogue, **values: Any) -> DirectMarketingForm:
    form, language = DirectMarketingForm(**values), g.language
    marketing = [purpose for purpose in known.purposes if purpose.direct_marketing]
    form.purposes.choices = [(purpose.key, purpose.name(language)) for purpose in marketing]
    form.others.choices = [
        (f"{purpose.key}:{basis.key}", f"{purpose.name(language)}: {basis.name(language)}")
        for purpose in marketing
        for basis in purpose.bases
        if basis.active and basis.article != "a"
    ]
    return form


def _values(now: MarketingSettings) -> dict[str, Any]:
    return {
        "purposes": list(now.soft_opt_in_purposes),
        "months": now.soft_opt_in_months,
        "goods": "\n".join(now.soft_opt_in_goods),
        "others": [f"{purpose}:{basis}" for purpose, bases in now.other_bases.items() for basis in bases],
        "reminder_days": now.reminder_days,
        "asked_again_days": now.asked_again_days,
    }


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what is set now."""
    form = _form(catalogue(), formdata=None, data=_values(marketing_settings()))
    return render_template("staff/settings/direct_marketing.html", form=form)


@bp.post("")
def save() -> ResponseReturnValue:
    """Keep what differs."""
    form = _form(catalogue())
    if not form.validate():
        return render_template("staff/settings/direct_marketing.html", form=form), 422
    stored = _form(catalogue(), formdata=None, data=_values(marketing_settings())).changes()
    wanted = {name: value for name, value in form.changes().items() if value != stored[name]}
    change_settings(wanted, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The settings are saved."))
    return redirect(url_for(".show"), 303)
