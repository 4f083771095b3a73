"""What staff see before somebody is erased, and the erasure itself: from the person's card, or from a request."""

from datetime import datetime

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.erasure.asked import erase_as_asked
from portal.erasure.queries import duties, going
from portal.erasure.rules import names_person
from portal.people.models import Person
from portal.web.staff.gate import current_actor
from portal.web.staff.requests.forms import ActForm, words_field


class ErasureForm(ActForm):
    """Why somebody is erased, and whether they are told."""

    words = words_field(_l("Reason"), _l("Say why, in words that name nobody."), rows=2)
    letter = BooleanField(_l("Tell the person by letter"), default=True)

    def fits(self, person: Person) -> bool:
        """Tell whether the erasure can be carried out; if not, the fields say why."""
        if not self.validate():
            return False
        if names_person(self.words.data, person.name, person.email, person.phone):
            self.words.errors = [_("The reason is kept after the erasure, so it must not name the person.")]
            return False
        return True


def erasure_page(person: Person, form: ErasureForm, *, back: str, status: int = 200) -> ResponseReturnValue:
    """Return the page of what goes, what stays and why, and the button."""
    page = render_template(
        "staff/people/erase.html",
        person=person,
        form=form,
        going=going(person),
        duties=duties(person),
        back=back,
        language=g.language,
    )
    return page, status


def carry_out(person: Person, form: ErasureForm, *, at: datetime) -> str:
    """Erase the person, who is locked, as the form says, and return what to tell staff."""
    tells = form.letter.data and bool(person.email) and person.unconfirmed_since is None
    kept = erase_as_asked(
        person, comment=form.words.data, tell=form.letter.data, actor=current_actor(), channel="staff", at=at
    )
    done = _("Erased, but for what the law keeps.") if kept else _("The person is erased.")
    return f"{done} {_('The letter is on its way.') if tells else _('No letter was sent.')}"
