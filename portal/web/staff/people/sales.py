"""Add and delete sales to a person, which the soft opt-in rests on."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from portal import clock
from portal.customers.actions import record_sales, remove_sale
from portal.customers.queries import sale_of
from portal.customers.rules import LONGEST_GOODS, BadSale, SaleFact, checked_sale
from portal.customers.words import SALE_FAULTS
from portal.extensions import db
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person
from portal.settings.marketing import marketing_settings
from portal.settings.queries import current_organisation
from portal.web.staff.checks import DayField, at_most, choice_field, plain_text, tidied
from portal.web.staff.gate import belongs_to, current_actor
from portal.web.staff.people.addresses import ONE_PERSON
from portal.web.staff.people.looking import looked_at

bp = belongs_to(Blueprint("person_sales", __name__, url_prefix=f"{ONE_PERSON}/sales"), "people", only_changes=True)


class SaleForm(FlaskForm):
    """When what was sold, whether the way out was offered, and how you know."""

    sold_on = DayField(_l("Day of the sale"), [InputRequired(_l("Enter the day as year-month-day, like 2026-11-24."))])
    goods = StringField(
        _l("Class of goods"),
        [DataRequired(_l("Say what kind of goods it was.")), at_most(LONGEST_GOODS), plain_text()],
        [tidied],
    )
    way_out = RadioField(
        _l("Could the person say no to marketing when the address was collected?"),
        [InputRequired(_l("Answer yes or no. If you do not know, the answer is no."))],
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No, or I do not know"))],
    )
    source = choice_field(_l("Source"), _l("Choose where this comes from."), required=True)

    def fact(self, today: date) -> SaleFact | None:
        """Return the sale, or None with the reason at its field."""
        try:
            return checked_sale(SaleFact(self._day(), self.goods.data, self.way_out.data == "yes"), today=today)
        except BadSale as fault:
            field: Any = self.sold_on if fault.fault in {"future_sale", "ancient_sale"} else self.goods
            field.errors = [str(SALE_FAULTS[fault.fault])]
            return None

    def _day(self) -> date:
        day: date | None = self.sold_on.data
        if day is None:
            raise ValueError("the day was not checked")
        return day


def sale_form() -> SaleForm:
    """Return the form as it was sent, or empty, with the sources there are."""
    form = SaleForm()
    form.source.choices = [("", ""), *((source.key, source.name(g.language)) for source in catalogue().sources)]
    return form


@bp.get("/new")
def show(person_id: int) -> ResponseReturnValue:
    """Show the empty form."""
    return _page(sale_form(), person_id)


@bp.post("/new")
def save(person_id: int) -> ResponseReturnValue:
    """Record the sale."""
    form = sale_form()
    fact = form.fact(clock.today(current_organisation().time_zone)) if form.validate() else None
    if fact is None:
        return _page(form, person_id, status=422)
    person, source = locked_person(person_id), catalogue().source(form.source.data)
    record_sales(person, [fact], source=source, at=clock.now(), by=current_actor(), channel="staff")
    db.session.commit()
    flash(_("The sale is recorded."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


@bp.get("/<int(max=9223372036854775807):sale_id>/delete")
def ask(person_id: int, sale_id: int) -> ResponseReturnValue:
    """Ask before the sale is deleted."""
    person, sale = looked_at(person_id), sale_of(person_id, sale_id)
    if sale is None:
        abort(404)
    return render_template("staff/people/sale_delete.html", person=person, sale=sale)


@bp.post("/<int(max=9223372036854775807):sale_id>/delete")
def delete(person_id: int, sale_id: int) -> ResponseReturnValue:
    """Delete the sale; one that is gone already stays gone."""
    person = locked_person(person_id)
    sale = sale_of(person_id, sale_id)
    if sale is not None:
        remove_sale(person, sale, at=clock.now(), by=current_actor(), channel="staff")
        db.session.commit()
    flash(_("The sale is deleted."))
    return redirect(url_for("staff.person.show", person_id=person_id), 303)


def _page(form: SaleForm, person_id: int, *, status: int = 200) -> ResponseReturnValue:
    goods = marketing_settings().soft_opt_in_goods
    return render_template("staff/people/sale.html", form=form, person=looked_at(person_id), goods=goods), status
