"""Every page is closed to strangers and every form to forgers, unless it is listed here."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.accounts.rules import Role
from tests.web.staff.signing_in import add_staff, sign_in

OPEN = {
    "/",
    "/c/<token>",
    "/c/<token>/done",
    "/c/<token>/link",
    "/d/<token>",
    "/d/<token>/open",
    "/forms/<key>",
    "/forms/<key>/sent",
    "/healthz",
    "/l/<token>",
    "/l/<token>/link",
    "/l/<token>/open",
    "/l/<token>/receipt",
    "/l/<token>/stop",
    "/link",
    "/link/sent",
    "/look/colours/<digits>.css",
    "/look/images/<digest>",
    "/privacy",
    "/readyz",
    "/staff/login",
    "/staff/logout",
    "/staff/reset",
    "/staff/reset/<token>",
    "/static/<path:filename>",
    "/u/<token>",
}
"""What somebody without a session may ask for; what they get there has tests of its own."""

WITHOUT_TOKEN = {
    "/c/<token>",
    "/c/<token>/link",
    "/d/<token>/open",
    "/forms/<key>",
    "/l/<token>/link",
    "/l/<token>/open",
    "/l/<token>/stop",
    "/link",
    "/u/<token>",
}
"""Forms without a CSRF token, since no cookie stands behind them; all but /u refuse posts from other sites."""

OWN = {"/staff/", "/staff/code"}
"""What every staff user may see beside their own account."""

CLOSED_TO: dict[Role, tuple[str, ...]] = {
    "admin": (),
    "officer": ("/staff/settings",),
    "marketing": (
        "/staff/imports",
        "/staff/jobs",
        "/staff/letters",
        "/staff/people",
        "/staff/requests",
        "/staff/settings",
    ),
    "auditor": (),
}
"""Where each role may not even look; an auditor has no use for forms either."""

LOOKS = {
    "/staff/people/<int(max=9223372036854775807):person_id>/export",
    "/staff/settings/letters/<key>/<language>/preview",
    "/staff/people/bulk/<int(max=9223372036854775807):bulk_id>/left",
    "/staff/requests/<reference>/answer/preview",
}
"""Posts that change nothing about anybody, so that those who may only read can use them."""

QUIET = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: doors do not depend on the database."""
    return "sqlite"


def rules(app: Flask) -> list[Rule]:
    """Return every address of the portal, in order."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def asked(app: Flask, *, quiet: bool) -> Iterator[tuple[str, str, str]]:
    """Give each address with each of its methods that look, or that act, and an example of it."""
    for rule in rules(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if (method in QUIET) is quiet:
                yield rule.rule, method, example(rule)


def example(rule: Rule) -> str:
    """Return an address that the rule matches."""
    path = rule.rule
    for part in rule.arguments:
        number = f"int(max=9223372036854775807):{part}", f"int(max=2147483647):{part}", f"int:{part}"
        for spelled in (*number, f"path:{part}", part):
            path = path.replace(f"<{spelled}>", "1" if spelled in number else "x")
    return path


def is_closed(client: FlaskClient, method: str, path: str) -> bool:
    """Tell whether a stranger is turned away: to the sign-in page, or with 403 where a letter's link is the key."""
    answer = client.open(path, method=method)
    if path.startswith("/staff"):
        return answer.status_code == 302 and answer.location.startswith("/staff/login")
    return answer.status_code == 403


def test_every_page_is_closed_to_strangers(app: Flask, client: FlaskClient) -> None:
    pages = {rule: path for rule, _, path in asked(app, quiet=True)}

    opened = {rule for rule, path in pages.items() if not is_closed(client, "GET", path)}

    assert opened == OPEN & set(pages)


def test_every_act_is_closed_to_strangers(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False

    opened = {rule for rule, method, path in asked(app, quiet=False) if not is_closed(client, method, path)}

    assert opened <= OPEN


def test_every_listed_door_exists(app: Flask) -> None:
    assert {rule.rule for rule in rules(app)} >= OPEN | WITHOUT_TOKEN | LOOKS


def test_every_form_needs_its_token(app: Flask, client: FlaskClient) -> None:
    add_staff(app, "admin")
    sign_in(client)

    accepted = {
        rule for rule, method, path in asked(app, quiet=False) if client.open(path, method=method).status_code != 400
    }

    assert accepted == WITHOUT_TOKEN


def refused(app: Flask, client: FlaskClient, role: Role, *, quiet: bool) -> tuple[set[str], set[str]]:
    """Return the staff's addresses that the role is refused, and those that it is not; its own pages are left out."""
    add_staff(app, role)
    sign_in(client)
    app.config["WTF_CSRF_ENABLED"] = False
    answers = {
        rule: client.open(path, method=method).status_code
        for rule, method, path in asked(app, quiet=quiet)
        if rule.startswith("/staff/") and rule not in OPEN | OWN and not rule.startswith("/staff/account")
    }
    return {rule for rule, code in answers.items() if code == 403}, {
        rule for rule, code in answers.items() if code != 403
    }


@pytest.mark.parametrize("role", CLOSED_TO)
def test_a_role_looks_only_where_it_may(app: Flask, client: FlaskClient, role: Role) -> None:
    closed, opened = refused(app, client, role, quiet=True)

    forms = {rule for rule, _, _ in asked(app, quiet=False)} if role == "auditor" else set()
    assert {rule for rule in closed if not rule.startswith(CLOSED_TO[role])} <= forms
    assert {rule for rule in opened if rule.startswith(CLOSED_TO[role])} == set()


@pytest.mark.parametrize("role", sorted(set(CLOSED_TO) - {"auditor"}))
def test_a_role_acts_only_where_it_may_look(app: Flask, client: FlaskClient, role: Role) -> None:
    closed, opened = refused(app, client, role, quiet=False)

    assert {rule for rule in closed if not rule.startswith(CLOSED_TO[role])} == set()
    assert {rule for rule in opened if rule.startswith(CLOSED_TO[role])} == set()


def test_an_auditor_changes_nothing(app: Flask, client: FlaskClient) -> None:
    _, opened = refused(app, client, "auditor", quiet=False)

    assert opened == LOOKS
