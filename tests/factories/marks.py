"""Factories of the mark book, its ledger and its figures."""

import datetime
import uuid
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

import factory
from django.db.models import QuerySet
from django.utils import timezone

from eduportal.dashboards.models import (
    ClassFigure,
    FigureCheck,
    FigureDifference,
    KeptFigure,
    SubjectFigure,
)
from eduportal.exchange.models import Line
from grades import models
from grades.choices import Answer, Removed, SetState, SheetState, Step
from grades.rules.schemes import scheme_of
from schools.models import ClassGroup, Term
from students.models import Student
from tests.factories.exchange import LineFactory, class_package
from tests.factories.people import EnrolmentFactory, StudentFactory, UserFactory
from tests.factories.register import (
    ClassGroupFactory,
    SchoolFactory,
    SchoolYearFactory,
    SubjectFactory,
    TermFactory,
    first_day,
)

REGULAR = 4


def regulation_set(**settings: object) -> models.RegulationSet:
    """The set in force that reads the circular so; without settings the default one."""
    scheme = scheme_of("TT22", settings)
    found, is_new = models.RegulationSet.objects.get_or_create(
        digest=scheme.digest(),
        from_year="2021-2022",
        defaults={
            "code": f"tt22-{scheme.digest()}",
            "name": "Bộ quy định thử",
            "programme": "gdpt-2018",
            "circular": "TT22",
            "settings": scheme.settings(),
        },
    )
    if is_new:
        move_set(found, SetState.IN_FORCE)
    return found


def move_set(regulation: models.RegulationSet, state: SetState) -> None:
    """Take a draft to the state, as the database wants it."""
    regulation.state, regulation.moved_at = state, timezone.now()
    regulation.save(update_fields=["state", "moved_at"])


class SchoolWindowFactory(factory.django.DjangoModelFactory):
    """A school's own days, open today; `over=True` for days that have passed."""

    class Meta:
        model = models.SchoolWindow

    class Params:
        over = factory.Trait(
            closes_on=factory.LazyFunction(
                lambda: timezone.localdate() - datetime.timedelta(days=1)
            )
        )

    school = factory.SubFactory(SchoolFactory)
    term = factory.SubFactory(TermFactory)
    opens_on = factory.LazyFunction(first_day)
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7))
    reason = "Bão số 5 làm gián đoạn kiểm tra"


class ProvinceWindowFactory(SchoolWindowFactory):
    """The days of the end-of-term marks for every school."""

    class Meta:
        model = models.ProvinceWindow
        exclude = ("school",)

    school = None
    column = "final"


class EntryExceptionFactory(factory.django.DjangoModelFactory):
    """Leave for one class, from today for a week; `staff` or `student` in its place."""

    class Meta:
        model = models.EntryException

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.LazyAttribute(lambda row: (row.class_group or row.staff or row.student).school)
    term = factory.SubFactory(TermFactory)
    staff = None
    student = None
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7))
    reason = "Học sinh ốm dài ngày"
    given_by = factory.SubFactory(UserFactory)


class MarkSheetFactory(factory.django.DjangoModelFactory):
    """An open, scored sheet; `commented`, `submitted`, `approved`, `sealed` (with its package)."""

    class Meta:
        model = models.MarkSheet

    class Params:
        commented = factory.Trait(form="commented", regular_count=2)
        submitted = factory.Trait(state=SheetState.SUBMITTED)
        approved = factory.Trait(state=SheetState.APPROVED)
        sealed = factory.Trait(state=SheetState.SEALED)

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    subject = factory.SubFactory(SubjectFactory)
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..class_group.school_year")
    )
    form = "scored"
    regular_count = REGULAR
    regulation = factory.LazyFunction(regulation_set)

    @classmethod
    def _create(cls, model_class, *args, state=SheetState.OPEN, **kwargs):
        """The database wants a sheet to begin open."""
        sheet = super()._create(model_class, *args, **kwargs)
        set_state(sheet, state)
        sheet.state = state
        return sheet


