"""Staff recorded by hand: identity, account, posts, duties, leaving."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from schools.models import Subject
from staffing.choices import DutyKind, PostKind, StaffStatus
from staffing.models import (
    Duty,
    HomeroomAssignment,
    Post,
    StaffMember,
    TeachingAssignment,
)
from staffing.selectors.loads import loads_of
from staffing.selectors.staff import (
    linkable_accounts,
    main_subjects_for,
    revision_of,
    staff_listed,
)
from staffing.services import (
    PostFacts,
    StaffFacts,
    StaffRefused,
    add_duty,
    add_post,
    add_staff,
    change_staff,
    end_row,
    remove_row,
)
from tests import factories
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """So that a corrected translation breaks no test."""
    with translation.override("en"):
        yield


def today() -> datetime.date:
    return timezone.localdate()


def a_post(kind: PostKind = PostKind.TEACHER, **more) -> PostFacts:
    usual = {"fte": Decimal(1), "starts_on": today(), "ends_on": None}
    return PostFacts(kind, **{**usual, **more})


def give_post(staff: StaffMember, kind: PostKind = PostKind.TEACHER, **more) -> Post:
    return add_post(staff_id=staff.pk, shown=revision_of(staff), facts=a_post(kind, **more))


def give_duty(staff: StaffMember, kind: DutyKind, periods: Decimal | None = None) -> Duty:
    return add_duty(
        staff_id=staff.pk,
        shown=revision_of(staff),
        kind=kind,
        periods=periods,
        stage="03",
        is_large=False,
        starts_on=today(),
        ends_on=None,
    )


def names(world: World, **filters: str) -> list[str]:
    return [each.full_name for each in staff_listed(world.school, today(), **filters)]


def test_a_person_is_recorded_with_the_keys_lists_are_sorted_and_searched_by(
    world: World,
) -> None:
    facts = StaffFacts("  Đặng  Khánh Trúc ", ministry_code=" ")
    staff = add_staff(school=world.school, facts=facts, post=a_post(fte=Decimal("0.5")))

    assert (staff.full_name, staff.ministry_code) == ("Đặng Khánh Trúc", None)
    [post] = staff.posts.all()
    assert (post.kind, post.fte, post.school) == (PostKind.TEACHER, Decimal("0.5"), world.school)
    assert names(world, text="truc dang") == ["Đặng Khánh Trúc"]
    assert names(world, text="trúc hà") == []


def test_everything_wrong_is_said_at_once(world: World) -> None:
    stranger = factories.UserFactory()
    facts = StaffFacts(" ", birth_date=today() + DAY, user=stranger)

    with pytest.raises(StaffRefused) as refusal:
        add_staff(school=world.school, facts=facts, post=a_post(ends_on=today() - DAY))

    assert len(refusal.value.problems) == 4
    assert "before the first" in refusal.value.problems[3]


def test_a_second_head_is_refused_and_nobody_is_recorded(world: World) -> None:
    give_post(world.staff["head"], PostKind.HEAD)
    before = StaffMember.objects.count()
    with pytest.raises(StaffRefused, match="is the head"):
        add_staff(school=world.school, facts=StaffFacts("Lê Thu Hà"), post=a_post(PostKind.HEAD))
    assert StaffMember.objects.count() == before


def test_main_subjects_are_those_of_the_schools_levels_and_parts_of_them(
    world: World,
) -> None:
    lower = factories.GradeLevelFactory()
    for code in ("khtn", "gdcd"):
        factories.CurriculumLineFactory(
            grade_level=lower, subject=factories.SubjectFactory(code=code, name=code)
        )
    for code in ("vat-li", "dao-duc", "gdktpl"):
        factories.SubjectFactory(code=code, name=code)
    offered = {subject.code for subject in main_subjects_for(world.school)}
    assert offered == {"TOAN", "GDTC", "khtn", "gdcd", "vat-li"}
    staff = world.staff["teacher"]
    staff.main_subject = Subject.objects.get(code="dao-duc")
    assert "dao-duc" in {subject.code for subject in main_subjects_for(world.school, staff)}


def test_a_code_of_another_person_is_refused_also_when_that_one_is_out_of_sight(
    world: World,
) -> None:
    factories.StaffMemberFactory(school=world.foreign_school, ministry_code="GV1")

    with pytest.raises(StaffRefused, match="GV1"):
        add_staff(
            school=world.school,
            facts=StaffFacts("Lê Thu Hà", ministry_code="GV1"),
            post=a_post(),
        )


def test_the_same_person_is_not_recorded_twice(world: World) -> None:
    born = datetime.date(1985, 2, 3)
    facts = StaffFacts("Lê Thu Hà", birth_date=born)
    add_staff(school=world.school, facts=facts, post=a_post())

    with pytest.raises(StaffRefused, match="already"):
        again = StaffFacts("Lê thu hà", birth_date=born)
        add_staff(school=world.school, facts=again, post=a_post())


def test_accounts_of_the_school_that_nobody_is_linked_to_can_be_chosen(world: World) -> None:
    free = factories.MembershipFactory(school=world.school).user
    factories.MembershipFactory(school=world.school, ended=True)
    factories.MembershipFactory(school=world.foreign_school)

    assert linkable_accounts(world.school) == [free]
    own = linkable_accounts(world.school, world.staff["teacher"])
    assert set(own) == {free, world.users["teacher"]}


def test_with_a_linked_account_a_teacher_sees_the_sheets_of_the_own_classes(
    world: World, client_of
) -> None:
    world.staff["teacher"].user = None
    world.staff["teacher"].save()
    assert not client_of("teacher").get("/marksheets/").context["home"].rows
    staff = world.staff["teacher"]

    change_staff(
        staff_id=staff.pk,
        shown=revision_of(staff),
        facts=StaffFacts(staff.full_name, user=world.users["teacher"]),
    )

    assert len(client_of("teacher").get("/marksheets/").context["home"].rows) == 2


def test_a_form_made_for_another_state_is_refused(world: World) -> None:
    staff = world.staff["teacher"]
    shown = revision_of(staff)
    give_post(staff)

    with pytest.raises(StaffRefused, match="since this page was opened"):
        change_staff(staff_id=staff.pk, shown=shown, facts=StaffFacts("Lê Thu Hà"))


def test_who_leaves_has_no_class_from_the_next_day_on_and_nobody_standing_in(
    world: World,
) -> None:
    staff = world.staff["homeroom"]
    give_post(staff)
    give_duty(staff, DutyKind.GROUP_HEAD)
    later = factories.TeachingAssignmentFactory(
        class_group=world.class_group,
        subject=world.subjects[0],
        staff=staff,
        starts_on=today() + 5 * DAY,
    )
    stand_in = factories.SubstitutionFactory(
        assignment__class_group=world.class_group,
        assignment__subject=world.subjects[1],
        absent=staff,
    )

    change_staff(
        staff_id=staff.pk,
        shown=revision_of(staff),
        facts=StaffFacts(staff.full_name, status=StaffStatus.LEFT, left_on=today()),
    )

    for model in (TeachingAssignment, HomeroomAssignment, Post, Duty):
        ends = set(model.objects.filter(staff=staff).values_list("ends_on", flat=True))
        assert ends == {today()}, model
    assert not TeachingAssignment.objects.filter(pk=later.pk).exists()
    stand_in.assignment.refresh_from_db()
    assert stand_in.assignment.ends_on == today()


def test_a_person_who_left_needs_a_last_day(world: World) -> None:
    staff = world.staff["homeroom"]

    with pytest.raises(StaffRefused, match="last day"):
        change_staff(
            staff_id=staff.pk,
            shown=revision_of(staff),
            facts=StaffFacts(staff.full_name, status=StaffStatus.LEFT),
        )


def test_posts_of_one_day_are_at_most_one_full_post(world: World) -> None:
    staff = world.staff["teacher"]
    half = {"fte": Decimal("0.5")}
    give_post(staff, ends_on=today() + DAY, **half)
    give_post(staff, PostKind.CLERK, **half)

    with pytest.raises(StaffRefused, match="more than one full post"):
        give_post(staff, PostKind.SUPPORT, **half)
    give_post(staff, PostKind.SUPPORT, starts_on=today() + 2 * DAY, **half)
    with pytest.raises(StaffRefused, match="already"):
        give_post(staff, **half)


def test_a_school_has_one_head_a_day(world: World) -> None:
    give_post(world.staff["head"], PostKind.HEAD)

    with pytest.raises(StaffRefused, match="is the head"):
        give_post(world.staff["vice_head"], PostKind.HEAD)


def test_a_post_ends_or_is_taken_back(world: World) -> None:
    staff = world.staff["teacher"]
    post = give_post(staff)
    with pytest.raises(StaffRefused, match="before the first"):
        end_row(post, shown=revision_of(staff), on=today() - DAY)

    end_row(post, shown=revision_of(staff), on=today())
    assert Post.objects.get(pk=post.pk).ends_on == today()

    remove_row(post, shown=revision_of(staff))
    assert not Post.objects.filter(staff=staff).exists()


def test_a_duty_takes_off_what_the_circular_says_and_not_more(world: World) -> None:
    staff = world.staff["teacher"]

    assert give_duty(staff, DutyKind.GROUP_HEAD).weekly_periods == 3
    with pytest.raises(StaffRefused, match="takes off 3"):
        give_duty(staff, DutyKind.LIBRARY, Decimal(4))
    with pytest.raises(StaffRefused, match="no figure"):
        give_duty(staff, DutyKind.COUNSELLING)
    assert give_duty(staff, DutyKind.COUNSELLING, Decimal(2)).weekly_periods == 2


def test_the_load_counts_lessons_homerooms_and_duties_against_the_norm(world: World) -> None:
    staff = world.staff["homeroom"]
    give_post(staff)
    give_duty(staff, DutyKind.GROUP_DEPUTY)

    [load] = loads_of(world.school, world.year, today(), [staff.pk])

    # Physical education in two classes, four periods each; homeroom of 6A1.
    assert (load.load.taught, load.load.reduced, load.load.norm) == (8, 5, 19)
    assert load.homerooms == ["6A1"]


def test_the_list_can_be_narrowed(world: World) -> None:
    maths = factories.StaffMemberFactory(
        school=world.school, full_name="Phan Văn Quý", main_subject=world.subjects[0]
    )
    left = factories.StaffMemberFactory(school=world.school, full_name="Hồ Bá Lộc", left=True)
    everybody = names(world)

    assert names(world, subject="TOAN") == names(world, account="none") == [maths.full_name]
    assert left.full_name not in everybody
    assert names(world, status="left") == [left.full_name]
