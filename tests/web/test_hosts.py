"""Which hosts the portal answers as, and which pages may post to it."""

import pytest
from flask import Flask

from portal.web.hosts import CrossSite, is_cross_site, is_foreign, is_known_host, is_loopback, refuse_cross_site

OURS = "https://privacy.example.se"


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "portal.localhost"])
def test_names_of_this_machine_are_loopback(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize("name", ["example.se", "127.0.0.1.example.se", "localhost.example.se", "10.0.0.1", ""])
def test_other_names_are_not_loopback(name: str) -> None:
    assert not is_loopback(name)


@pytest.mark.parametrize("host", ["privacy.example.se", "privacy.example.se:8443", "PRIVACY.example.se"])
def test_the_portals_own_name_is_known_on_any_port(host: str) -> None:
    assert is_known_host(host, OURS)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "privacy.example.se.evil.example", "x@evil.example", "", "[", "127.0.0.1", "localhost", "evil\\"],
)
def test_other_names_are_unknown(host: str) -> None:
    assert not is_known_host(host, OURS)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:5000", "127.0.0.1"])
def test_every_loopback_name_is_known_when_the_portal_is_on_this_machine(host: str) -> None:
    assert is_known_host(host, "http://127.0.0.1:5000")


def test_the_portals_own_origin_is_not_foreign() -> None:
    assert not is_foreign("https://privacy.example.se", "privacy.example.se", OURS)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://privacy.example.se", "https://privacy.example.se:444", "null", "", "//["]
)
def test_every_other_origin_is_foreign(origin: str) -> None:
    assert is_foreign(origin, "privacy.example.se", OURS)


def test_the_name_that_the_visitor_used_is_not_foreign() -> None:
    assert not is_foreign("http://localhost:8000/l/x", "localhost:8000", "http://127.0.0.1:5000")


def cross_site(**headers: str) -> bool:
    app = Flask(__name__)
    app.config["PORTAL_BASE_URL"] = OURS
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.test_request_context("/link", method="POST", base_url=OURS, headers=named):
        return is_cross_site()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": OURS},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "https://shop.example.se"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://evil.example", "Referer": f"{OURS}/link"},
        {"Referer": "https://evil.example/page"},
    ],
)
def test_another_sites_form_is_told(headers: dict[str, str]) -> None:
    assert cross_site(**headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin", "Origin": OURS},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": OURS},
        {"Origin": OURS, "Referer": "https://evil.example/"},
        {"Referer": f"{OURS}/l/x"},
    ],
)
def test_our_own_form_is_let_through(headers: dict[str, str]) -> None:
    assert not cross_site(**headers)


def test_a_cross_site_post_is_refused_and_a_cross_site_link_is_not() -> None:
    app = Flask(__name__)
    app.config["PORTAL_BASE_URL"] = OURS
    headers = {"Sec-Fetch-Site": "cross-site"}

    with app.test_request_context("/l/x", method="GET", headers=headers):
        refuse_cross_site()
    with app.test_request_context("/l/x", method="POST", headers=headers), pytest.raises(CrossSite):
        refuse_cross_site()
