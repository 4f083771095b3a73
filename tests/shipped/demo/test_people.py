"""The demo's invented people: what happens to each could have happened, and nobody real is among them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from inspect import signature

import pytest

from portal.config import LANGUAGES
from portal.legal_bases.rules import IN_USE, NO, Standing, Status, right, says_no, status_after_stop
from portal.mail.addresses import envelope_address
from portal.people.checks import checked_core
from portal.people.rules import CORE_FIELDS, email_key, phone_key
from portal.preferences.rules import LONGEST_PAUSE
from portal.shipped.demo.acts import ACTS
from portal.shipped.demo.organisation import SETTINGS
from portal.shipped.demo.people import FIGURES, SHOWN, Figure, Step
from portal.shipped.demo.playing import AGE
from portal.shipped.lists import BASES, SOURCES, TOPICS
from portal.shipped.purposes import PURPOSES, ShippedPurpose

PURPOSE = {purpose.key: purpose for purpose in PURPOSES}
ARTICLE = {key: article for key, _, article, _, _ in BASES}
MONTH = 30.44
"""Days, on average."""

FICTION = ((701740605, 701740699), (980319200, 980319299))
"""Swedish numbers that nobody is given (PTS, "Telefonnummer för användning i böcker och filmer")."""

every_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.local_part or figure.name)


@dataclass
class Life:
    """What holds for a figure, as far as its steps were followed."""

    held: dict[str, tuple[str, Status, int]] = field(default_factory=dict)
    """Purpose -> basis, status, and the day it was recorded."""
    stopped: bool = False
    values: dict[str, str] = field(default_factory=dict)

    def standing(self, purpose: ShippedPurpose) -> Standing:
        """Return what the rules ask about a purpose."""
        status = self.held[purpose.key][1] if purpose.key in self.held else None
        return Standing(status, marketing_objected=self.stopped, direct_marketing=purpose.direct_marketing)


def wrong(life: Life, step: Step) -> str:
    """Follow the step, and return why it could not have happened, or nothing."""
    if step.act in {"record", "consent", "stop", "object", "end", "lift"}:
        return wrong_about_a_purpose(life, step, PURPOSE[step.needs[0]])
    if step.act == "stop_all":
        was, life.stopped = life.stopped, True
        for key, (basis, status, day) in life.held.items():
            if PURPOSE[key].direct_marketing and status in IN_USE:
                life.held[key] = basis, status_after_stop(ARTICLE[basis]), day
        return "stopped already" if was else ""
    if step.act == "change":
        name, value = step.needs
        same = life.values[name] == value
        life.values[name] = value
        return "changes nothing" if same else ""
    return ""


def wrong_about_a_purpose(life: Life, step: Step, purpose: ShippedPurpose) -> str:
    """Follow a step about a purpose, and return why it could not have happened, or nothing."""
    basis, status, _ = life.held.get(purpose.key, ("", None, 0))
    is_no, fault = says_no(life.standing(purpose)), ""
    match step.act:
        case "record":
            fault = "over a no" if is_no else "" if step.needs[1] in purpose.bases else "not allowed"
            life.held[purpose.key] = step.needs[1], "in_force", step.day
        case "consent":
            fault = "" if "consent" in purpose.bases else "takes no consent"
            life.held[purpose.key] = "consent", "in_force", step.day
        case "lift":
            fault = "" if status in NO else "no no to lift"
            life.held[purpose.key] = "consent", "in_force", step.day
        case "end":
            fault = "" if status in IN_USE else "not in use"
            life.held[purpose.key] = basis, "ended", step.day
        case _ if not basis:
            fault = "" if purpose.direct_marketing else "nothing to object to"
            life.held[purpose.key] = purpose.default_basis or purpose.bases[0], "objected", step.day
        case _:
            may = right(ARTICLE[basis], direct_marketing=purpose.direct_marketing)
            fault = "no such right" if may == "none" else "" if status in IN_USE else "stopped already"
            life.held[purpose.key] = basis, status_after_stop(ARTICLE[basis]), step.day
    return fault


def begun(figure: Figure) -> Life:
    """Return what holds for a figure on the day of its registration."""
    return Life(values={name: getattr(figure, name) for name in CORE_FIELDS})


def lived(figure: Figure) -> Life:
    """Return what holds for a figure today."""
    life = begun(figure)
    for step in figure.steps:
        wrong(life, step)
    return life


def steps(act: str) -> Iterator[tuple[Figure, Step]]:
    """Give every step of that kind with its figure."""
    return ((figure, step) for figure in FIGURES for step in figure.steps if step.act == act)


def noes(figure: Figure) -> list[Step]:
    """Return the steps in which the figure said no."""
    return [step for step in figure.steps if step.act in {"stop", "object", "stop_all"}]


@every_figure
def test_every_step_was_allowed_when_it_was_taken(figure: Figure) -> None:
    life = begun(figure)

    faults = [(step, fault) for step in figure.steps if (fault := wrong(life, step))]

    assert faults == []


@every_figure
def test_what_happened_happened_in_order_between_the_registration_and_today(figure: Figure) -> None:
    days = [step.day for step in figure.steps]

    assert days == sorted(days)
    assert all(0 <= day < figure.age for day in days)
    assert 0 < figure.age < AGE.days


@every_figure
def test_a_step_says_all_that_its_act_needs_and_no_more(figure: Figure) -> None:
    for step in figure.steps:
        assert all(isinstance(need, str) and need.strip() for need in step.needs)
        if step.act in ACTS:
            signature(ACTS[step.act]).bind(None, None, *step.needs)


@every_figure
def test_a_figures_data_would_be_taken_in_from_anywhere_else(figure: Figure) -> None:
    given = {name: getattr(figure, name) for name in CORE_FIELDS}

    assert checked_core(given) == given


@every_figure
def test_nothing_is_in_use_beyond_the_time_it_is_kept(figure: Figure) -> None:
    old = {
        key: figure.age - day
        for key, (_, status, day) in lived(figure).held.items()
        if status in IN_USE and figure.age - day > PURPOSE[key].retention_months * MONTH
    }

    assert old == {}


def test_letters_can_be_addressed_to_everybody_who_has_an_address() -> None:
    addresses = [figure.email for figure in FIGURES if figure.email]

    assert [envelope_address(address) for address in addresses] == addresses
    assert all(address.endswith(("@example.se", "@example.com")) for address in addresses)


def test_swedish_numbers_are_those_that_are_kept_for_fiction() -> None:
    numbers = [phone_key(figure.phone) for figure in FIGURES if figure.phone.startswith("0")]
    numbers += [phone_key(step.needs[1]) for _, step in steps("change") if step.needs[0] == "phone"]
    numbers.append(phone_key(str(SETTINGS["contact_phone"])))

    assert len(set(numbers)) == len(numbers)
    assert [number for number in numbers if not any(low <= int(number) <= high for low, high in FICTION)] == []


def test_no_two_people_share_an_address() -> None:
    times = Counter(email_key(figure.email) for figure in FIGURES if figure.email)

    assert [address for address, count in times.items() if count > 1] == []


def test_somebody_has_no_address_at_all() -> None:
    assert [figure.name for figure in FIGURES if not figure.email] == ["Siv Karlsson"]


def test_two_people_look_like_one() -> None:
    times = Counter(figure.name for figure in FIGURES)

    assert [name for name, count in times.items() if count > 1] == ["Anna Andersson"]


def test_they_came_from_every_source_that_is_shipped() -> None:
    assert {figure.source for figure in FIGURES} == {key for key, *_ in SOURCES}


def test_they_speak_the_languages_of_the_portal_and_live_in_many_countries() -> None:
    spoken = Counter(figure.language for figure in FIGURES)

    assert set(spoken) == set(LANGUAGES)
    assert min(spoken.values()) >= len(FIGURES) // 3
    assert len({figure.country for figure in FIGURES}) >= 12


def test_their_names_are_written_in_many_ways() -> None:
    scripts = {"latin": "aA", "cyrillic": "Ольга", "greek": "Ελένη", "arabic": "محمد", "hebrew": "אורי"}
    scripts |= {"han": "王", "hangul": "김", "devanagari": "सी"}
    names = " ".join(figure.name for figure in FIGURES)

    assert [script for script, letters in scripts.items() if not set(letters) & set(names)] == []
    assert {"'", "-", "å", "ł"} <= set(names.lower())


def test_every_kind_of_act_happens_to_somebody() -> None:
    assert {step.act for figure in FIGURES for step in figure.steps} >= ACTS.keys()


@pytest.mark.parametrize("purpose", PURPOSES, ids=lambda purpose: purpose.key)
def test_a_purpose_is_seen_in_use_stopped_and_on_several_bases(purpose: ShippedPurpose) -> None:
    held = [life.held[purpose.key] for figure in FIGURES if purpose.key in (life := lived(figure)).held]

    assert {"in_force", "objected"} <= {status for _, status, _ in held}
    assert len({basis for basis, _, _ in held}) >= 2


def test_topics_that_are_answered_are_shipped_and_answered_once() -> None:
    known = {key for key, *_ in TOPICS}

    for _, step in steps("topics"):
        keys = [answer[:-1] for answer in step.needs]
        assert {answer[-1] for answer in step.needs} <= {"+", "-"}
        assert set(keys) <= known
        assert len(set(keys)) == len(keys) > 0


def test_a_pause_is_as_long_as_people_may_choose() -> None:
    lengths = [timedelta(days=int(step.needs[0])) for _, step in steps("pause")]

    assert lengths
    assert all(timedelta(0) < length <= LONGEST_PAUSE for length in lengths)


def test_somebody_s_pause_still_holds() -> None:
    assert any(step.day + int(step.needs[0]) > figure.age for figure, step in steps("pause"))


def test_a_change_is_of_something_that_is_stored() -> None:
    assert {step.needs[0] for _, step in steps("change")} <= set(CORE_FIELDS)


def test_whoever_looked_says_why_and_names_nobody() -> None:
    names = {part for figure in FIGURES for part in figure.name.split() if len(part) > 3}

    told = [step.needs[0] for _, step in steps("look")]

    assert all(5 < len(reason) <= 200 for reason in told)
    assert [reason for reason in told if names & set(reason.split())] == []


def test_one_letter_comes_back_and_it_is_told_of_that_figure_alone() -> None:
    returned = [figure.name for figure in FIGURES if figure.bounces]

    assert returned == [figure.name for figure, _ in steps("bounce")] == ["Gunnar Hedlund"]


def test_the_pages_worth_opening_first_are_those_promised() -> None:
    consent, withdrawal, stop = (lived(FIGURES[number]) for number in SHOWN)

    assert consent.held["e_marketing"][:2] == ("consent", "in_force") and not consent.stopped
    assert withdrawal.held["e_marketing"][:2] == ("consent", "withdrawn") and not withdrawal.stopped
    assert stop.stopped


def test_somebody_said_yes_again_after_every_kind_of_no() -> None:
    again = [figure for figure, step in steps("consent") if any(earlier.day < step.day for earlier in noes(figure))]

    assert {earlier.act for figure in again for earlier in noes(figure)} == {"stop", "stop_all"}


def test_somebody_was_registered_these_days_and_somebody_two_years_ago() -> None:
    ages = [figure.age for figure in FIGURES]

    assert min(ages) <= 3
    assert max(ages) >= 700
