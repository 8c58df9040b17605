"""Two schools that each have a row in every scoped table; and the superuser."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from django.db import connection

from eduportal.exchange.models import Decision
from eduportal.exchange.models.decision import Choice
from schools.models import School
from staffing.models import StaffingReview
from tests import factories
from tests.owner import SUPERUSER, superuser_address


@pytest.fixture
def two_schools(db_everywhere: None) -> tuple[School, School]:
    """The fixture leaves every row visible; narrow the scope inside the test."""
    ours, theirs = factories.SchoolFactory(), factories.SchoolFactory()
    fill(ours)
    fill(theirs)
    return ours, theirs


def fill(school: School) -> None:
    """Give the school one row of everything; triggers add the history and the outbox events."""
    group = factories.ClassGroupFactory(school=school)
    factories.SchoolWindowFactory(school=school)
    factories.EntryExceptionFactory(class_group=group)
    staff = factories.StaffMemberFactory(school=school)
    factories.PostFactory(staff=staff)
    factories.DutyFactory(staff=staff)
    factories.StaffSubjectFactory(staff=staff)
    factories.QualificationFactory(staff=staff)
    factories.TitleFactory(staff=staff)
    factories.LeaveFactory(staff=staff)
    factories.ElsewhereFactory(staff=staff)
    training = factories.TrainingFactory(staff=staff)
    # The history begins with the first change.
    training.place = "Trường Đại học Cần Thơ"
    training.save()
    factories.PlannedClassesFactory(school=school)
    factories.StandardRatingFactory(staff=staff)
    factories.GuestFactory(school=school)
    factories.WishFactory(staff=staff)
    factories.ProtectionFactory(staff=staff)
    line = factories.ScenarioLineFactory(staff=staff)
    factories.OpenCellFactory(school=school, part=line.part)
    factories.LineObjectionFactory(line=line)
    factories.LineConsentFactory(line=line)
    factories.TaskMessageFactory(task__asked_school=school)
    factories.SiteFactory(school=school)
    factories.NationalStandardFactory(school=school)
    factories.StudentCountFactory(school=school)
    factories.RoadDistanceFactory(school=school)
    factories.SchoolForecastFactory(school=school)
    asked = factories.CollectionFactory(schools=[school.pk])
    answered = factories.ReturnFactory(of_school=school, version__collection=asked)
    factories.ReturnFileFactory(of_return=answered)
    factories.CollectionResultFactory(collection=asked)
    factories.CollectionStepFactory(collection=asked, of_return=answered)
    factories.QuotaFactory(school=school, school_year=group.school_year)
    factories.BalanceCountFactory(school=school, school_year=group.school_year)
    review = StaffingReview.objects.first() or factories.StaffingReviewFactory()
    declared = factories.DeclarationFactory(school=school, review=review)
    factories.DeclarationStepFactory(declaration=declared)
    assignment = factories.TeachingAssignmentFactory(staff=staff, class_group=group)
    factories.SubstitutionFactory(assignment=assignment, absent=staff)
    factories.HomeroomAssignmentFactory(staff=staff, class_group=group)
    factories.AssignmentDraftFactory(school=group.school, school_year=group.school_year)
    sheet = factories.MarkSheetFactory(class_group=group)
    enrolment = factories.EnrolmentFactory(class_group=group)
    factories.ChosenSubjectFactory(enrolment=enrolment)
    factories.StudyTopicFactory(class_group=group)
    factories.PaperFactory(student=enrolment.student)
    factories.DistinctStudentsFactory(first=enrolment.student)
    factories.StudentMergeFactory(student=enrolment.student)
    factories.ExemptionFactory(student=enrolment.student)
    factories.TransferFactory(school=group.school, school_year=group.school_year)
    leaver = factories.LeaverFactory(student=enrolment.student)
    factories.DestinationRecordFactory(leaver=leaver)
    factories.DestinationSnapshotFactory(school=school)
    factories.EnrolmentListRowFactory(leaver=leaver)
    factories.GuidanceActivityFactory(school=school)
    factories.DestinationWishFactory(student=enrolment.student)
    line = factories.MarkRecordFactory(sheet=sheet, enrolment=enrolment, complete=True)
    step = factories.SheetStepFactory(sheet=sheet)
    factories.AskedCellFactory(step=step, record=line)
    amendment = factories.AmendmentFactory(sheet=sheet)
    factories.AmendedCellFactory(amendment=amendment, record=line)
    factories.AmendmentStepFactory(amendment=amendment)
    factories.EvidenceFactory(amendment=amendment)
    factories.MarkReviewFactory(record=line)
    question = factories.MarkQuestionFactory(sheet=sheet)
    factories.QuestionStepFactory(question=question)
    factories.CellCommentFactory(record=line)
    factories.RemovalFactory(school=school)
    factories.WithdrawnSheetFactory(class_group=group)
    factories.CellOperationFactory(sheet=sheet)
    factories.TermResultFactory(enrolment=enrolment)
    factories.SealDecisionFactory(class_group=group, student=enrolment.student)
    factories.YearStepFactory(class_group=group)
    factories.YearDecisionFactory(class_group=group, student=enrolment.student)
    factories.SealedStayFactory(enrolment=enrolment)
    outside = factories.OutsideTermFactory(student=enrolment.student, term=sheet.term)
    factories.OutsideResultFactory(outside_term=outside)
    examined = factories.CandidateFactory(
        student=enrolment.student, school_year=enrolment.school_year
    )
    factories.ExaminationScoreFactory(candidate=examined)
    stated = factories.EarlierYearFactory(student=enrolment.student)
    factories.EarlierMarkFactory(earlier_year=stated)
    result = factories.YearResultFactory(enrolment=enrolment)
    again = factories.AgainSheetFactory(school=school, staff=staff)
    factories.YearSubjectFactory(year_result=result, sheet=again)
    factories.LevelCompletionFactory(year_result=result)
    factories.AbsenceFactory(enrolment=enrolment)
    factories.RollCallFactory(class_group=group)
    factories.HomeroomRecordFactory(enrolment=enrolment, term=sheet.term)
    factories.CommentPhraseFactory(school=school)
    factories.SupportActionFactory(enrolment=enrolment, term=sheet.term)
    factories.RiskCountFactory(school=school, term=sheet.term)
    factories.CommentReadingFactory(enrolment=enrolment, term=sheet.term, sheet=sheet)
    factories.ComparedResultFactory(enrolment=enrolment)
    factories.ClassFigureFactory(class_group=group)
    factories.KeptFigureFactory(school=school)
    factories.FigureDifferenceFactory(class_group=group)
    factories.SubjectFigureFactory(school=school)
    factories.ContractFactory(school=school)
    package = factories.PackageFactory(school=school)
    factories.LineFactory(package=package)
    factories.ReceiptFactory(package=package)
    entry = factories.OutboxEntryFactory(package=package)
    Decision.objects.create(
        school=school,
        entry=entry,
        choice=Choice.MINE,
        basis="số 1",
        proposed_by=factories.UserFactory(),
    )
    factories.MinistryRecordFactory(school=school)
    factories.MinistryScopeFactory(school=school)
    job = factories.ImportJobFactory(school=school)
    factories.ImportRowFactory(job=job)
    factories.ImportProblemFactory(job=job)
    factories.PreparedFileFactory(job=job)
    factories.UndoFactory(job=job)
    factories.RowMomentFactory(school=school)
    factories.RowWrittenFactory(school=school)
    factories.RememberedAnswerFactory(school=school)
    factories.KnownLayoutFactory(school=school)
    factories.CellCorrectionFactory(job=job)
    factories.AccessFactory(school=school, persons=[enrolment.student_id])
    factories.CorrectionFactory(school=school, student=enrolment.student)
    factories.NoticeFactory(school=school, student=enrolment.student)
    found = factories.FindingFactory(student=enrolment.student)
    factories.FindingStepFactory(finding=found)
    factories.SchoolCheckFactory(school=school)
    factories.CleanUpFactory()


@pytest.fixture
def as_superuser(transactional_db: None) -> Iterator[None]:
    """The tests' own connection has become the superuser's."""
    before: Mapping[str, object] = dict(connection.settings_dict)
    connection.close()
    password = urlsplit(superuser_address()).password
    connection.settings_dict.update(USER=SUPERUSER, PASSWORD=password)
    yield
    connection.close()
    connection.settings_dict.update(before)
