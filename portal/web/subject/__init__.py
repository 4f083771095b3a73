"""The person's side: open pages for links, and a page of their own behind the gate."""

from flask import Blueprint, Flask

from portal.settings.queries import current_organisation
from portal.web.subject import (
    answers,
    code,
    confirm,
    copy,
    data,
    delete,
    delivery,
    end_links,
    history,
    hub,
    index,
    landing,
    new_link,
    one_click,
    preferences,
    privacy,
    purposes,
    receipts,
    sign_out,
    stop_all,
    web_form,
)
from portal.web.subject.broken import BrokenLink, broken_page
from portal.web.subject.gate import require_visit
from portal.web.subject.requests import asking, following


def init_app(app: Flask) -> None:
    """Add the open pages, and behind the gate the person's own."""
    me = Blueprint("me", __name__, url_prefix="/me")
    me.before_request(require_visit)
    me.before_request(answers.stay_with_answers)
    for page in (
        hub,
        data,
        purposes,
        preferences,
        history,
        receipts,
        stop_all,
        sign_out,
        end_links,
        delete,
        asking,
        following,
    ):
        me.register_blueprint(page.bp)
    for page in (code, copy, answers):
        me.register_blueprint(page.bp)

    subject = Blueprint("subject", __name__)
    subject.register_error_handler(BrokenLink, broken_page)
    subject.context_processor(lambda: {"organisation": current_organisation()})
    for open_page in (index, landing, one_click, new_link, privacy, web_form, confirm, delivery):
        subject.register_blueprint(open_page.bp)
    subject.register_blueprint(me)
    app.register_blueprint(subject)
