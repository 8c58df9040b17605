"""Deputies: named acts, named days, both names, and never more than that."""

import datetime
from collections.abc import Iterable

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from eduportal import scoping
from eduportal.accounts import authority
from eduportal.accounts.models import Deputation, Membership, User
from eduportal.accounts.roles import ACTIONS, DEPUTY_ACTIONS, DeputyAct, Role
from eduportal.accounts.selectors import scope_for, second_factor_step
from eduportal.accounts.services import deputies
from eduportal.accounts.services.managing import NotYours
from eduportal.exchange.models import Package
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState, Step
from grades.models import MarkSheet, SheetStep
from grades.selectors import revision_of_class
from grades.services import NotAllowed, SheetsRefused, approve_sheets, seal_class
from grades.services.windows import may_give_exceptions
from staffing.models import TeachingAssignment
from tests.accounts.test_proof import is_asked, make_stale
from tests.factories import DeputationFactory, MembershipFactory, UserFactory
from tests.grades.conftest import fill, set_state
from tests.world import ClientOf, World

BOTH = [DeputyAct.APPROVE, DeputyAct.SEAL]
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def page_of(world: World) -> str:
    return f"/accounts/schools/{world.school.public_id}/deputies/"


def given(world: World, persona: str = "vice_head", **more: object) -> Deputation:
    facts = {
        "school": world.school,
        "principal": world.users["head"],
        "deputy": world.users[persona],
        "acts": ["seal"] if persona == "vice_head" else ["approve", "seal"],
    }
    return DeputationFactory(**facts | more)


def name(
    world: World,
    principal: str = "head",
    deputy: str = "vice_head",
    acts: Iterable[DeputyAct] = (DeputyAct.SEAL,),
    starts_on: datetime.date | None = None,
    days: int = 7,
) -> Deputation:
    starts_on = starts_on or TODAY()
    return deputies.name_deputy(
        principal=world.users[principal],
        school=world.school,
        deputy=world.users[deputy],
        acts=list(acts),
        starts_on=starts_on,
        ends_on=starts_on + days * DAY,
    )


def scope(world: World, persona: str) -> Scope:
    return scope_for(User.objects.get(username=persona))


def may(world: World, persona: str, action: Action = Action.SEAL_MARKS) -> bool:
    return scope(world, persona).can(action, world.school.pk)


# --- who may name whom, for what, when ---


def test_only_a_head_names_a_deputy_and_nobody_for_oneself(world: World) -> None:
    for principal in ("vice_head", "teacher", "clerk", "department_admin", "other_teacher"):
        with pytest.raises(NotYours):
            name(world, principal=principal, deputy="homeroom", acts=BOTH)
    for deputy in ("head", "clerk", "other_teacher", "department_officer", "machine"):
        with pytest.raises(NotYours):
            name(world, deputy=deputy, acts=BOTH)

    assert name(world).principal == world.users["head"]
    assert not Deputation.objects.exclude(principal=world.users["head"]).exists()


def test_a_deputy_names_no_deputy_and_manages_no_more_accounts(world: World) -> None:
    before = set(authority.managed_by(world.users["teacher"]))
    given(world, "teacher")

    with pytest.raises(NotYours):
        name(world, principal="teacher", deputy="homeroom", acts=BOTH)
    assert not may(world, "teacher", Action.MANAGE_ACCOUNTS)
    assert set(authority.managed_by(world.users["teacher"])) == before == set()


def test_a_deputy_gets_these_acts_and_nothing_else_of_the_head(world: World) -> None:
    own = ACTIONS[Role.TEACHER]
    given(world, "teacher")

    actions = scope(world, "teacher").actions_by_school[world.school.pk]

    assert actions == own | DEPUTY_ACTIONS[DeputyAct.APPROVE] | DEPUTY_ACTIONS[DeputyAct.SEAL]
    assert actions - own == {Action.READ_MARKS, Action.APPROVE_MARKS, Action.SEAL_MARKS}


def test_all_that_is_wrong_with_a_deputation_is_said_at_once(world: World, settings) -> None:
    settings.EDUPORTAL_DEPUTY_DAYS = 30
    with translation.override("en"):
        with pytest.raises(deputies.DeputyRefused) as refusal:
            name(world, acts=BOTH, starts_on=TODAY() - DAY, days=30)
        assert len(refusal.value.problems) == 3
        with pytest.raises(deputies.DeputyRefused, match="before the first"):
            name(world, days=-1)
        with pytest.raises(deputies.DeputyRefused, match="Choose"):
            name(world, acts=[])
        with pytest.raises(deputies.DeputyRefused, match="Tick both"):
            name(world, deputy="teacher", acts=[DeputyAct.SEAL])
    assert not Deputation.objects.exists()


