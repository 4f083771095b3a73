"""What a new portal comes with is complete, in both languages, and has the promised keys."""

import pytest

from portal.config import LANGUAGES
from portal.legal_bases.rules import right
from portal.shipped.lists import BASES, SOURCES, TOPICS
from portal.shipped.purposes import PURPOSES, ShippedPurpose

FROM_PERSON = ["business_card", "email", "phone", "chat", "web_form", "incoming_request", "customer_portal"]
FROM_ELSEWHERE = ["user", "import", "api", "unknown"]
PURPOSE_TEXTS = {
    "name",
    "description",
    "interest",
    "categories",
    "recipients",
    "transfers",
    "retention",
    "refusal",
    "automated",
}


@pytest.fixture(params=PURPOSES, ids=lambda purpose: purpose.key)
def purpose(request: pytest.FixtureRequest) -> ShippedPurpose:
    """Return each shipped purpose."""
    return request.param


def in_languages() -> list[tuple[str, str, str]]:
    """Return every shipped text but those of purposes: where it stands, Swedish, English."""
    texts = [(f"{key} name", *names) for key, _, _, names, _ in BASES]
    texts += [(f"{key} meaning", *meanings) for key, _, _, _, meanings in BASES]
    texts += [(f"{key} name", *names) for key, _, _, names in SOURCES]
    texts += [(f"{key} name", *names) for key, names, _ in TOPICS]
    return texts + [(f"{key} description", *words) for key, _, words in TOPICS]


def test_there_is_a_basis_for_each_letter_of_the_article() -> None:
    assert [(key, article) for key, _, article, _, _ in BASES] == [
        ("consent", "a"),
        ("contract", "b"),
        ("legal_obligation", "c"),
        ("vital_interests", "d"),
        ("public_task", "e"),
        ("legitimate_interests", "f"),
    ]


def test_superoffices_own_keys_of_bases_end_with_the_letter_of_the_article() -> None:
    assert [alias for _, alias, _, _, _ in BASES] == ["61A", "61B", "61C", "61D", "61E", "61F"]
    assert all(alias[-1].lower() == article for _, alias, article, _, _ in BASES)


def test_data_from_the_person_and_from_elsewhere_is_told_apart_by_source() -> None:
    assert [key for key, _, from_person, _ in SOURCES if from_person] == FROM_PERSON
    assert [key for key, _, from_person, _ in SOURCES if not from_person] == FROM_ELSEWHERE


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("USER", "user"),
        ("EMAIL", "email"),
        ("REQUEST", "incoming_request"),
        ("CHAT", "chat"),
        ("WEBFORM", "web_form"),
        ("CUSTOMERPORTAL", "customer_portal"),
        ("IMPORT", "import"),
        ("API", "api"),
        ("UNKNOWN", "unknown"),
    ],
)
def test_superoffices_own_keys_of_sources_are_known(theirs: str, ours: str) -> None:
    known = {(alias or key).upper(): key for key, alias, _, _ in SOURCES}

    assert known[theirs] == ours


def test_the_topics_are_those_promised() -> None:
    assert [key for key, _, _ in TOPICS] == ["invitations", "news", "promotions", "urgent_messages"]


@pytest.mark.parametrize("rows", [BASES, SOURCES], ids=["bases", "sources"])
def test_no_key_or_alias_means_two_things(rows: tuple[tuple[object, ...], ...]) -> None:
    meanings: dict[str, set[object]] = {}
    for key, alias, *_ in rows:
        for name in filter(None, (key, alias)):
            meanings.setdefault(str(name).casefold(), set()).add(key)

    assert [name for name, keys in meanings.items() if len(keys) > 1] == []


@pytest.mark.parametrize(("where", "swedish", "english"), in_languages())
def test_every_text_is_there_in_swedish_and_english(where: str, swedish: str, english: str) -> None:
    assert swedish.strip() == swedish != ""
    assert english.strip() == english != ""


