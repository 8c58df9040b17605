"""Rows of the addresses of staff and assignments: for those who keep the register of the school."""

import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.utils import timezone

from eduportal import scoping
from schools.models import ClassGroup
from staffing.models import AssignmentDraft, BalanceCount, StaffingReview
from staffing.selectors.declaring import counted_now
from tests import factories
from tests.route import HEADS, OFFICERS, Route, nothing, only
from tests.world import World

KEEPERS = (*HEADS, "clerk")
SEE_FIGURES = (*HEADS, *OFFICERS, "auditor")


CHECKERS = ("commune_officer", "department_officer", "department_admin")


def own_school(world: World) -> dict[str, Any]:
    return {"public_id": world.school.public_id}


def declaring(world: World) -> dict[str, Any]:
    if not StaffingReview.objects.filter(school_year=world.year).exists():
        factories.StaffingReviewFactory(school_year=world.year)
    return own_school(world)


def reviewed(world: World) -> dict[str, Any]:
    """The review is open: there is a list to take away."""
    declaring(world)
    return {}


def declared(world: World) -> dict[str, Any]:
    """Every number as the portal counts it."""
    return {"step": "declare", "shown": "0", **as_counted(world)}


def as_counted(world: World) -> dict[str, Any]:
    lines = counted_now(world.school, world.year)
    return {f"declared-{line.code}": str(line.counted) for line in lines}


def own_staff(world: World) -> dict[str, Any]:
    return {"public_id": world.staff["teacher"].public_id}


def foreign_staff(world: World) -> dict[str, Any]:
    return {"public_id": world.staff["other_teacher"].public_id}


def own_class(world: World) -> dict[str, Any]:
    return {"public_id": world.class_group.public_id}


def foreign_class(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_class.public_id}


def one_change(world: World) -> dict[str, Any]:
    """The cell of mathematics in 6A1, as an older page showed it."""
    op = {
        "class": str(world.class_group.public_id),
        "subject": world.subjects[0].code,
        "from": "",
        "to": [str(world.staff["homeroom"].public_id)],
    }
    return {"on": f"{timezone.localdate():%Y-%m-%d}", "ops": [op]}


def on_today(world: World) -> dict[str, Any]:
    return {"on": f"{timezone.localdate():%Y-%m-%d}"}


def own_post(world: World) -> dict[str, Any]:
    """Ended on a page that is out of date: refused, and shown again."""
    with scoping.everywhere("a test records a post"):
        post = factories.PostFactory(staff=world.staff["teacher"])
    return {"what": "post", "row": post.pk, "step": "end", **on_today(world)}


def one_title(world: World) -> dict[str, Any]:
    """A title without its day: refused, and shown again."""
    return {"what": "title", "title-kind": "lower"}


def substitution(group: ClassGroup, world: World) -> dict[str, Any]:
    with scoping.everywhere("a test records a substitute"):
        row = factories.SubstitutionFactory(
            assignment__class_group=group, assignment__subject=world.subjects[0]
        )
    return {"substitution": row.pk, "shown": str(row.assignment.ends_on)}


def foreign_substitution(world: World) -> dict[str, Any]:
    return substitution(world.foreign_class, world)


def own_substitution(world: World) -> dict[str, Any]:
    return substitution(world.class_group, world)


def with_draft(world: World) -> dict[str, Any]:
    """The head would give mathematics in 6A1; the address is the same without a draft."""
    name = f"{world.class_group.public_id} {world.subjects[0].code}"
    after = [[str(world.staff["head"].public_id), "4.00"]]
    with scoping.everywhere("a test begins a draft"):
        # A school has one draft a year.
        AssignmentDraft.objects.filter(school=world.school).delete()
        factories.AssignmentDraftFactory(
            school=world.school,
            school_year=world.year,
            cells={name: {"from": "", "to": after}},
        )
    return {}


TERMS = "&".join(
    (
        "place=DHSP&first=2027&last=2030&takes=2&away=0.2&overtime=0.1&money=1000",
        "price_01=20&price_02=20&price_03=20&price_04=20",
    )
)


def below_standard(world: World) -> dict[str, Any]:
    """A teacher with a college diploma, and the school's balance counted; the address is the
    same without."""
    with scoping.everywhere("a test records a diploma"):
        staff = world.staff["teacher"]
        if not staff.posts.exists():
            factories.PostFactory(staff=staff)
            factories.QualificationFactory(
                staff=staff, degree="college", starts_on=datetime.date(2010, 6, 1)
            )
        BalanceCount.objects.filter(school=world.school).delete()
        factories.BalanceCountFactory(school=world.school, school_year=world.year)
    return {}


def teaching(world: World) -> dict[str, Any]:
    """There is a teacher to rate; the address is the same without."""
    with scoping.everywhere("a test records a post"):
        if not world.staff["teacher"].posts.exists():
            factories.PostFactory(staff=world.staff["teacher"])
    return {}


def terms(_world: World) -> dict[str, Any]:
    return dict(parse_qsl(TERMS))


def norms(world: World) -> dict[str, Any]:
    return {"pk": factories.StaffingNormsFactory().pk}


def discarded(world: World) -> dict[str, Any]:
    return {"step": "discard"}


def draft_change(world: World) -> dict[str, Any]:
    with_draft(world)
    return one_change(world)


