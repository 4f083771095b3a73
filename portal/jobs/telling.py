"""Tell the owner of a long job that it has ended."""

from flask import current_app
from flask_babel import force_locale

from portal.accounts.queries import staff_user
from portal.jobs.kinds import kind_of
from portal.jobs.models import Job
from portal.jobs.rules import WORTH_A_LETTER
from portal.mail.letters.queued import job_done


def tell_owner(job: Job) -> None:
    """Queue a letter to the member of staff who asked for the job, when it took so long that nobody waits for it."""
    kind, _, address = job.owner.partition(":")
    if kind != "staff" or job.started_at is None or job.finished_at is None:
        return
    if job.finished_at - job.started_at < WORTH_A_LETTER:
        return
    owner = staff_user(address)
    if owner is None or not owner.active:
        return
    language = owner.language or current_app.config["BABEL_DEFAULT_LOCALE"]
    name = kind_of(job.kind)
    with force_locale(language):
        what = ": ".join(filter(None, (str(name.name) if name else job.kind, job.subject)))
    base = current_app.config["PORTAL_BASE_URL"]
    job_done(
        owner.email,
        job=what,
        error=(job.error or {}).get(language, ""),
        link=f"{base}{job.page or f'/staff/jobs/{job.id}'}",
        language=language,
        at=job.finished_at,
    )
