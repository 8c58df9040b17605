"""Count the dashboards' figures again, or only compare them with the mark book."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.dashboards.figures import services
from eduportal.dashboards.figures.subjects import subjects_differing
from eduportal.scoping import everywhere

MOST_SHOWN = 50


class Command(BaseCommand):
    help = "Count the figures of every class again; with --check, compare them and write nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="compare only, fail if they differ"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with everywhere("figures are counted for every school"):
            if options["check"]:
                self.check_figures()
            else:
                self.stdout.write(f"{services.rebuild_all()} figures were not right and are now.")

    def check_figures(self) -> None:
        differences = services.figure_differences()
        shown = list(islice(differences, MOST_SHOWN))
        for difference in shown:
            self.stdout.write(self.sentence(difference))
        subjects = subjects_differing()
        if subjects:
            self.stdout.write(f"{subjects} figures of subjects differ")
        total = len(shown) + sum(1 for _difference in differences) + subjects
        if total:
            raise CommandError(f"{total} figures differ from the mark book.")
        self.stdout.write("Every figure is what the mark book says.")

    @staticmethod
    def sentence(difference: services.Difference) -> str:
        where = f"class {difference.class_group_id}, term {difference.term_id}"
        stored, fresh = difference.stored, difference.fresh
        if stored is None:
            return f"{where}: there is no figure"
        if fresh is None:
            return f"{where}: the class has no mark sheets any more"
        wrong = [f"{k} is {stored[k]}, counted {fresh[k]}" for k in fresh if stored[k] != fresh[k]]
        return f"{where}: {'; '.join(wrong)}"
