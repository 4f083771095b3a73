"""Whatever is sent to whatever address, the answer is a page that says so; never a fault."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal import clock
from portal.links.models import Use
from tests.legal_bases.catalogued import add
from tests.web.staff.people.working import at_work, registered, submit
from tests.web.staff.signing_in import form_token
from tests.web.subject.filling_in import confirm_path
from tests.web.subject.visiting import CONTRACT_AND_CONSENT, link_to, press, visit
from tests.web_forms.designing import answered, newsletter

ENDING = {"/me/links", "/me/sign-out", "/staff/logout", "/staff/people/1/links/end"}
"""They end the visits that the others need, and read nothing but the token."""

SLOW = {"/staff/login", "/staff/account/password", "/staff/account/codes/stop"}
"""They hash a password at every try, and have tests of their own."""

TEXTS = {
    "nul": "a\0b",
    "control characters": "a\x07\x1b[31m\x7f\x85b\r\nBcc: eve@example.se\r\n\r\n",
    "lone surrogate, no UTF-8": b"a\xed\xa0\x80b\xff\xfe\xc3(",
    "reading direction": "\u202eabc\u2066",
    "any script": "محمد אברהם 用户 👩‍👩‍👧‍👦 a" + "\u0301" * 100,
    "long": "å" * 5000,
    "script and SQL": "\"'><script>alert(1)</script>{{7*7}}%s%(x)s' OR 1=1; -- \\ % _ * NEAR(",
    "no column holds it": str(2**70),
    "no number": "-1e999٣²",
    "first day": "0001-01-01",
    "empty": "",
}
PART = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nab\r\n'
BODIES = {
    "no known type": (b"\0" * 100, "application/x-nothing"),
    "no type": (b"email=x", ""),
    "unknown charset": (b"email=\xe5", "application/x-www-form-urlencoded; charset=utf-7"),
    "no boundary": (PART, "multipart/form-data"),
    "cut short": (PART[:-4], "multipart/form-data; boundary=x"),
    "broken part": (b"--x\r\n\xff: y\r\n\r\nab\r\n--x--", "multipart/form-data; boundary=x"),
    "very many parts": (PART * 2000 + b"--x--\r\n", "multipart/form-data; boundary=x"),
    "very many fields": (b"&".join([b"email=x"] * 5000), "application/x-www-form-urlencoded"),
}
LISTED = {"legal-bases": "contract", "sources": "chat", "topics": "news", "data-fields": "shoe_size"}
"""An item of each list of the settings."""
PIECES = ("%00", "%0d%0aX:y", "%ed%a0%80%ff", "..%2f..", "9" * 4999, "-1", str(2**70), "%F0%9F%92%A9" * 200)
"""What may stand where an address has an id, a key or a token."""


def plain(rule: Rule) -> str:
    """Return the rule without its converters."""
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", r"<\1>", rule.rule)


@pytest.fixture
def inside(app: Flask, client: FlaskClient) -> FlaskClient:
    """Return a browser in which both Alice and an administrator are at their pages."""
    alice = registered(app, bases=CONTRACT_AND_CONSENT)
    with app.app_context():
        add("data fields", "shoe_size")
    at_work(app, client, "admin")
    visit(app, client, alice)
    with app.app_context():
        newsletter("e_marketing")
        answered(at=clock.now())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return client


def rules(app: Flask, method: str) -> list[str]:
    """Return the addresses that take the method, with names where they vary."""
    return sorted({plain(rule) for rule in app.url_map.iter_rules() if method in (rule.methods or ())})


def addresses(app: Flask, method: str) -> list[str]:
    """Return the addresses that take the method, with Alice's id and key, and links that work."""
    uses: dict[str, Use] = {"/u/": "stop", "/l/": "view"}
    links = {start: link_to(app, 1, use).rpartition("/")[2] for start, use in uses.items()}
    links["/c/"] = confirm_path(app).rpartition("/")[2]
    numbers = dict.fromkeys(("person_id", "item_id", "letter_id", "version"), "1")
    values = {**numbers, "seq": "2", "key": "e_marketing", "filename": "x"}
    keys = {f"/staff/settings/{name}": {"key": key} for name, key in LISTED.items()}
    return [
        re.sub(
            r"<(\w+)>",
            lambda name, path=path: (
                (values | keys.get(path.partition("/<")[0], {})).get(name[1]) or links.get(path[:3], "x")
            ),
            path,
        )
        for path in rules(app, method)
    ]


