"""What an administrator does first in an empty portal, and what is still missing."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from eduportal.accounts.selectors import schools_without_head
from eduportal.core.beginning import Step
from schools.models import CurriculumLine, School, SchoolYear
from schools.selectors.keeping import communes_today

# Schools without a head that the page names.
NAMED = 10


def is_begun() -> bool:
    """Whether the portal has a school year and a school: two queries."""
    return SchoolYear.objects.exists() and School.objects.exists()


def steps() -> Iterator[Step]:
    """The steps in their order."""
    yield _step(
        _("Administrative units"),
        _("Communes and wards come with the installation. Check that yours are there."),
        "schools:unit-list",
        _("Open the units"),
        communes_today().count(),
    )
    yield _step(
        _("Schools"),
        _("Every school with its code, its levels of education and its commune."),
        "schools:kept-school-new",
        _("Add a school"),
        School.objects.filter(closed_on=None).count(),
    )
    yield _step(
        _("School year with its terms"),
        _("First and last days, and the days on which teachers enter marks."),
        "schools:year-new",
        _("Open a school year"),
        SchoolYear.objects.count(),
    )
    yield _programme()
    yield _heads()


def _step(title: str, text: str, page: str, action: str, count: int) -> Step:
    return Step(title, text, reverse(page), action, count, is_done=count > 0)


def _programme() -> Step:
    return _step(
        _("Programme"),
        _("Subjects of each grade with their periods come with the installation. Check them."),
        "schools:programme",
        _("Open the programme"),
        CurriculumLine.objects.count(),
    )


def _heads() -> Step:
    """The account of each head: from there the school works by itself."""
    schools = School.objects.filter(closed_on=None, node="").count()
    without = schools_without_head().count()
    return Step(
        title=_("Accounts of the heads"),
        text=_(
            "The head then makes classes, staff and the accounts of the school. Schools without"
            " a head are listed below."
        ),
        url=f"{reverse('accounts:person-new')}?role=head",
        action=_("Add the account of a head"),
        count=schools - without,
        is_done=schools > 0 and without == 0,
    )