class MarkRecordFactory(factory.django.DjangoModelFactory):
    """An empty line of a sheet; `complete=True` with every mark (8,5 and an average of 8,5)."""

    class Meta:
        model = models.MarkRecord

    class Params:
        complete = factory.Trait(
            regular=factory.LazyAttribute(lambda record: [85] * record.sheet.regular_count),
            midterm=85,
            final=85,
            average=85,
        )
        passed = factory.Trait(
            regular=factory.LazyAttribute(lambda record: [201] * record.sheet.regular_count),
            midterm=201,
            final=201,
            average=201,
        )

    sheet = factory.SubFactory(MarkSheetFactory)
    school = factory.SelfAttribute("sheet.school")
    enrolment = factory.SubFactory(
        EnrolmentFactory, class_group=factory.SelfAttribute("..sheet.class_group")
    )
    regular = factory.LazyAttribute(lambda record: [None] * record.sheet.regular_count)


class SheetStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SheetStep

    sheet = factory.SubFactory(MarkSheetFactory, submitted=True)
    school = factory.SelfAttribute("sheet.school")
    step = Step.SUBMIT
    from_state = SheetState.OPEN
    to_state = SheetState.SUBMITTED
    actor = factory.SubFactory(UserFactory)


class RemovalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Removal

    school = factory.SubFactory(SchoolFactory)
    kind = Removed.CLASS
    key = factory.Sequence(lambda n: 900_000 + n)
    name = factory.Sequence(lambda n: f"6X{n}")
    actor = factory.SubFactory(UserFactory)


class WithdrawnSheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.WithdrawnSheet

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    subject = factory.SubFactory(SubjectFactory)
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..class_group.school_year")
    )


class CellOperationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CellOperation

    op = factory.LazyFunction(uuid.uuid4)
    sheet = factory.SubFactory(MarkSheetFactory)
    school = factory.SelfAttribute("sheet.school")
    user = factory.SubFactory(UserFactory)
    answer = factory.LazyFunction(lambda: {"status": "saved"})


def set_state(sheet: models.MarkSheet, state: SheetState | str) -> None:
    """Take the sheet forward to the state, step by step, and into a package when it is sealed."""
    set_states([sheet], state)


def set_states(sheets: Iterable[models.MarkSheet], state: SheetState | str) -> None:
    """`set_state` for many sheets, in as many statements as there are steps, and for each class."""
    chosen = list(sheets)
    moved = models.MarkSheet.objects.filter(pk__in=[sheet.pk for sheet in chosen])
    way = list(SheetState)
    for before, after in pairwise(way[: way.index(SheetState(state)) + 1]):
        moved.filter(state=before).update(state=after)
    if state == SheetState.SEALED:
        for group, term in dict.fromkeys((sheet.class_group, sheet.term) for sheet in chosen):
            carry(group, term, moved.filter(class_group=group, term=term))


def carry(group: ClassGroup, term: Term, sheets: QuerySet[models.MarkSheet]) -> None:
    """An accepted package of the class, with a line for each student who has none."""
    named = {"year": term.school_year.code, "period": term.period, "unit": group.code}
    package = group.school.packages.filter(**named).first() or class_package(group, term)
    students = Student.objects.filter(enrolments__records__sheet__in=sheets)
    uids = set(students.values_list("person_uid", flat=True))
    uids -= set(package.lines.values_list("student_uid", flat=True))
    lines = [LineFactory.build(package=package, student_uid=uid) for uid in sorted(uids)]
    Line.objects.bulk_create(lines)


class TermResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.TermResult

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..enrolment.school_year")
    )
    regulation = factory.LazyFunction(regulation_set)
    learning = 3


class SealedStayFactory(factory.django.DjangoModelFactory):
    """Of a student who counts in the class; it is known that no subject is waited for."""

    class Meta:
        model = models.SealedStay

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..enrolment.school_year")
    )
    is_counted = True
    is_reported = True
    own = factory.LazyFunction(list)