def field_names(app: Flask, client: FlaskClient) -> list[str]:
    """Return the name of every control on every page."""
    pages = (client.get(path).text for path in addresses(app, "GET"))
    names = {name for page in pages for name in re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', page)}
    return sorted(names - {"csrf_token"})


def tokens(client: FlaskClient) -> dict[str, str]:
    """Return the token of Alice's forms, and of the staff's, by the beginnings of their addresses."""
    return {"/me": form_token(client.get("/me/")), "/st": form_token(client.get("/staff/account/"))}


def fault(answer: TestResponse, *, refused: bool = False) -> str:
    """Return what is wrong with the answer: a fault, or a refusal without a heading; empty when nothing is."""
    silent = answer.status_code >= 400 and b"<h1" not in answer.data
    broken = answer.status_code >= 500 or b"Traceback" in answer.data
    wrong = silent or broken or (refused and answer.status_code < 400)
    return f"{answer.request.method} {answer.request.path[:80]} {answer.status}" if wrong else ""


def test_no_text_in_any_field_is_a_fault(app: Flask, inside: FlaskClient) -> None:
    names, signed = field_names(app, inside), tokens(inside)
    answers = (
        (kind, inside.post(path, data={name: [text] * 2 for name in names} | {"csrf_token": signed.get(path[:3], "")}))
        for path in addresses(app, "POST")
        if path not in ENDING | SLOW
        for kind, text in TEXTS.items()
    )

    faults = [(kind, found) for kind, answer in answers if (found := fault(answer))]

    assert len(names) > 30
    assert faults == []


def test_no_text_in_a_query_is_a_fault(inside: FlaskClient) -> None:
    names = ("lang", "done", "next", "q", "purpose", "basis", "status", "source", "before")
    answers = (
        inside.get(path, query_string={name: [text] * 2 for name in names})
        for path in ("/", "/link", "/me/", "/staff/login", "/staff/people")
        for text in TEXTS.values()
    )

    assert [found for answer in answers if (found := fault(answer))] == []


@pytest.mark.parametrize("body", ['{"email": ["\\ud800"]}', '{"email": 5}', '[[["email"]]]', "{"])
@pytest.mark.parametrize("path", ["/link", "/staff/login", "/u/x"])
def test_json_is_no_form(client: FlaskClient, path: str, body: str) -> None:
    answer = client.post(path, data=body, content_type="application/json")

    assert answer.status_code == 415
    assert fault(answer) == ""


@pytest.mark.parametrize("kind", BODIES)
def test_no_body_is_a_fault(client: FlaskClient, kind: str) -> None:
    body, content_type = BODIES[kind]

    answer = client.post("/link", data=body, content_type=content_type)

    assert answer.status_code in {303, 413, 422}
    assert fault(answer) == ""


def test_no_id_key_or_token_is_a_fault(app: Flask, inside: FlaskClient) -> None:
    signed = tokens(inside)
    paths = {
        (method, re.sub(r"<\w+>", piece, rule))
        for method in ("GET", "POST")
        for rule in rules(app, method)
        if "<" in rule and not rule.startswith("/static/")
        for piece in PIECES
    }
    answers = (
        inside.open(path, method=method, data={"csrf_token": signed.get(path[:3], "")} if method == "POST" else None)
        for method, path in sorted(paths)
    )

    assert [found for answer in answers if (found := fault(answer, refused=True))] == []


@pytest.mark.parametrize("cookie", ["\xff\x01", "a" * 7000, "..", ";;=;", ".eJw.b.c", '"\\377\\000"'])
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/me/", 403), ("/staff/people", 302), ("/staff/login", 200)])
def test_a_broken_cookie_is_no_cookie(client: FlaskClient, path: str, status: int, cookie: str) -> None:
    sent = {"Cookie": f"portal_session={cookie}; portal_staff={cookie}"}

    answer = client.get(path, headers=sent)

    assert answer.status_code == status


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_no_is_not_lifted_at_the_ends_of_the_calendar(app: Flask, inside: FlaskClient, day: str) -> None:
    press(inside, "/me/stop")
    path = "/staff/people/1/privacy/e_marketing/lift"

    answer = submit(inside, path, basis="consent", source="phone", evidence="A letter", dated=day)

    assert answer.status_code == 422
    assert "A letter" in answer.text
