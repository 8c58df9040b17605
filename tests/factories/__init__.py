"""One factory for each model. A trait is named by the state it makes.

Factories write scoped tables: call them where a scope is open, with the fixture `db_everywhere`
or inside `scoping.everywhere("a test builds its world")`.

    MarkSheetFactory(submitted=True)   UserFactory(staff=True)   MembershipFactory(commune=True)
"""

from tests.factories.exchange import (
    DeliveryFactory,
    NonceFactory,
    OutboxEntryFactory,
    PackageFactory,
    PeerFactory,
    ReceiptFactory,
)
from tests.factories.imports import (
    ImportJobFactory,
    ImportProblemFactory,
    ImportRowFactory,
    RememberedAnswerFactory,
)
from tests.factories.marks import (
    CellOperationFactory,
    ClassFigureFactory,
    EntryExceptionFactory,
    LedgerLineFactory,
    MarkRecordFactory,
    MarkSheetFactory,
    ProvinceWindowFactory,
    SchoolWindowFactory,
    SheetStepFactory,
    TermResultFactory,
)
from tests.factories.people import (
    PASSWORD,
    AuthenticatorFactory,
    BrowserSessionFactory,
    ChosenSubjectFactory,
    DutyFactory,
    EnrolmentFactory,
    HomeroomAssignmentFactory,
    MembershipFactory,
    PostFactory,
    SignInFactory,
    StaffMemberFactory,
    StudentFactory,
    SubstitutionFactory,
    TeachingAssignmentFactory,
    TransferFactory,
    UserFactory,
)
from tests.factories.privacy import AccessFactory, AlertFactory, CleanUpFactory, CorrectionFactory
from tests.factories.register import (
    AdminUnitFactory,
    AdminUnitSuccessionFactory,
    ClassGroupFactory,
    CurriculumLineFactory,
    GradeLevelFactory,
    SchoolFactory,
    SchoolYearFactory,
    SubjectFactory,
    TermFactory,
)
from tests.factories.regulations import (
    ComparedResultFactory,
    RegulationComparisonFactory,
    RegulationSetFactory,
)

__all__ = [
    "ChosenSubjectFactory",
    "PASSWORD",
    "AccessFactory",
    "AlertFactory",
    "AdminUnitFactory",
    "AdminUnitSuccessionFactory",
    "AuthenticatorFactory",
    "BrowserSessionFactory",
    "CellOperationFactory",
    "ClassFigureFactory",
    "ClassGroupFactory",
    "CleanUpFactory",
    "ComparedResultFactory",
    "CorrectionFactory",
    "CurriculumLineFactory",
    "DutyFactory",
    "DeliveryFactory",
    "EnrolmentFactory",
    "EntryExceptionFactory",
    "GradeLevelFactory",
    "HomeroomAssignmentFactory",
    "ImportJobFactory",
    "ImportProblemFactory",
    "ImportRowFactory",
    "LedgerLineFactory",
    "MarkRecordFactory",
    "MarkSheetFactory",
    "MembershipFactory",
    "NonceFactory",
    "OutboxEntryFactory",
    "PackageFactory",
    "PeerFactory",
    "PostFactory",
    "ProvinceWindowFactory",
    "ReceiptFactory",
    "RegulationComparisonFactory",
    "RegulationSetFactory",
    "RememberedAnswerFactory",
    "SchoolFactory",
    "SchoolWindowFactory",
    "SchoolYearFactory",
    "SheetStepFactory",
    "SignInFactory",
    "StaffMemberFactory",
    "StudentFactory",
    "SubjectFactory",
    "SubstitutionFactory",
    "TeachingAssignmentFactory",
    "TransferFactory",
    "TermFactory",
    "TermResultFactory",
    "UserFactory",
]
