"""All problems count, the first of each cause kept: nobody reads one sentence 60,000 times."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from eduportal.workbooks.problems import Problem

# Of each cause, in the order of the file. A clerk who has mended a thousand cells brings the file
# again.
MOST_OF_A_CAUSE = 1000


class Causes:
    """How often each cause was met in one check."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def first(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Those of the problems that are kept."""
        for problem in problems:
            cause = cause_of(problem.rule, problem.severity)
            self._counts[cause] += 1
            if self._counts[cause] <= MOST_OF_A_CAUSE:
                yield problem

    @property
    def counts(self) -> dict[str, int]:
        """As ImportJob.causes keeps them."""
        return dict(self._counts)

    def of_rules(self, rules: Collection[str]) -> int:
        """How many problems of these rules there were."""
        return sum(count for cause, count in self._counts.items() if cause.split()[1] in rules)


def count_of(severity: str, counts: Mapping[str, int]) -> int:
    """How many problems of a severity ImportJob.causes counts."""
    return sum(count for cause, count in counts.items() if cause.split()[0] == severity)


def cause_of(rule: str, severity: str) -> str:
    """The name of a cause among ImportJob.causes."""
    return f"{severity} {rule}"
