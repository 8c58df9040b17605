"""Collections of the demo: one open, one closed with its results, one of the year's start."""

import datetime
import random
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.collecting.choices import Approver, Audience, Statistics
from eduportal.collecting.models import Collection, Return
from eduportal.collecting.ready import ready_made
from eduportal.collecting.rules.form import Check, Column, Field, Form
from eduportal.collecting.services import (
    Given,
    Wanted,
    approve_all,
    close,
    draft_collection,
    open_collection,
    submit,
)
from schools.choices import Stage
from schools.models import SchoolYear

SEED, MOST_ANSWERS = 15, 40
DEVICES = ("Bộ thí nghiệm Khoa học tự nhiên", "Máy tính cho học sinh", "Bộ dụng cụ Nghệ thuật")
EQUIPMENT = Form(
    (
        Field("f1", "figure", "Lớp khối 9", figure="TK-L09"),
        Field("f2", "table", "Thiết bị dạy học lớp 9", columns=(Column("Cần"), Column("Dùng được")),
              rows=DEVICES, least="0", most="2000", unit="bộ, máy"),
        Field("f3", "choice", "Phòng bộ môn Khoa học tự nhiên",
              choices=("Có", "Dùng chung", "Không")),
        Field("f4", "text", "Đề nghị của trường", is_required=False),
    ),
    (Check("required", "f4", ("f3",), "Không"),),
    4,
)  # fmt: skip
TOILETS = Form(
    (
        Field("f1", "number", "Nhà vệ sinh học sinh", least="0", most="60", unit="nhà"),
        Field("f2", "number", "Nhà vệ sinh học sinh dùng được", least="0", most="60", unit="nhà"),
        Field("f3", "number", "Học sinh khuyết tật vận động dùng được", least="0", most="200",
              unit="em", counts_persons=True),
    ),
    (Check("most", "f1", ("f2",)),),
    3,
)  # fmt: skip


def show_collections(*, today: datetime.date, user: User) -> str:
    """Ask, answer and close; returns what was done, in words."""
    draw = random.Random(SEED)
    year = SchoolYear.objects.filter(starts_on__lte=today).order_by("starts_on").last()
    closed = _opened(user, TOILETS, "Rà soát nhà vệ sinh học sinh", today, -5)
    _answer(closed, user, 1.0, lambda: _toilets(draw))
    closed.refresh_from_db()
    approve_all(collection=closed, user=user, until=timezone.now())
    close(collection=closed, shown=closed.revision, user=user, reason="Hết hạn nộp")
    equipment = _opened(
        user, EQUIPMENT, "Thiết bị dạy học tối thiểu lớp 9", today, 12, [Stage.LOWER_SECONDARY]
    )
    _answer(equipment, user, 0.5, lambda: _devices(draw))
    if year is not None:
        _start_of_year(year, user)
    return f"{Collection.objects.count()} collections"


def _opened(
    user: User,
    form: Form,
    title: str,
    today: datetime.date,
    days: int,
    stages: list[Stage] | None = None,
) -> Collection:
    due_on = today + datetime.timedelta(days)
    wanted = Wanted(
        title=title,
        purpose="Số liệu minh họa",
        audience=Audience.SCHOOLS,
        as_of=min(today, due_on),
        due_on=due_on,
        stages=stages or (),
        approver=Approver.ASKER,
        form=form,
    )
    return _open(wanted, user)


def _open(wanted: Wanted, user: User) -> Collection:
    made = draft_collection(wanted=wanted, unit=None, user=user)
    open_collection(collection=made, shown=made.revision, user=user)
    made.refresh_from_db()
    return made


def _start_of_year(year: SchoolYear, user: User) -> None:
    ready = ready_made(Statistics.START, Stage.LOWER_SECONDARY, year.starts_on.year)
    wanted = Wanted(
        title=ready.title,
        purpose=ready.purpose,
        audience=Audience.SCHOOLS,
        as_of=ready.as_of,
        due_on=ready.due_on or ready.as_of,
        stages=[Stage.LOWER_SECONDARY],
        statistics=Statistics.START,
        form=ready.form,
    )
    made = _open(wanted, user)
    choice = next(field for field in ready.form.fields if field.kind == "choice")
    _answer(made, user, 0.8, lambda: {choice.key: choice.choices[0]})
    approve_all(collection=made, user=user, until=timezone.now())


def _answer(
    collection: Collection, user: User, share: float, answers: Callable[[], dict[str, Any]]
) -> None:
    rows = list(Return.objects.filter(collection=collection).order_by("pk")[:MOST_ANSWERS])
    heads: Mapping[int, int] = dict(
        Membership.objects.filter(
            role=Role.HEAD, school__in=[row.of_school_id for row in rows]
        ).values_list("school", "user")
    )
    users = User.objects.in_bulk(heads.values())
    for row in rows[: round(len(rows) * share)]:
        head = users.get(heads.get(row.of_school_id or 0, 0), user)
        submit(row=row, shown=row.revision, given=Given(answers()), user=head)


def _toilets(draw: random.Random) -> dict[str, str]:
    count = draw.randint(2, 9)
    disabled = draw.choice([0, 0, 1, 3, 8, 14])
    return {"f1": str(count), "f2": str(draw.randint(1, count)), "f3": str(disabled)}


def _devices(draw: random.Random) -> dict[str, Any]:
    lines = []
    for _device in DEVICES:
        needed = draw.randint(4, 40)
        lines.append([str(needed), str(draw.randint(1, needed))])
    return {"f2": lines, "f3": draw.choice(["Có", "Dùng chung"]), "f4": ""}