@pytest.mark.parametrize(
    ("key", "swedish"),
    [
        ("consent", "Samtycke"),
        ("contract", "Avtal"),
        ("legal_obligation", "Rättslig förpliktelse"),
        ("legitimate_interests", "Berättigat intresse"),
    ],
)
def test_a_basis_is_called_as_the_swedish_regulation_calls_it(key: str, swedish: str) -> None:
    names = {name: spoken[0] for name, _, _, spoken, _ in BASES}

    assert names[key] == swedish


def test_two_purposes_are_shipped_with_superoffices_keys() -> None:
    assert [(purpose.key, purpose.alias) for purpose in PURPOSES] == [
        ("sales_service", "STORE"),
        ("e_marketing", "EMARKETING"),
    ]


def test_only_e_marketing_is_direct_marketing() -> None:
    assert [purpose.key for purpose in PURPOSES if purpose.direct_marketing] == ["e_marketing"]


def test_e_marketing_rests_on_consent_unless_somebody_says_otherwise() -> None:
    [marketing] = [purpose for purpose in PURPOSES if purpose.key == "e_marketing"]

    assert marketing.default_basis == "consent"


def test_no_purpose_rests_silently_on_a_legitimate_interest(purpose: ShippedPurpose) -> None:
    assert purpose.default_basis != "legitimate_interests"


def test_a_purposes_default_is_a_basis_it_may_rest_on(purpose: ShippedPurpose) -> None:
    assert purpose.default_basis is None or purpose.default_basis in purpose.bases


def test_a_purpose_rests_on_bases_that_are_shipped(purpose: ShippedPurpose) -> None:
    known = [key for key, *_ in BASES]

    assert set(purpose.bases) <= set(known)
    assert sorted(purpose.bases, key=known.index) == list(purpose.bases)


def test_a_purpose_says_all_that_the_law_asks_for(purpose: ShippedPurpose) -> None:
    assert set(purpose.texts) == PURPOSE_TEXTS


def test_every_text_of_a_purpose_is_there_in_both_languages(purpose: ShippedPurpose) -> None:
    missing = [
        (field, language)
        for field, spoken in (purpose.texts | purpose.wording).items()
        for language in LANGUAGES
        if not spoken.get(language, "").strip()
    ]

    assert missing == []


def test_swedish_and_english_are_not_the_same_words(purpose: ShippedPurpose) -> None:
    alike = [field for field, spoken in purpose.texts.items() if spoken["sv"] == spoken["en"]]

    assert alike == []


def test_what_may_rest_on_an_interest_says_which(purpose: ShippedPurpose) -> None:
    if "legitimate_interests" in purpose.bases:
        assert purpose.texts["interest"]["sv"]


def test_a_consent_wording_tells_the_statement_it_stands_in(purpose: ShippedPurpose) -> None:
    assert set(purpose.wording) == {"text", "statement_title", "statement_url"}
    assert purpose.wording["statement_url"] == {"sv": "/privacy", "en": "/privacy"}


def test_the_wording_of_e_marketing_says_that_a_yes_can_be_taken_back() -> None:
    [marketing] = [purpose for purpose in PURPOSES if purpose.direct_marketing]

    assert "återkalla" in marketing.wording["text"]["sv"]
    assert "withdraw" in marketing.wording["text"]["en"]


def test_every_purpose_is_kept_for_a_number_of_months_after_something(purpose: ShippedPurpose) -> None:
    assert 0 < purpose.retention_months <= 120
    assert purpose.retention_event == "recorded"


def test_every_way_of_resting_e_marketing_lets_the_person_stop_it() -> None:
    [marketing] = [purpose for purpose in PURPOSES if purpose.direct_marketing]
    articles = {key: article for key, _, article, _, _ in BASES}

    rights = {right(articles[key], direct_marketing=True) for key in marketing.bases}

    assert rights == {"withdraw", "object"}
