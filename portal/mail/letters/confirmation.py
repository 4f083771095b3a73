"""The confirmation: what GDPR art. 13 or 14 says a person must be told when their data is first registered."""

from portal.dates import local
from portal.legal_bases.models import Purpose, RecordedBasis, Source
from portal.legal_bases.rules import IN_USE, NO, kept_until, right
from portal.mail.blocks import Block, Blocks, Heading, Items, Paragraph, Rows, Value
from portal.mail.letters.known import Known, person_values


def confirmation_values(known: Known) -> dict[str, Value]:
    """Return what the confirmation's placeholders stand for."""
    return {
        **person_values(known),
        "origin": _origin(known),
        "stored": _stored(known),
        "purposes": _purposes(known),
        "right_to_object": _right_to_object(known),
        "rights": _rights(known),
        "recipients": _recipients(known),
        "contact": _contact(known),
    }


def _source(known: Known) -> Source:
    return known.catalogue.source_of[known.subject.source_id]


def _origin(known: Known) -> str:
    """Art. 14(2)(f): from where the data came."""
    source = _source(known)
    if source.key == "unknown":
        return known.gettext("We do not know where the data came from.")
    if source.from_person:
        return known.gettext("You gave us the data yourself.")
    return known.gettext("We did not get the data from you.")


def _stored(known: Known) -> Blocks:
    person = known.subject
    labels = {
        "name": known.gettext("name"),
        "email": known.gettext("e-mail address"),
        "phone": known.gettext("phone number"),
        "company": known.gettext("company"),
        "title": known.gettext("title"),
        "address": known.gettext("postal address"),
        "country": known.gettext("country"),
        "language": known.gettext("language"),
    }
    stored = [label for field, label in labels.items() if getattr(person, field)]
    rows = [
        (known.gettext("What is stored"), ", ".join((*stored, *known.further))),
        (known.gettext("Source"), _source(known).name(known.language)),
        (known.gettext("Registered"), known.day(person.registered_at)),
    ]
    return (Rows(tuple(rows)),)


def _told(known: Known) -> list[tuple[Purpose, RecordedBasis]]:
    """Return the purposes to be told about: those with a basis that holds, or that the person said no to."""
    told = IN_USE | NO
    rows = [(known.catalogue.purpose_of[row.purpose_id], row) for row in known.bases if row.status in told]
    return sorted(rows, key=lambda pair: pair[0].rank)


def _purposes(known: Known) -> Blocks:
    blocks: list[Block] = []
    for purpose, row in _told(known):
        blocks.append(Heading(purpose.name(known.language), 3))
        description = purpose.text("description", known.language)
        if description:
            blocks.append(Paragraph(description))
        blocks.append(Rows(tuple(_about_purpose(known, purpose, row))))
    return tuple(blocks) or (Paragraph(known.gettext("No purpose is recorded yet. Until then we only keep the data.")),)


def _about_purpose(known: Known, purpose: Purpose, row: RecordedBasis) -> list[tuple[str, str]]:
    basis = known.catalogue.basis_of[row.legal_basis_id]
    name = basis.name(known.language)
    rows = [
        (
            known.gettext("Legal basis"),
            known.gettext("%(basis)s (GDPR article 6(1)(%(letter)s))", basis=name, letter=basis.article),
        )
    ]
    if row.status == "awaiting":
        rows.append(
            (known.gettext("Status"), known.gettext("We are waiting for your answer and do nothing until then."))
        )
    elif row.status in NO:
        rows.append((known.gettext("Status"), known.gettext("You have said no. We do not use the data for this.")))
    if basis.article == "f":
        rows.append((known.gettext("Our interest"), purpose.text("interest", known.language)))
    rows.append((known.gettext("Kept until"), _kept(known, purpose, row)))
    if _source(known).from_person:
        rows.append((known.gettext("Giving the data"), _required(known, purpose)))
    else:
        rows.append((known.gettext("Categories of data"), purpose.text("categories", known.language)))
    return [(term, text) for term, text in rows if text]


