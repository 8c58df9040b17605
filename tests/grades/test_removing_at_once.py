"""A person who is removed while another gives the person a class."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.utils import timezone

from eduportal import scoping
from grades.services.removing import remove_staff
from staffing.selectors.cells import CellKey, contents_on
from staffing.selectors.staff import revision_of
from staffing.services import CellEdit, Wanted, assign_cells
from tests import factories
from tests.accounts.test_admin_at_once import wait_until_another_waits
from tests.world import World


@pytest.mark.django_db(transaction=True)
def test_a_person_who_is_being_removed_gets_no_class(world: World) -> None:
    with scoping.everywhere("a test makes the rows"):
        person = factories.StaffMemberFactory(school=world.school)
        now = contents_on([world.class_group], timezone.localdate())
        before = now[CellKey(world.class_group.pk, "TOAN")].value
    edit = CellEdit(world.class_group.public_id, "TOAN", before, (Wanted(person.public_id),))

    def assign() -> str:
        try:
            with scoping.schools([world.school.pk]):
                [result] = assign_cells(
                    school=world.school,
                    school_year=world.year,
                    on=timezone.localdate(),
                    edits=[edit],
                )
            return result.status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as threads:
        with scoping.everywhere("a test is the first"), transaction.atomic():
            shown = revision_of(person)
            remove_staff(staff_id=person.pk, shown=shown, by=world.users["head"])
            second = threads.submit(assign)
            wait_until_another_waits()
        assert second.result() == "refused"
