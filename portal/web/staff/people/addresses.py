"""Where a person's pages are."""

ONE_PERSON = "/people/<int(max=9223372036854775807):person_id>"
"""The highest number is the highest that both databases can hold as an id."""
