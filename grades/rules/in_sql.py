"""What a scheme computes, as statements for a whole province."""

from typing import Protocol


class InSql(Protocol):
    """What a scheme computes, as queries over relations: for a province instead of a line."""

    def averages(self, lines: str) -> str:
        """All `lines` with their `result`: what Scheme.average says.

        `lines` is a relation of a line's and its sheet's fields, its moment, and for each kind of
        column whether it was undue: undue_regular, undue_midterm, undue_final.
        """

    def levels(self, results: str, students: str) -> str | None:
        """What Scheme.learning says; None where the circular gives no level over a term.

        A query of student, learning, before, because_of and needs_decision; the relations are those
        of grades/selectors/recomputed.py.
        """