class OutsideTermFactory(factory.django.DjangoModelFactory):
    """By a paper; results are OutsideResultFactory's."""

    class Meta:
        model = models.OutsideTerm

    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")
    term = factory.SubFactory(TermFactory)
    conduct = 4
    source = "THCS Lê Lợi, tỉnh Đồng Nai"
    paper = "12/GXN"
    on = datetime.date(2026, 1, 15)
    entered_by = factory.SubFactory(UserFactory)


class OutsideResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OutsideResult

    outside_term = factory.SubFactory(OutsideTermFactory)
    school = factory.SelfAttribute("outside_term.school")
    subject = factory.SubFactory(SubjectFactory)
    form = "scored"
    result = 75


class CandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Candidate

    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")
    kind = "entrance"
    school_year = factory.SubFactory(SchoolYearFactory)
    number = factory.Sequence(lambda n: f"{n:06}")
    source = "Hội đồng tuyển sinh"
    announced_on = datetime.date(2026, 6, 20)


class ExaminationScoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ExaminationScore

    candidate = factory.SubFactory(CandidateFactory)
    school = factory.SelfAttribute("candidate.school")
    subject = factory.SubFactory(SubjectFactory, code="toan")
    state = "scored"
    score = Decimal("8.25")


class EarlierYearFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.EarlierYear

    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")
    year = 2024
    part = "year"
    school_name = "Trường Tiểu học Tân Lập"
    class_name = "5A"
    learning = "Hoàn thành tốt"
    source = "Học bạ"


class EarlierMarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.EarlierMark

    earlier_year = factory.SubFactory(EarlierYearFactory)
    school = factory.SelfAttribute("earlier_year.school")
    subject = factory.SubFactory(SubjectFactory, code="toan")
    result = "9"


class SealDecisionFactory(factory.django.DjangoModelFactory):
    """The student is sealed without a level; `level=3` with `answer="level"` for another answer."""

    class Meta:
        model = models.SealDecision

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..class_group.school_year")
    )
    student = factory.SubFactory(StudentFactory, school=factory.SelfAttribute("..school"))
    answer = Answer.NONE
    number = "12/QĐ-THCS"
    signed_on = datetime.date(2026, 11, 2)
    reason = "Nghỉ học dài ngày"
    actor = factory.SubFactory(UserFactory)


class YearStepFactory(factory.django.DjangoModelFactory):
    """The proposals of the class are with the head."""

    class Meta:
        model = models.YearStep

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    from_state = "open"
    to_state = "proposed"
    actor = factory.SubFactory(UserFactory)


class YearDecisionFactory(factory.django.DjangoModelFactory):
    """Not to move up for too many sessions missed; about something the year does not say."""

    class Meta:
        model = models.YearDecision

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    student = factory.SubFactory(StudentFactory, school=factory.SelfAttribute("..school"))
    matter = "absences"
    about = "otherwise"
    promotion = "retained"
    number = "12/QĐ-THCS"
    signed_on = datetime.date(2027, 5, 28)
    reason = "Nghỉ quá 45 buổi"
    actor = factory.SubFactory(UserFactory)


class YearResultFactory(factory.django.DjangoModelFactory):
    """Sealed: Khá, Tốt, moves up."""

    class Meta:
        model = models.YearResult

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    regulation = factory.LazyFunction(regulation_set)
    learning = 3
    level_before_adjustment = 3
    conduct = 4
    absences = 2
    promotion = "promoted"


class AgainSheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgainSheet

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    subject = factory.SubFactory(SubjectFactory)


class YearSubjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.YearSubject

    year_result = factory.SubFactory(YearResultFactory)
    school = factory.SelfAttribute("year_result.school")
    subject = factory.SubFactory(SubjectFactory)
    form = "scored"
    term1 = term2 = result = 75


class LevelCompletionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LevelCompletion

    year_result = factory.SubFactory(YearResultFactory)
    school = factory.SelfAttribute("year_result.school")
    stage = "03"
    completed_on = datetime.date(2027, 5, 31)
    decision = "20/QĐ-THCS ngày 31/05/2027"
    actor = factory.SubFactory(UserFactory)


class ClassFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClassFigure

    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    unit = factory.SelfAttribute("class_group.school.unit")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..class_group.school_year")
    )
    stage = factory.SelfAttribute("class_group.grade_level.stage")
    as_of = factory.LazyFunction(timezone.now)


class FigureCheckFactory(factory.django.DjangoModelFactory):
    """A night in which one figure differed."""

    class Meta:
        model = FigureCheck

    at = factory.LazyFunction(timezone.now)
    compared = 10
    differing = 1


class FigureDifferenceFactory(factory.django.DjangoModelFactory):
    """A class with one mark cell filled more than was stored."""

    class Meta:
        model = FigureDifference

    found_in = factory.SubFactory(FigureCheckFactory)
    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.SelfAttribute("class_group.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..class_group.school_year")
    )
    stored = factory.LazyFunction(lambda: {"filled": 1})
    counted = factory.LazyFunction(lambda: {"filled": 2})


class SubjectFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SubjectFigure

    school = factory.SubFactory(SchoolFactory)
    unit = factory.SelfAttribute("school.unit")
    term = factory.SubFactory(TermFactory)
    stage = "03"
    grade = 6
    subject = factory.SubFactory(SubjectFactory)
    bins = factory.LazyFunction(lambda: [0, 0, 1, 3, 8, 20, 30, 25, 15, 8, 2])
    revision_sum = 1
    as_of = factory.LazyFunction(timezone.now)


class KeptFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeptFigure

    school = factory.SubFactory(SchoolFactory)
    term = factory.SubFactory(TermFactory)
    stage = "03"
    kept_on = factory.LazyFunction(timezone.localdate)
    classes = 4
    classes_sealed = 2
    students = 160
    cells = 9000
    filled = 8000
    sheets = 48
    submitted = 4
    approved = 4
    sealed = 24
    good = 20
    fair = 30
    passed = 25
    not_passed = 5


class AskedCellFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AskedCell

    step = factory.SubFactory(SheetStepFactory, step=Step.RETURN, reason="Xem lại")
    school = factory.SelfAttribute("step.school")
    record = factory.SubFactory(MarkRecordFactory, sheet=factory.SelfAttribute("..step.sheet"))
    cell = "gk"


class HomeroomRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.HomeroomRecord

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..enrolment.school_year")
    )
    conduct = 4


class CommentPhraseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CommentPhrase

    school = factory.SubFactory(SchoolFactory)
    user = factory.SubFactory(UserFactory)
    band = 4
    text = "Nắm chắc kiến thức."


class SupportActionFactory(factory.django.DjangoModelFactory):
    """A talk with the family, its outcome not written yet."""

    class Meta:
        model = models.SupportAction

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..enrolment.school_year")
    )
    kind = "parents"
    words = "Gặp gia đình ngày 12/11."
    by = factory.SubFactory(UserFactory)


class RiskCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RiskCount

    school = factory.SubFactory(SchoolFactory)
    term = factory.SubFactory(TermFactory)
    stage = "03"
    students = 400
    at_risk = 24
    helped = 10
    better = 6


class CommentReadingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CommentReading

    enrolment = factory.SubFactory(EnrolmentFactory)
    school = factory.SelfAttribute("enrolment.school")
    term = factory.SubFactory(
        TermFactory, school_year=factory.SelfAttribute("..enrolment.school_year")
    )
    moment = "final"
    verdict = "accepted"
    text = "Nắm chắc kiến thức."
    actor = factory.SubFactory(UserFactory)


class CellCommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CellComment

    record = factory.SubFactory(MarkRecordFactory)
    school = factory.SelfAttribute("record.school")
    cell = "gk"
    text = "Chấm bù sau khi phúc khảo bài giấy."
    author = factory.SubFactory(UserFactory)


class MidtermRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MidtermRequest

    term = factory.SubFactory(TermFactory)
    reason = "Sở lấy kết quả giữa kì để rà soát chất lượng."
    asked_by = factory.SubFactory(UserFactory)
