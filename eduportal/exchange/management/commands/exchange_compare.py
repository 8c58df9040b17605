"""Compare this node with the one above, and repair what one of the two has lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eduportal.exchange.services import Unreachable, compare_all


class Command(BaseCommand):
    """Does what the task exchange.compare does every hour; safe to repeat."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = compare_all()
        except Unreachable as problem:
            raise CommandError(str(problem)) from problem
        for peer, comparison in found:
            self.stdout.write(
                f"{peer.code}: "
                + (
                    "equal."
                    if comparison.is_equal
                    else f"{len(comparison.requeued)} packages queued again, "
                    f"{len(comparison.fetched)} brought back, "
                    f"{len(comparison.forked)} for a person to decide, "
                    f"{comparison.under_way} under way."
                )
            )
