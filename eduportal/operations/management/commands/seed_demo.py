"""Fill an empty register with an invented province: schools, people, marks and demo accounts."""

import datetime
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone
from psycopg2.errors import InsufficientPrivilege

from eduportal.accounts.models import User
from eduportal.dashboards.figures.services import rebuild_all
from eduportal.operations.demo import seeding
from eduportal.operations.demo.accounts import SEALED_BY, UNDER_WAY, create_accounts
from eduportal.operations.demo.collecting import show_collections
from eduportal.operations.demo.ending import end_sample
from eduportal.operations.demo.last_sheet import leave_one_sheet
from eduportal.operations.demo.moves import show_plans
from eduportal.operations.demo.network import show_network
from eduportal.operations.demo.paths import show_paths
from eduportal.operations.demo.progress import Progress
from eduportal.operations.demo.quality import look_at_all
from eduportal.operations.demo.reform import show_schemes
from eduportal.operations.demo.sealing import seal_sample
from eduportal.operations.demo.under_way import show_under_way
from eduportal.scoping import everywhere
from schools.models import SchoolYear, Term
from schools.services import load_reference
from staffing.services import count_balances

YEAR = datetime.timedelta(days=366)


class Command(BaseCommand):
    """Needs EDUPORTAL_DEMO. Only a Department invents a province: others get accounts alone."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--schools", type=int, default=seeding.DEMO.schools)
        parser.add_argument(
            "--first-school",
            type=int,
            default=1,
            help="number of the first school; provinces 5000 schools apart share nobody",
        )
        parser.add_argument(
            "--full",
            action="store_true",
            help="a whole province: 1,024 schools, three school years, millions of marks",
        )
        parser.add_argument("--years", type=int, help="school years up to the current one")
        parser.add_argument(
            "--as-of",
            type=datetime.date.fromisoformat,
            default=None,
            help="the day the province is shown on, YYYY-MM-DD; default: today",
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing if schools exist")
        parser.add_argument("--accounts-only", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EDUPORTAL_DEMO:
            raise CommandError(
                "Invented people and a public password belong in a demo only: "
                "set EDUPORTAL_DEMO=1 if this is one."
            )
        as_of = options["as_of"] or timezone.localdate()
        load_reference()
        year = SchoolYear.objects.filter(starts_on__lte=as_of).order_by("starts_on").last()
        if year is None:
            raise CommandError(f"No school year has begun by {as_of}.")
        tier = settings.EDUPORTAL_TIER
        invents = tier == "department" and not options["accounts_only"]
        seeded = invents and self._seed(options, as_of)
        users = create_accounts(tier=tier, since=year.starts_on)
        self.stdout.write(f"  {len(users)} demo accounts")
        if seeded:
            self._seal(year, as_of, {user.username: user for user in users})
            self._show_paths(as_of, users[0])
            with everywhere("the figures of a new province are counted"):
                self.stdout.write(f"  {rebuild_all()} figures counted")
                self.stdout.write(f"  {count_balances(year)} balances of teachers counted")
                officer = next(user for user in users if user.username == "canboso")
                self._show_officials(as_of, officer)
            if not options["full"]:
                self.stdout.write("\n".join(f"  {words}" for words in show_plans(year, officer)))

    def _show_officials(self, as_of: datetime.date, officer: User) -> None:
        """What the pages of officials read."""
        for show in (show_network, show_schemes, show_collections, look_at_all):
            self.stdout.write(f"  {show(today=as_of, user=officer)}")

    def _show_paths(self, as_of: datetime.date, user: User) -> None:
        """Where those went who completed grade 9 in the year before."""
        before = SchoolYear.objects.filter(ends_on__lt=as_of).order_by("ends_on").last()
        if before:
            count = show_paths(year=before, as_of=as_of, user=user)
            self.stdout.write(f"  {count} leavers of grade 9, most with a destination")

    def _seed(self, options: dict[str, Any], as_of: datetime.date) -> bool:
        """Whether a province was made; False when there is one and that is no mistake."""
        size = seeding.FULL if options["full"] else seeding.DEMO
        size = replace(
            size,
            schools=size.schools if options["full"] else options["schools"],
            years=options["years"] or size.years,
            first=options["first_school"],
        )
        progress = Progress(self.stdout.write)
        try:
            seeding.seed_province(size, as_of=as_of, progress=progress)
        except seeding.RegisterNotEmpty as error:
            if options["if_empty"]:
                return False
            raise CommandError("The register holds schools; nothing was changed.") from error
        except ProgrammingError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            raise CommandError(
                "Filling a province takes indexes and triggers away for a while, which only the "
                "owner may: DATABASE_URL=$DATABASE_OWNER_URL manage.py seed_demo."
            ) from error
        progress.finish()
        return True

    def _seal(self, year: SchoolYear, as_of: datetime.date, users: dict[str, User]) -> None:
        """Seal a sample of the year before, and leave one class to be finished and sealed."""
        past = Term.objects.filter(ends_on__lt=year.starts_on, starts_on__gte=year.starts_on - YEAR)
        heads = [(users[name], classes) for name, classes in SEALED_BY.items() if name in users]
        terms = list(past.select_related("school_year").order_by("starts_on"))
        sealed = sum(
            seal_sample(term=term, head=head, classes=classes)
            for head, classes in heads
            for term in terms
        )
        self.stdout.write(f"  {sealed} records sealed")
        if terms:
            ended = sum(end_sample(year=terms[0].school_year, head=head) for head, _ in heads)
            self.stdout.write(f"  {ended} students with the year sealed")
        term = year.terms.filter(starts_on__lte=as_of).order_by("starts_on").last()
        if term:
            self._leave_under_way(term, as_of, users)

    def _leave_under_way(self, term: Term, as_of: datetime.date, users: dict[str, User]) -> None:
        """Classes a newcomer finishes, and work that needs a person's next step."""
        nearly = [
            leave_one_sheet(teacher=users[teacher], head=users[head], term=term)
            for teacher, head in UNDER_WAY
            if teacher in users
        ]
        for sheet in filter(None, nearly):
            self.stdout.write(f"  {sheet} lacks a few marks, the rest of its class is approved")
        if any(nearly):
            for words in show_under_way(term=term, as_of=as_of, users=users):
                self.stdout.write(f"  {words}")
