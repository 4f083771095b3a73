"""Bob signs in by the page, as he would."""

from playwright.sync_api import Page

from tests.web.staff.signing_in import PASSWORD


def sign_in(page: Page, address: str, language: str) -> None:
    """Let Bob in, on his way to the people, with pages in the language."""
    page.goto(f"{address}/staff/login?lang={language}&next=/staff/people")
    page.locator("#email").fill("bob@example.se")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{address}/staff/people*")
