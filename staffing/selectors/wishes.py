"""What a person asks for, and why a person stays."""

from staffing.models import Protection, StaffMember, Wish


def wishes_of(staff: StaffMember) -> list[Wish]:
    """By rank: one query."""
    return list(Wish.objects.filter(staff=staff).order_by("rank"))


def wishes_shown(staff: StaffMember) -> str:
    """What a page of the wishes was made of."""
    return " ".join(str(each.to_school_id) for each in wishes_of(staff))


def protections_of(staff: StaffMember) -> list[Protection]:
    """The newest first: one query."""
    return list(Protection.objects.filter(staff=staff).order_by("-starts_on", "-pk"))
