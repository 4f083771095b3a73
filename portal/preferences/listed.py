"""The list of topics, as an administrator keeps it."""

from portal.legal_bases.listed import Listed
from portal.legal_bases.models import Purpose
from portal.preferences.models import Topic

TOPICS = Listed(
    Topic,
    event="topic_kind",
    column="topic",
    one={"purpose": ("purpose_id", Purpose)},
    fixed=frozenset({"purpose"}),
    within="purpose_id",
)
