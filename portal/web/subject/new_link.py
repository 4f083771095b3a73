"""Send me a new link: the same answer whether the address is known or not."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, ValidationError
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.extensions import csrf, db
from portal.mail.addresses import UnusableRecipient, envelope_address
from portal.people.rules import NotAnAddress, checked_email
from portal.web.hosts import refuse_cross_site
from portal.web.languages import carried_language, settle
from portal.web.subject.asking import ask_for_link

bp = Blueprint("new_link", __name__, url_prefix="/link")
bp.before_request(refuse_cross_site)
bp.before_request(settle)
csrf.exempt(bp)


class NewLinkForm(FlaskForm):
    """One field: the address to send to."""

    class Meta(FlaskForm.Meta):
        """No cookie is set before a visit; the blueprint refuses posts from other sites."""

        csrf = False

    email = EmailField(
        _l("Your e-mail address"),
        [InputRequired(_l("Write your e-mail address.")), Length(max=254, message=_l("The address is too long."))],
    )

    def validate_email(self, field: EmailField) -> None:
        """Refuse what can't be an address, before anything is looked up."""
        try:
            field.data = checked_email(field.data or "")
            envelope_address(field.data)
        except (NotAnAddress, UnusableRecipient) as fault:
            raise ValidationError(_l("Write the address like this: name@example.se.")) from fault


@bp.get("")
def show() -> ResponseReturnValue:
    """Ask for the address."""
    return render_template("subject/new_link.html", form=NewLinkForm(formdata=None))


@bp.post("")
def ask() -> ResponseReturnValue:
    """Send a link if the address is known; the answer does not tell."""
    form = NewLinkForm()
    if not form.validate():
        return render_template("subject/new_link.html", form=form), 422
    ask_for_link(form.email.data or "", at=clock.now())
    db.session.commit()
    return redirect(url_for(".sent", **carried_language()), 303)


@bp.get("/sent")
def sent() -> ResponseReturnValue:
    """Say what has happened without saying whether the address is known."""
    return render_template("subject/link_sent.html")
