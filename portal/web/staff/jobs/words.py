"""What jobs and their states are called."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from portal.jobs.kinds import kind_of
from portal.jobs.models import Job

_STATES: Final[dict[str, Any]] = {
    "waiting": _l("Waiting"),
    "running": _l("Under way"),
    "done": _l("Done"),
    "failed": _l("Failed"),
    "cancelled": _l("Cancelled"),
}


def job_label(job: Job) -> str:
    """Return what the job is called: its kind and what it is about."""
    kind = kind_of(job.kind)
    return ": ".join(filter(None, (str(kind.name) if kind else job.kind, job.subject)))


def job_state_label(state: str) -> str:
    """Return how far a job has come, in a word."""
    return str(_STATES[state])


def owner_label(owner: str) -> str:
    """Return the address of the member of staff who asked for the job, or what else did."""
    kind, _, name = owner.partition(":")
    return name or str(_l("A command") if kind == "system" else kind)


LABELS = {"job": job_label, "state": job_state_label, "owner": owner_label}