def test_an_end_is_required_and_no_other_act_can_be_asked_for(
    client_of: ClientOf, world: World
) -> None:
    head = client_of("head")
    form = {
        "deputy": world.users["vice_head"].pk,
        "acts": "seal",
        "starts_on": TODAY().isoformat(),
        "ends_on": (TODAY() + DAY).isoformat(),
    }
    for wrong in (
        {"ends_on": ""},
        {"acts": "manage_accounts"},
        {"acts": []},
        {"deputy": world.users["head"].pk},
        {"deputy": world.users["other_teacher"].pk},
    ):
        page = head.post(page_of(world), form | wrong)
        assert list(page.context["form"].errors) == list(wrong), wrong
    assert not Deputation.objects.exists()

    assert head.post(page_of(world), form).status_code == 302
    assert Deputation.objects.get().acts == ["seal"]


# --- when it holds ---


def test_it_holds_from_the_first_to_the_last_day_and_ends_by_itself(world: World) -> None:
    assert not may(world, "vice_head")
    for starts, ends, holds in ((-2, -1, False), (-1, 0, True), (0, 1, True), (1, 2, False)):
        with transaction.atomic():
            given(world, starts_on=TODAY() + starts * DAY, ends_on=TODAY() + ends * DAY)
            assert may(world, "vice_head") is holds, (starts, ends)
            transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["head", "vice_head"])
def test_it_ends_with_the_office_of_either_person(world: World, who: str) -> None:
    given(world)
    assert may(world, "vice_head")
    # The deputy is somebody at the school still, but nobody who may be a deputy.
    MembershipFactory(user=world.users[who], school=world.school, role=Role.CLERK)

    Membership.objects.filter(user=world.users[who]).exclude(role=Role.CLERK).update(
        starts_on=TODAY() - 9 * DAY, ends_on=TODAY() - DAY
    )

    assert not may(world, "vice_head")


def test_it_ends_when_the_heads_account_is_closed_or_it_is_ended(world: World) -> None:
    made = given(world)
    User.objects.filter(username="head").update(is_active=False)
    assert not may(world, "vice_head")
    User.objects.filter(username="head").update(is_active=True)
    assert may(world, "vice_head")

    deputies.end_deputation(actor=world.users["head"], school=world.school, deputation_id=made.pk)

    assert not may(world, "vice_head")


def test_nobody_but_a_head_of_the_school_ends_it(world: World, client_of: ClientOf) -> None:
    made = given(world)
    foreign = MembershipFactory(user=UserFactory(), school=world.foreign_school, role=Role.HEAD)
    for actor, school in (
        (world.users["vice_head"], world.school),
        (foreign.user, world.school),
        (foreign.user, world.foreign_school),
    ):
        with pytest.raises(NotYours):
            deputies.end_deputation(actor=actor, school=school, deputation_id=made.pk)
    for persona in ("vice_head", "clerk", "teacher"):
        answer = client_of(persona).post(page_of(world), {"end": made.pk})
        assert answer.status_code == 404
    assert client_of("head").post(page_of(world), {"end": made.pk}).status_code == 302
    made.refresh_from_db()
    assert made.ended_at is not None


def test_it_holds_at_its_own_school_only(world: World) -> None:
    MembershipFactory(user=world.users["teacher"], school=world.neighbour_school)
    given(world, "teacher")

    assert may(world, "teacher")
    assert not scope(world, "teacher").can(Action.SEAL_MARKS, world.neighbour_school.pk)
    assert not scope(world, "teacher").can(Action.SEAL_MARKS)


def test_the_row_can_be_ended_and_nothing_else(world: World) -> None:
    made = given(world)
    later = TODAY() + 100 * DAY
    for change in ({"ends_on": later}, {"acts": ["approve"]}, {"deputy": world.users["teacher"]}):
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            Deputation.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        made.delete()
    for wrong in ({"acts": ["manage_accounts"]}, {"acts": []}, {"deputy": world.users["head"]}):
        with pytest.raises(Error), transaction.atomic():
            given(world, **wrong)


# --- what it does: both names ---


def approved(world: World) -> None:
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)


def seal(world: World, persona: str) -> Package:
    return seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope(world, persona),
        user=world.users[persona],
    )


@pytest.mark.usefixtures("db_everywhere", "signing_key")
def test_a_sealed_class_bears_both_names(world: World) -> None:
    approved(world)
    with pytest.raises(NotAllowed):
        seal(world, "vice_head")
    given(world)

    package = seal(world, "vice_head")

    both = f"{world.users['vice_head']} thay {world.users['head']}"
    assert package.sealed_by == both
    steps = SheetStep.objects.filter(step=Step.SEAL).select_related("actor", "principal")
    with translation.override("vi"):
        assert {step.signature for step in steps} == {both}


@pytest.mark.usefixtures("db_everywhere", "signing_key")
def test_after_the_last_day_nothing_is_sealed(world: World) -> None:
    approved(world)
    given(world, starts_on=TODAY() - 5 * DAY, ends_on=TODAY() - DAY)

    with pytest.raises(NotAllowed):
        seal(world, "vice_head")


def submit(world: World, subject: int) -> str:
    sheet = world.sheets[world.class_group, world.subjects[subject]]
    fill(sheet, 80 if sheet.form == "scored" else 201)
    set_state(sheet, SheetState.SUBMITTED)
    sheet.refresh_from_db()
    return str(sheet.public_id)


