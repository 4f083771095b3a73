"""The pages about long jobs: which there are, how far each has come, and cancelling one."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.extensions import db
from portal.jobs.models import Job
from tests.jobs.counting import AT, asked, job, offer, runner_at
from tests.web.staff.people.working import at_work, submit

pytestmark = pytest.mark.usefixtures("offered")


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the pages ask nothing that depends on the database."""
    return "sqlite"


@pytest.fixture
def offered(app: Flask) -> None:
    """Let the portal know a kind of job."""
    offer(app)


def begun(app: Flask, *, done: int = 412, total: int | None = 1593) -> int:
    """Return the id of a job that has come so far."""
    job_id = asked(app, 3, subject="people.csv")
    with app.app_context():
        row = db.session.get_one(Job, job_id)
        row.state, row.done, row.total, row.started_at = "running", done, total, AT
        db.session.commit()
    return job_id


def test_jobs_are_listed_with_their_progress(app: Flask, client: FlaskClient) -> None:
    begun(app)
    at_work(app, client)

    page = client.get("/staff/jobs").text

    assert "people.csv" in page
    assert "412 of 1,593 done" in page


def test_numbers_are_written_as_the_language_does(app: Flask, client: FlaskClient) -> None:
    job_id = begun(app)
    at_work(app, client, language="sv")

    assert "412 av 1\N{NO-BREAK SPACE}593 klara" in client.get(f"/staff/jobs/{job_id}").text


def test_a_job_under_way_is_refreshed_by_script_and_by_button(app: Flask, client: FlaskClient) -> None:
    job_id = begun(app)
    at_work(app, client)

    page = client.get(f"/staff/jobs/{job_id}").text

    assert 'data-refresh="2"' in page
    assert f'href="/staff/jobs/{job_id}">Refresh</a>' in page


def test_how_much_there_is_need_not_be_known(app: Flask, client: FlaskClient) -> None:
    job_id = begun(app, total=None)
    at_work(app, client)

    assert "412 done" in client.get(f"/staff/jobs/{job_id}").text


def test_a_waiting_job_tells_how_many_are_before_it(app: Flask, client: FlaskClient) -> None:
    begun(app)
    job_id = asked(app)
    at_work(app, client)

    assert "1 job is before it." in client.get(f"/staff/jobs/{job_id}").text


def test_a_job_that_is_done_is_not_refreshed(app: Flask, client: FlaskClient) -> None:
    job_id = asked(app, 2, page="/staff/imports/7")
    runner_at(app).finish(job_id)
    at_work(app, client)

    page = client.get(f"/staff/jobs/{job_id}").text

    assert "data-refresh" not in page
    assert 'href="/staff/imports/7"' in page


def test_a_failed_job_says_why_in_the_reader_s_language(app: Flask, client: FlaskClient) -> None:
    job_id = asked(app)
    with app.app_context():
        row = db.session.get_one(Job, job_id)
        row.state, row.error = "failed", {"sv": "Filen är borta.", "en": "The file is gone."}
        db.session.commit()
    at_work(app, client, language="sv")

    page = client.get(f"/staff/jobs/{job_id}").text

    assert "Filen är borta." in page
    assert "The file is gone." not in page


def test_a_job_is_cancelled_by_a_button(app: Flask, client: FlaskClient) -> None:
    job_id = begun(app)
    at_work(app, client)

    answer = submit(client, f"/staff/jobs/{job_id}/cancel", form_at=f"/staff/jobs/{job_id}")

    assert answer.status_code == 303
    with app.app_context():
        assert job(job_id).state == "cancelled"


def test_a_job_that_had_ended_is_not_cancelled(app: Flask, client: FlaskClient) -> None:
    job_id = begun(app)
    at_work(app, client)
    token_page = f"/staff/jobs/{job_id}"
    submit(client, f"{token_page}/cancel", form_at=token_page)

    app.config["WTF_CSRF_ENABLED"] = False
    client.post(f"{token_page}/cancel")

    assert "The job had ended already." in client.get(token_page).text


@pytest.mark.parametrize("job_id", [404, 2**63 - 1])
def test_a_job_that_does_not_exist_is_not_found(app: Flask, client: FlaskClient, job_id: int) -> None:
    at_work(app, client)
    app.config["WTF_CSRF_ENABLED"] = False

    assert client.get(f"/staff/jobs/{job_id}").status_code == 404
    assert client.post(f"/staff/jobs/{job_id}/cancel").status_code == 404


def test_an_auditor_reads_but_gets_no_button(app: Flask, client: FlaskClient) -> None:
    job_id = begun(app)
    at_work(app, client, "auditor")

    assert "Cancel the job" not in client.get(f"/staff/jobs/{job_id}").text


def test_the_menu_shows_which_of_two_pages_of_an_area_is_open(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    page = client.get("/staff/jobs").text

    assert page.count('aria-current="page"') == 1
    assert 'href="/staff/jobs" aria-current="page"' in page
