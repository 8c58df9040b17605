"""A file that takes long to read: its first problems stand on the page before."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from eduportal import scoping
from eduportal.imports import services
from eduportal.imports.models import ImportJob
from eduportal.imports.services import checking, peeking
from tests.imports.jobs import ROSTER, found, receive
from tests.imports.rosters import new_row, roster

EVERYWHERE = "a test looks at a job at work"


@pytest.fixture
def look(client_of, monkeypatch) -> Callable[[ImportJob], list[str]]:
    """Check a job as a long one; what its page shows when the whole file begins to be read."""

    def checked(job: ImportJob) -> list[str]:
        shown: list[str] = []
        original = checking._read

        def read(job: ImportJob, content: bytes):
            address = reverse("imports:job-detail", args=[job.public_id])
            shown.append(client_of("clerk").get(address).content.decode())
            return original(job, content)

        monkeypatch.setattr(peeking, "LONG_BYTES", 0)
        monkeypatch.setattr(checking, "_read", read)
        services.check_job(job.pk)
        job.refresh_from_db()
        return shown

    return checked


def brought(world, content: bytes, name: str = "tep.xlsx") -> ImportJob:
    clerk, year = world.users["clerk"], world.year.code
    return receive(content, ROSTER, world.school, user=clerk, name=name, year=year)


@pytest.mark.django_db(transaction=True)
def test_the_first_problems_are_shown_before_the_whole_is_read(world, look) -> None:
    wrong = new_row(full_name="Trần Văn Một", birth_date="31/02/2014")
    with scoping.everywhere(EVERYWHERE):
        job = brought(world, roster(new_row(), wrong))
    with scoping.everywhere(EVERYWHERE):
        shown = look(job)

        assert "D3" in shown[0]
        assert found(job) == [("D3", "date_impossible")]
        assert (job.new, job.refused, job.so_far) == (1, 1, [])


@pytest.mark.django_db(transaction=True)
def test_what_has_no_beginning_of_its_own_is_checked_all_the_same(world, look) -> None:
    content = "Họ và tên;Ngày sinh;Lớp\nTrần Văn Một;31/02/2014;6A1\n".encode()
    with scoping.everywhere(EVERYWHERE):
        job = brought(world, content, "dai.csv")
    with scoping.everywhere(EVERYWHERE):
        shown = look(job)

        assert "B2" not in shown[0]
        assert found(job) == [("B2", "date_impossible")]
