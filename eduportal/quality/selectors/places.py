"""Of which schools findings are read: those a person sees, narrowed as the address asks."""

from dataclasses import dataclass

from django.db.models import Q

from schools.models import AdminUnit, School


@dataclass(frozen=True)
class Place:
    """Schools the person sees (None: every one of the scope), one commune or one school of them."""

    school_ids: frozenset[int] | None
    unit: AdminUnit | None = None
    school: School | None = None

    def at(self, prefix: str = "school") -> Q:
        """A condition on rows with a school."""
        found = Q() if self.school_ids is None else Q(**{f"{prefix}__in": self.school_ids})
        if self.unit is not None:
            found &= Q(**{f"{prefix}__unit": self.unit})
        if self.school is not None:
            found &= Q(**{prefix: self.school})
        return found

    @property
    def query(self) -> str:
        """The part of an address that names the place."""
        if self.school is not None:
            return f"?school={self.school.public_id}"
        return f"?unit={self.unit.code}" if self.unit is not None else ""

    @property
    def name(self) -> str:
        if self.school is not None:
            return self.school.name
        return self.unit.full_name if self.unit is not None else ""
