"""What a person does with a letter's link: in how many presses, without scripts, and by keyboard alone."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.web.subject.visiting import add_person, link_to, name_organisation, person_now, statuses


@pytest.fixture
def alice(app: Flask) -> int:
    name_organisation(app)
    return add_person(app)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Return a page on a phone that runs no scripts."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="en") as context:
        yield context.new_page()


def _press_key_until(page: Page, name: str) -> None:
    """Go through the page with the Tab key until the control of that name has focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_all_marketing_is_stopped_in_one_press(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))

    plain.get_by_role("button", name="Stop all marketing").click()

    assert statuses(app, alice)["e_marketing"] == "withdrawn"
    assert plain.get_by_role("heading", level=1).inner_text() == "Done. We will send you no more marketing."


def test_why_data_is_held_takes_one_press(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))

    plain.get_by_role("button", name="Open my page").click()

    card = plain.get_by_role("region", name="Sales and service")
    assert "Contract" in card.inner_text()
    assert "Business card" in card.inner_text()


def test_a_consent_is_withdrawn_in_two_presses(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))
    plain.get_by_role("button", name="Open my page").click()

    plain.get_by_role("button", name="Withdraw consent").click()

    assert statuses(app, alice)["e_marketing"] == "withdrawn"
    assert "Your consent is withdrawn." in plain.get_by_role("heading", level=1).inner_text()


def test_the_language_is_switched_in_one_press(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))

    plain.get_by_role("link", name="Svenska").click()

    assert plain.get_by_role("button", name="Stoppa all marknadsföring").is_visible()


def test_an_expired_link_is_recovered_in_one_press(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice, at=person_now(app, alice).registered_at))

    plain.get_by_role("button", name="Send a new link to a•••@example.se").click()

    assert "If we have this address, we have sent a link." in plain.inner_text("main")


def test_a_new_consent_is_given_after_reading_it(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))
    plain.get_by_role("button", name="Open my page").click()
    plain.get_by_role("button", name="Stop all marketing").click()
    plain.get_by_role("link", name="Give consent again").click()
    yes = plain.get_by_role("button", name="Yes, I consent").bounding_box()
    no = plain.get_by_role("link", name="No thanks").bounding_box()

    plain.get_by_role("button", name="Yes, I consent").click()

    assert statuses(app, alice)["e_marketing"] == "in_force"
    assert yes is not None and no is not None
    assert (yes["width"], yes["height"]) == (no["width"], no["height"])


def test_topics_are_chosen_and_shown_back_without_scripts(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))
    plain.get_by_role("button", name="Open my page").click()
    plain.get_by_role("link", name="Choose what you get").click()
    plain.get_by_label("Promotions").uncheck()
    plain.get_by_label("3 months").check()

    plain.get_by_role("button", name="Save my choices").click()

    assert "Your choices are saved." in plain.inner_text("main")
    assert not plain.get_by_label("Promotions").is_checked()
    assert plain.get_by_label("News").is_checked()


def test_the_receipt_can_be_downloaded(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))
    plain.get_by_role("button", name="Stop all marketing").click()

    with plain.expect_download() as download:
        plain.get_by_role("link", name="Download the receipt").click()

    assert download.value.suggested_filename.endswith(".json")


def test_marketing_is_stopped_by_keyboard_alone(page: Page, app: Flask, address: str, alice: int) -> None:
    page.goto(address + link_to(app, alice))

    _press_key_until(page, "Stop all marketing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stop*")

    assert statuses(app, alice)["e_marketing"] == "withdrawn"


def test_topics_are_chosen_by_keyboard_alone(page: Page, app: Flask, address: str, alice: int) -> None:
    page.goto(address + link_to(app, alice, "preferences"))
    _press_key_until(page, "Choose what I get")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/preferences")
    page.focus("#topics-0")
    page.keyboard.press("Space")

    _press_key_until(page, "Save my choices")
    page.keyboard.press("Enter")

    page.get_by_text("Your choices are saved.").wait_for()
    assert not page.is_checked("#topics-0")


def test_the_keyboards_first_stop_skips_to_the_content(page: Page, app: Flask, address: str, alice: int) -> None:
    page.goto(address + link_to(app, alice))

    page.keyboard.press("Tab")
    shown = page.evaluate("document.activeElement.getBoundingClientRect().height")
    page.keyboard.press("Enter")

    assert shown > 20
    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_plain_to_see(page: Page, app: Flask, address: str, alice: int) -> None:
    page.goto(address + link_to(app, alice))

    _press_key_until(page, "Stop all marketing")

    outline = page.evaluate(
        "(() => { const style = getComputedStyle(document.activeElement); "
        "return [style.outlineStyle, style.outlineWidth, style.outlineOffset]; })()"
    )
    assert outline == ["solid", "3px", "3px"]


def test_controls_are_large_enough_for_a_thumb(plain: Page, app: Flask, address: str, alice: int) -> None:
    plain.goto(address + link_to(app, alice))
    plain.get_by_role("button", name="Open my page").click()

    heights = [
        box["height"] for button in plain.locator("main button, main .button").all() if (box := button.bounding_box())
    ]

    assert heights
    assert min(heights) >= 44


def test_no_page_runs_or_loads_anything_from_elsewhere(page: Page, app: Flask, address: str, alice: int) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + link_to(app, alice))
    page.get_by_role("button", name="Open my page").click()
    page.goto(f"{address}/privacy")

    assert asked
    assert all(url.startswith(address) for url in asked)


def test_a_script_in_stored_data_does_not_run(page: Page, app: Flask, address: str) -> None:
    trouble: list[str] = []
    page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    page.goto(address + link_to(app, add_person(app, name=name)))
    page.get_by_role("button", name="Open my page").click()

    page.goto(f"{address}/me/data")

    assert "<script>alert(2)</script>" in page.inner_text("main")
    assert trouble == []
