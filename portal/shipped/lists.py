"""The shipped legal bases, sources and topics: key, alias, what the rules need, and names in Swedish and English."""

BASES = (
    (
        "consent",
        "61A",
        "a",
        ("Samtycke", "Consent"),
        ("Du har sagt ja, och kan ångra dig när som helst.", "You said yes, and can change your mind at any time."),
    ),
    (
        "contract",
        "61B",
        "b",
        ("Avtal", "Contract"),
        (
            "Uppgifterna behövs för ett avtal med dig, eller för att förbereda ett.",
            "The data is needed for a contract with you, or to prepare one.",
        ),
    ),
    (
        "legal_obligation",
        "61C",
        "c",
        ("Rättslig förpliktelse", "Legal obligation"),
        ("En lag kräver att vi sparar uppgifterna.", "A law requires us to keep the data."),
    ),
    (
        "vital_interests",
        "61D",
        "d",
        ("Skydd av liv och hälsa", "Vital interests"),
        ("Uppgifterna behövs för att skydda någons liv.", "The data is needed to protect somebody's life."),
    ),
    (
        "public_task",
        "61E",
        "e",
        ("Allmänt intresse", "Public task"),
        (
            "Uppgifterna behövs för en uppgift av allmänt intresse eller myndighetsutövning.",
            "The data is needed for a task in the public interest or the exercise of public authority.",
        ),
    ),
    (
        "legitimate_interests",
        "61F",
        "f",
        ("Berättigat intresse", "Legitimate interests"),
        (
            "Vi har ett skäl som vi bedömt väger tyngre än ditt intresse av att vi låter bli. Du kan invända.",
            "We have a reason that we judged to weigh more than your interest in our not doing so. You can object.",
        ),
    ),
)
"""Key, alias, letter of art. 6(1), names, meanings."""

SOURCES = (
    ("business_card", None, True, ("Visitkort", "Business card")),
    ("email", "EMAIL", True, ("E-post", "E-mail")),
    ("phone", "PHONE", True, ("Telefon", "Phone")),
    ("chat", "CHAT", True, ("Chatt", "Chat")),
    ("web_form", "WEBFORM", True, ("Webbformulär", "Web form")),
    ("incoming_request", "REQUEST", True, ("Inkommande ärende", "Incoming request")),
    ("customer_portal", "CUSTOMERPORTAL", True, ("Kundportal", "Customer portal")),
    ("user", "USER", False, ("Registrerad av en medarbetare", "Created by user")),
    ("import", None, False, ("Import", "Import")),
    ("api", None, False, ("Annan integration", "Other integration")),
    ("unknown", None, False, ("Okänd", "Unknown")),
)
"""Key, SuperOffice's key where it differs, from the person (art. 13) or not (art. 14), names."""

TOPICS = (
    (
        "invitations",
        ("Inbjudningar", "Invitations"),
        ("Till möten, kurser och mässor", "To meetings, courses and fairs"),
    ),
    ("news", ("Nyheter", "News"), ("Vad som är nytt hos oss", "What is new with us")),
    ("promotions", ("Erbjudanden", "Promotions"), ("Rabatter och kampanjer", "Discounts and campaigns")),
    (
        "urgent_messages",
        ("Viktiga meddelanden", "Urgent messages"),
        ("Sådant som inte kan vänta", "What cannot wait"),
    ),
)
"""Key, names, descriptions; all under e_marketing."""
