"""Work that is under way at the first lower secondary school, each step as its person takes it."""

import datetime
import random
from collections.abc import Mapping
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.accounts.selectors import scope_for
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.services import seal_package
from eduportal.operations.demo.last_sheet import fill_sheet, move_on, scope_of_school
from eduportal.scoping import Actor, acting_as, everywhere
from grades.choices import AmendmentCause, AmendmentState, RecordMoment, SheetState, Step, Verdict
from grades.models import Amendment, MarkRecord, MarkSheet
from grades.rules.entry_days import EntryDays
from grades.rules.mark_text import format_cell
from grades.selectors.amending import OPEN
from grades.selectors.attendance import half_days_of
from grades.selectors.comments import comments_of
from grades.selectors.consequences import consequences_of
from grades.selectors.midterm_lines import MIDTERM_FEED, period_of
from grades.selectors.turns import turn_of
from grades.services import CellEdit
from grades.services.amending import Asked, ask_amendment
from grades.services.amendment_deciding import Decision, approve_amendment, confirm_amendment
from grades.services.amendment_steps import Act, revision_of
from grades.services.attending import take_roll
from grades.services.homeroom import save_homeroom
from grades.services.midterm import ask_for_midterm
from grades.services.proofreading import Read, read_comments
from grades.services.questioning import find_questions
from grades.services.reviewing import ReviewFacts, write_review
from grades.services.windows import WindowPlace, set_window
from schools.models import ClassGroup, Term
from staffing.selectors import assigned_pairs
from students.models import Enrolment
from students.selectors import in_class_for

Users = Mapping[str, User]
SCHOOL_DAYS = 10
SUNDAY = 6
SHOWN_WEEKDAYS = range(SUNDAY)
COMMENTS = (
    "Ngoan, lễ phép, có ý thức tập thể.",
    "Hăng hái phát biểu, cần giữ trật tự hơn.",
    "Cần đi học đều và làm bài đầy đủ.",
    "Tốt.",
)
# As a picture begins; a demo has no paper to show.
PICTURE = b"\x89PNG\r\n\x1a\n" + b"demo"
SAID = ("Gõ nhầm: bài kiểm tra ghi 9,0.", "Chấm sót một câu: bài kiểm tra được 9,0.")
EQUAL = "8.0"


def show_under_way(*, term: Term, as_of: datetime.date, users: Users) -> list[str]:
    """Everything that needs a person's next step; what was made, in words for the command.

    `users` are the demo accounts by name; what a province lacks the people or classes for is left
    out.
    """
    head = users["hieutruong"]
    # What is entered bears today's date; a province of a day to come has nothing from after it.
    as_of = min(as_of, timezone.localdate())
    actor = Actor(user_id=head.pk, door="command", reason="demo")
    with everywhere("work under way is shown in the demo"), acting_as(actor):
        led = ClassGroup.objects.filter(
            homerooms__staff__user=users["chunhiem"], school_year=term.school_year
        ).first()
        # First: the class below closes the middle of the term for its whole grade.
        made = _of_teacher(term, as_of, users)
        if led is not None:
            made += _of_class(led, term, as_of, users)
        made += _amendments(users["hieutruong"].staff.get().school_id, term, users)
        return made


def _of_class(group: ClassGroup, term: Term, as_of: datetime.date, users: Users) -> list[str]:
    """Roll calls and comments of the homeroom teacher's class, and the closing of its middle."""
    days = _call_roll(group, term, as_of, users["chunhiem"])
    read = _read_comments(group, term, users)
    frozen = _close_middle(group, term, as_of, users["quantri"])
    return [
        f"{days} roll calls and {read} comments read in class {group.name}",
        f"the middle of the term of class {group.name}: {frozen} records sealed",
    ]


def _call_roll(group: ClassGroup, term: Term, as_of: datetime.date, teacher: User) -> int:
    draw = random.Random(group.name)
    stays = list(
        Enrolment.objects.filter(in_class_for(term), class_group=group).order_by("position", "pk")
    )
    before = [as_of - datetime.timedelta(days=number) for number in range(1, 2 * SCHOOL_DAYS)]
    days = [day for day in before if day.weekday() in SHOWN_WEEKDAYS and day >= term.starts_on]
    for day in days[:SCHOOL_DAYS]:
        missing = draw.sample(stays, k=min(2, len(stays)))
        take_roll(
            class_group=group,
            term=term,
            on=day,
            session=half_days_of(group)[0],
            states={stay.pk: ("", draw.choice("PPK")) for stay in missing},
            scope=scope_for(teacher),
            user_id=teacher.pk,
        )
    return len(days[:SCHOOL_DAYS])


