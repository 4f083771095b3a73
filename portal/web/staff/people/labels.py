"""What codes are called on the staff's pages."""

from portal.exports.words import (
    actor_label,
    channel_label,
    core_field_label,
    letter_kind_label,
    letter_state_label,
    role_label,
    status_label,
)

LABELS = {
    "actor": actor_label,
    "channel": channel_label,
    "core": core_field_label,
    "letter": letter_kind_label,
    "letter_state": letter_state_label,
    "role": role_label,
    "status": status_label,
}