def _kept(known: Known, purpose: Purpose, row: RecordedBasis) -> str:
    """Art. 13(2)(a), 14(2)(a): the period, or else the criteria for it."""
    criterion = purpose.text("retention", known.language)
    if purpose.retention_months is None or purpose.retention_event == "last_contact":
        return criterion
    start = row.changed_at if purpose.retention_event == "recorded" else known.subject.registered_at
    day = known.day(kept_until(local(start, known.zone).date(), purpose.retention_months))
    return f"{day}. {criterion}" if criterion else day


def _required(known: Known, purpose: Purpose) -> str:
    """Art. 13(2)(e): whether the data must be given, and what happens otherwise."""
    refusal = purpose.text("refusal", known.language)
    if purpose.required:
        return known.gettext("Yes, a law or a contract requires it. %(refusal)s", refusal=refusal).strip()
    return refusal or known.gettext("No, giving it is up to you.")


def _right_to_object(known: Known) -> Blocks:
    """Art. 21(4): told clearly and apart from everything else; art. 7(3) and 13(2)(c) with it."""
    articles = [
        (purpose, known.catalogue.basis_of[row.legal_basis_id].article)
        for purpose, row in _told(known)
        if row.status in IN_USE
    ]
    blocks: list[Block] = [
        Paragraph(
            known.gettext(
                "You can say no to marketing at any time. "
                "We then stop at once, whatever the legal basis, and you need give no reason."
            )
        )
    ]
    for purpose, article in articles:
        if not purpose.direct_marketing and right(article, direct_marketing=False) == "object":
            name = purpose.name(known.language)
            blocks.append(
                Paragraph(
                    known.gettext(
                        "You can object at any time to our using the data for %(purpose)s. "
                        "We then stop using it for that while we assess your objection.",
                        purpose=name,
                    )
                )
            )
    if any(article == "a" for purpose, article in articles):
        blocks.append(
            Paragraph(
                known.gettext(
                    "You can withdraw your consent at any time. What we did before you withdrew it stays lawful."
                )
            )
        )
    return tuple(blocks)


def _rights(known: Known) -> Blocks:
    """Art. 13(2)(b) and (d), 14(2)(c) and (e)."""
    return (
        Items(
            (
                known.gettext("see what we have stored and get a copy of it"),
                known.gettext("have wrong data corrected"),
                known.gettext("have data deleted"),
                known.gettext("have our use of the data limited"),
                known.gettext("get the data that you gave us in a file that you can use elsewhere"),
                known.gettext("complain to %(authority)s", authority=known.organisation.authority_name),
            )
        ),
    )


def _recipients(known: Known) -> Blocks:
    """Art. 13(1)(e)-(f) and (2)(f), 14(1)(e)-(f) and (2)(g)."""
    purposes = [purpose for purpose, row in _told(known)]
    rows: list[tuple[str, str]] = [
        (purpose.name(known.language), purpose.text("recipients", known.language)) for purpose in purposes
    ]
    for term, field in (
        (known.gettext("Outside the EU/EEA"), "transfers"),
        (known.gettext("Automated decisions"), "automated"),
    ):
        texts = dict.fromkeys(purpose.text(field, known.language) for purpose in purposes)
        rows.extend((term, text) for text in texts)
    told = tuple((term, text) for term, text in rows if text)
    if told:
        return (Rows(told),)
    return (Paragraph(known.gettext("Nobody outside %(organisation)s.", organisation=known.organisation.name)),)


def _contact(known: Known) -> Blocks:
    """Art. 13(1)(a)-(b) and (2)(d), 14(1)(a)-(b) and (2)(e)."""
    organisation = known.organisation
    officer = ", ".join(filter(None, (organisation.officer_name, organisation.officer_email)))
    authority = ", ".join(filter(None, (organisation.authority_name, organisation.authority_url)))
    rows = (
        (known.gettext("Responsible for the data"), ", ".join(filter(None, (organisation.name, organisation.number)))),
        (known.gettext("Postal address"), organisation.postal_address),
        (known.gettext("E-mail"), organisation.contact_email),
        (known.gettext("Phone"), organisation.contact_phone),
        (known.gettext("Data protection officer"), officer),
        (known.gettext("Supervisory authority"), authority),
    )
    return (Rows(tuple((term, text) for term, text in rows if text)),)
