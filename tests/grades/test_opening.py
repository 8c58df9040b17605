"""The head is asked to open cells again that were locked before what was typed could be saved."""

import pytest
from django.urls import reverse

from eduportal.notices.models import Notice
from grades.choices import SheetState
from tests.factories.marks import set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def ask(world: World, client_of: ClientOf, *cells: str) -> list[str]:
    """The messages of the page that answers the teacher."""
    address = reverse("grades:marksheet-ask", args=[world.sheet.public_id])
    answer = client_of("teacher").post(address, {"cell": cells}, follow=True)
    return [each.level_tag for each in answer.context["messages"]]


def told(world: World, persona: str = "head") -> list[Notice]:
    return list(Notice.objects.filter(user=world.users[persona], kind="opening_asked"))


def test_who_approves_is_told_which_columns_and_the_notice_leads_to_the_sheet(
    world: World, client_of: ClientOf
) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    first, second = world.records[world.sheet][:2]
    cells = [f"{first.pk}-gk", f"{first.pk}-ck", f"{second.pk}-gk", f"{second.pk}-gk"]
    assert ask(world, client_of, *cells) == ["success"]
    [notice] = told(world)
    assert (notice.facts["count"], notice.facts["columns"]) == (3, "GK, CK")
    assert told(world, "vice_head") and not told(world, "clerk")
    head = client_of("head")
    listed = head.get(reverse("notices:list")).content.decode()
    assert "xin mở lại" in listed
    sheet = head.get(reverse("grades:marksheet-edit", args=[world.sheet.public_id]))
    assert f"return-{world.sheet.pk}" in sheet.content.decode()


def test_asked_again_it_is_one_notice_that_says_what_waits_by_now(
    world: World, client_of: ClientOf
) -> None:
    first = world.record.pk
    ask(world, client_of, f"{first}-gk")
    Notice.objects.update(read_at="2026-01-01T00:00:00Z")
    ask(world, client_of, f"{first}-gk", f"{first}-ck")
    [notice] = told(world)
    assert (notice.facts["count"], notice.read_at) == (2, None)


@pytest.mark.parametrize("cells", [(), ("1-nowhere",), ("x",)])
def test_without_a_cell_of_the_sheet_nobody_is_told(
    world: World, client_of: ClientOf, cells: tuple[str, ...]
) -> None:
    assert ask(world, client_of, *cells) == ["error"]
    assert not told(world)


def test_of_a_sealed_sheet_an_amendment_is_asked_for(world: World, client_of: ClientOf) -> None:
    set_state(world.sheet, SheetState.SEALED)
    assert ask(world, client_of, f"{world.record.pk}-gk") == ["error"]
    assert not told(world)