def step(client: Client, public_id: str, world: World, subject: int):
    sheet = world.sheets[world.class_group, world.subjects[subject]]
    form = {"step": "approve", "revision": str(sheet.revision)}
    return client.post(f"/marksheets/{public_id}/step/", form)


def test_a_teacher_approves_for_the_head_but_not_the_own_sheet(
    world: World, client_of: ClientOf
) -> None:
    with scoping.everywhere("a test hands sheets in"):
        ids = [submit(world, 0), submit(world, 1)]
        given(world, "teacher", acts=["approve"])
    teacher = client_of("teacher")
    assert teacher.get("/classes/queue/").status_code == 200

    refused = step(teacher, ids[0], world, 0)
    step(teacher, ids[1], world, 1)

    told = teacher.get(refused["Location"]).content.decode()
    assert "không duyệt hoặc trả lại sổ của môn mình dạy" in told

    with scoping.everywhere("a test looks"):
        [made] = SheetStep.objects.filter(step=Step.APPROVE)
    assert made.sheet_id == world.commented_sheet.pk
    assert (made.actor, made.principal) == (world.users["teacher"], world.users["head"])
    both = f"{world.users['teacher']} thay {world.users['head']}"
    history = client_of("head").get(f"/marksheets/{ids[1]}/history/")
    assert both in " ".join(history.content.decode().split())


def test_a_deputy_does_not_decide_on_marks_given_before_the_class_was_handed_over(
    world: World, client_of: ClientOf
) -> None:
    with scoping.everywhere("a test hands the sheet in, and the class over"):
        public_id = submit(world, 0)
        given(world, "teacher", acts=["approve"])
        lessons = TeachingAssignment.objects.filter(staff=world.staff["teacher"])
        lessons.update(ends_on=TODAY() - DAY)
        sheet = MarkSheet.objects.get(public_id=public_id)
        revisions = {sheet.public_id: str(sheet.revision)}

    step(client_of("teacher"), public_id, world, 0)
    with scoping.everywhere("a test asks the queue"), pytest.raises(SheetsRefused):
        approve_sheets(
            revisions=revisions, scope=scope(world, "teacher"), user_id=world.users["teacher"].pk
        )

    with scoping.everywhere("a test looks"):
        assert not SheetStep.objects.filter(step=Step.APPROVE).exists()


def test_a_deputy_gives_no_exception_and_withdraws_no_sheet(
    world: World, client_of: ClientOf, settings
) -> None:
    settings.EDUPORTAL_SCHOOLS_GIVE_EXCEPTIONS = True
    given(world, "teacher")
    teacher = client_of("teacher")

    assert not may_give_exceptions(scope(world, "teacher"), world.school.pk)
    assert may_give_exceptions(scope(world, "vice_head"), world.school.pk)
    remove = reverse("grades:marksheet-remove", args=[world.sheet.public_id])
    assert teacher.get(remove).status_code == 404
    assert client_of("head").get(remove).status_code == 200


def test_an_act_of_the_own_role_bears_one_name(world: World, client_of: ClientOf) -> None:
    with scoping.everywhere("a test hands a sheet in"):
        public_id = submit(world, 1)
        given(world)

    step(client_of("vice_head"), public_id, world, 1)

    with scoping.everywhere("a test looks"):
        [made] = SheetStep.objects.filter(step=Step.APPROVE)
    assert (made.actor, made.principal) == (world.users["vice_head"], None)


# --- the same protection ---


def test_a_deputy_proves_again_before_sealing_and_the_head_before_naming(
    world: World, client_of: ClientOf
) -> None:
    given(world)
    deputy, head = client_of("vice_head"), client_of("head")
    for client in (deputy, head):
        make_stale(client)
    address = f"/classes/{world.class_group.public_id}/terms/{world.term.code}/seal/"

    assert is_asked(head.post(page_of(world), {"end": "1"}))
    assert is_asked(deputy.post(address, {"revision": "x"}))


def test_a_teacher_who_acts_for_the_head_needs_a_second_factor(world: World, settings) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True
    assert second_factor_step(User.objects.get(username="teacher")) == ""

    given(world, "teacher")

    assert second_factor_step(User.objects.get(username="teacher")) == "setup"


def test_the_deputy_reads_for_whom_and_until_when(world: World, client_of: ClientOf) -> None:
    given(world)
    until = f"{TODAY() + 7 * DAY:%d/%m/%Y}"

    page = client_of("vice_head").get("/accounts/profile/").content.decode()

    assert f"thay {world.users['head']} đến hết {until}" in page
    assert client_of("head").get(page_of(world)).status_code == 200
    assert client_of("vice_head").get(page_of(world)).context["form"] is None


def test_the_history_of_the_account_tells_of_it(world: World) -> None:
    made = given(world)
    deputies.end_deputation(actor=world.users["head"], school=world.school, deputation_id=made.pk)

    changes = world.users["vice_head"].changes.order_by("-pk")[:2]
    with translation.override("vi"):
        ended, named = (change.in_words for change in changes)
    assert named.startswith("được ủy quyền: khóa sổ lớp")
    assert ended.startswith("kết thúc ủy quyền trước hạn: khóa sổ lớp")