def _read_comments(group: ClassGroup, term: Term, users: Users) -> int:
    """The homeroom teacher writes; the head accepts two, edits one and sends one back."""
    teacher, head = users["chunhiem"], users["hieutruong"]
    stays = Enrolment.objects.filter(in_class_for(term), class_group=group).order_by("position")
    save_homeroom(
        class_group=group,
        term=term,
        moment=RecordMoment.FINAL,
        edits=[
            CellEdit(uuid4(), stay.pk, "comment", "", COMMENTS[number % len(COMMENTS)])
            for number, stay in enumerate(stays)
        ],
        scope=scope_for(teacher),
        user_id=teacher.pk,
    )
    lines = comments_of(group, term)[: len(COMMENTS)]
    said = (
        (Verdict.ACCEPTED, "", ""),
        (Verdict.EDITED, f"{COMMENTS[1]} Phát huy.", ""),
        (Verdict.ACCEPTED, "", ""),
        (Verdict.REJECTED, "", "Nhận xét quá chung, nêu việc cụ thể"),
    )
    reads = {
        line.key: Read(line.text, verdict, text, reason)
        for line, (verdict, text, reason) in zip(lines, said, strict=False)
    }
    return read_comments(
        class_group=group, term=term, reads=reads, scope=scope_for(head), user=head
    )


def _close_middle(group: ClassGroup, term: Term, as_of: datetime.date, asker: User) -> int:
    """The Department asks for the middle of the term; the days of the class's grade are over."""
    scope = scope_for(asker)
    ask_for_midterm(
        term=term,
        reason="Rà soát chất lượng giữa học kì theo kế hoạch của Sở",
        scope=scope,
        user_id=asker.pk,
    )
    last = as_of - datetime.timedelta(days=3)
    if last <= term.starts_on:
        return 0
    place = WindowPlace(term, group.school, group.grade_level, "midterm")
    days = EntryDays(term.entry_opens_on, last)
    set_window(place=place, days=days, reason="Khóa điểm giữa kì", scope=scope, user_id=asker.pk)
    feed = feed_for(MIDTERM_FEED)
    for draft in feed.drafts(group.school, feed.schemas[0]):
        if (draft.unit, draft.period) == (group.code, period_of(term)):
            return seal_package(group.school, draft).records
    return 0


def _of_teacher(term: Term, as_of: datetime.date, users: Users) -> list[str]:
    """A column of equal marks to ask about, and a parent's request to look at a mark again."""
    teacher, head = users["giaovien"], users["hieutruong"]
    own = MarkSheet.objects.filter(
        assigned_pairs(teacher.pk), term=term, state=SheetState.OPEN, form="scored"
    ).select_related("class_group", "subject")
    equal = own.order_by("-class_group__grade_level", "-class_group__name").first()
    if equal is None:
        return []
    fill_sheet(equal, scope_of_school(equal.school_id), final=EQUAL)
    move_on(equal, Step.SUBMIT, scope_of_school(equal.school_id), teacher)
    last = 0
    while last := find_questions(last):
        pass
    record = MarkRecord.objects.filter(sheet=equal, exempt=False).select_related(
        "sheet__term", "sheet__regulation", "sheet__class_group", "enrolment__student"
    )[0]
    write_review(
        record=record,
        cells=["gk"],
        facts=ReviewFacts(
            asked_by=f"Phụ huynh em {record.enrolment.student.full_name}",
            paper="Đơn đề nghị xem lại bài kiểm tra",
            came_on=as_of,
            words="Bài giữa kì ở nhà có 8,5, trên sổ ghi khác",
        ),
        scope=scope_for(head),
        user=head,
    )
    return [f"questions and a request about {equal.subject} {equal.class_group.name}"]


def _amendments(school_id: int, term: Term, users: Users) -> list[str]:
    """Of the last class sealed last year one amendment is written, another waits for the head."""
    sealed = MarkSheet.objects.filter(
        school=school_id, state=SheetState.SEALED, form="scored", term__ends_on__lt=term.starts_on
    ).select_related("subject", "class_group__school_year", "class_group__school", "term")
    sheets = list(
        sealed.order_by(
            "-term__starts_on", "-class_group__grade_level", "-class_group__name", "subject"
        )[:2]
    )
    if len(sheets) < 2:
        return []
    asker = users["phohieutruong"]
    finished, waiting = map(_ask, sheets, [asker] * 2, SAID)
    while finished.state in OPEN:
        _step(finished, term.starts_on)
        finished.refresh_from_db()
    return [f"amendments {finished.title} ({finished.state}) and {waiting.title}"]


def _ask(sheet: MarkSheet, asker: User, words: str) -> Amendment:
    record = MarkRecord.objects.filter(sheet=sheet, final__lt=90).order_by(
        "enrolment__position", "pk"
    )[0]
    edit = CellEdit(uuid4(), record.pk, "ck", format_cell(record.final), "9.0")
    file = ContentFile(PICTURE, "bai_kiem_tra.png")
    return ask_amendment(
        sheet=sheet,
        edits=[edit],
        asked=Asked(AmendmentCause.MISTYPED, words, file),
        scope=scope_for(asker),
        user=asker,
    )


def _step(amendment: Amendment, day: datetime.date) -> None:
    """The next step, by whose turn it is."""
    user = User.objects.get(pk=min(turn_of(amendment).users))
    act = Act(amendment, user, scope_for(user), revision_of(amendment))
    if amendment.state == AmendmentState.ASKED:
        confirm_amendment(act=act)
    else:
        found = consequences_of(amendment)
        levels = {line.record.pk: max(between) for line, between in found.undecided}
        decision = Decision("31/QĐ-THCS", day, found.revision, levels)
        approve_amendment(act=act, decision=decision)