STAFFING = [
    Route("staffing:staff-list", only(200, KEEPERS)),
    Route("staffing:staff-list", only(200, KEEPERS), query="export=ministry"),
    Route("staffing:staff-new", only(200, KEEPERS)),
    Route("staffing:staff-new", only(200, KEEPERS), "POST", form=nothing),
    # Keeping the staff list is not managing accounts.
    Route("staffing:account-new", only(200, HEADS)),
    Route("staffing:account-new", only(200, HEADS), "POST", form=nothing),
    Route("staffing:staff", only(200, KEEPERS), kwargs=own_staff),
    Route("staffing:staff", only(404), kwargs=foreign_staff),
    Route("staffing:staff-edit", only(200, KEEPERS), kwargs=own_staff),
    Route("staffing:staff-edit", only(404), kwargs=foreign_staff),
    Route("staffing:staff-edit", only(200, KEEPERS), "POST", own_staff, form=nothing),
    Route("staffing:staff-edit", only(404), "POST", foreign_staff, form=nothing),
    Route("staffing:post-add", only(200, KEEPERS), "POST", own_staff, form=nothing),
    Route("staffing:post-add", only(404), "POST", foreign_staff, form=nothing),
    Route("staffing:duty-add", only(200, KEEPERS), "POST", own_staff, form=nothing),
    Route("staffing:duty-add", only(404), "POST", foreign_staff, form=nothing),
    Route("staffing:record-add", only(200, KEEPERS), "POST", own_staff, form=one_title),
    Route("staffing:record-add", only(404), "POST", foreign_staff, form=one_title),
    Route("staffing:row-change", only(200, KEEPERS), "POST", own_staff, form=own_post),
    Route("staffing:row-change", only(404), "POST", foreign_staff, form=own_post),
    Route("staffing:assignments", only(200, KEEPERS)),
    Route("staffing:assignments", only(200, KEEPERS), query="export=xlsx"),
    Route("staffing:cells", only(200, KEEPERS, anonymous=401), "POST", json=one_change),
    Route("staffing:class-assignments", only(200, KEEPERS), kwargs=own_class),
    Route("staffing:class-assignments", only(404), kwargs=foreign_class),
    # The form of a browser without scripts; it changes nothing.
    Route("staffing:class-assignments", only(302, KEEPERS), "POST", own_class, form=on_today),
    Route("staffing:class-assignments", only(404), "POST", foreign_class, form=on_today),
    Route("staffing:substitutes", only(200, KEEPERS)),
    Route("staffing:substitutes", only(200, KEEPERS), "POST", form=nothing),
    Route("staffing:substitute-end", only(302, KEEPERS), "POST", form=own_substitution),
    Route("staffing:substitute-end", only(404), "POST", form=foreign_substitution),
    Route("staffing:class-past", only(200, KEEPERS), kwargs=own_class),
    Route("staffing:class-past", only(404), kwargs=foreign_class),
    Route("staffing:teachers", only(200, KEEPERS)),
    Route("staffing:draft", only(200, KEEPERS), kwargs=with_draft),
    # Without a day no draft is begun.
    Route("staffing:draft", only(200, KEEPERS), "POST", form=nothing),
    Route("staffing:draft-cells", only(200, KEEPERS, anonymous=401), "POST", json=draft_change),
    Route("staffing:copy", only(200, KEEPERS)),
    # Without a year before there is nothing to copy.
    Route("staffing:copy", only(200, KEEPERS), "POST", form=on_today),
    Route("staffing:balance", only(200, SEE_FIGURES, "clerk")),
    Route("staffing:quota", only(200, KEEPERS), "POST", form=nothing),
    Route("staffing:balance-list", only(200, SEE_FIGURES)),
    Route("staffing:balance-totals", only(200, SEE_FIGURES)),
    Route("staffing:balance-count", only(302, "department_admin"), "POST"),
    Route("staffing:qualification", only(200, KEEPERS, *CHECKERS)),
    Route("staffing:qualification-totals", only(200, SEE_FIGURES)),
    Route("staffing:training-plan", only(200, *CHECKERS), kwargs=below_standard, query=TERMS),
    # Nobody is chosen.
    Route("staffing:training-plan", only(200, *CHECKERS), "POST", form=terms),
    Route("staffing:ratings", only(200, HEADS, *CHECKERS), kwargs=teaching),
    Route("staffing:ratings", only(200, HEADS), "POST", form=nothing),
    Route("staffing:outlook", only(200, SEE_FIGURES, "clerk")),
    Route("staffing:planned-classes", only(200, KEEPERS), "POST", form=nothing),
    Route("staffing:outlook-totals", only(200, SEE_FIGURES)),
    Route("staffing:outlook-assume", only(200, "department_admin"), "POST", form=nothing),
    Route("staffing:recruitment", only(200, SEE_FIGURES)),
    Route("staffing:shortage", only(200, SEE_FIGURES)),
    Route("staffing:staff-history", only(200, KEEPERS), kwargs=own_staff),
    Route("staffing:staff-history", only(404), kwargs=foreign_staff),
    Route("staffing:review", only(200, *CHECKERS)),
    Route("staffing:review", only(200, *CHECKERS), kwargs=reviewed),
    Route("staffing:review-set", only(200, "department_admin"), "POST", form=nothing),
    Route("staffing:declaration", only(200, SEE_FIGURES, "clerk"), kwargs=own_school),
    Route("staffing:declaration-step", only(302, HEADS), "POST", declaring, form=declared),
    Route("staffing:norms", only(200, "department_admin")),
    Route("staffing:norm-new", only(200, "department_admin")),
    Route("staffing:norm-new", only(200, "department_admin"), "POST", form=nothing),
    Route("staffing:norm-move", only(302, "department_admin"), "POST", norms, form=discarded),
]
