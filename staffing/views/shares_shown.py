"""How many teachers stand where towards the standard of training, as a page shows it."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core.charts import bar_of_shares
from staffing.rules.qualification import Shares, Standing
from staffing.views.balance_shown import number

# What the bar joins: at the standard, on the way, nothing planned, and neither.
PARTS = (
    (Standing.AT_STANDARD,),
    (Standing.IN_TRAINING, Standing.PLANNED),
    (Standing.NOT_PLANNED, Standing.OVERDUE),
    (Standing.OUT_OF_SCOPE, Standing.NOT_RECORDED),
)


@dataclass(frozen=True)
class SharesShown:
    """Both shares with their denominators, the four parts of the bar, and the bar."""

    teachers: int
    at_standard: int
    percent: str
    in_roadmap: int
    moving: int
    roadmap_percent: str
    parts: tuple[int, ...]
    overdue: int
    bar: SafeString | str


def shares_shown(shares: Shares) -> SharesShown:
    """The counts in words."""
    parts = tuple(sum(shares.count(each) for each in part) for part in PARTS)
    label = _(
        "%(standard)s at the standard, %(way)s on the way, %(open)s not planned, %(rest)s other"
    )
    names = dict(zip(("standard", "way", "open", "rest"), parts, strict=True))
    widths = [part * 100 / shares.teachers for part in parts] if shares.teachers else []
    return SharesShown(
        teachers=shares.teachers,
        at_standard=shares.at_standard,
        percent=percent(shares.at_standard, shares.teachers),
        in_roadmap=shares.in_roadmap,
        moving=shares.moving,
        roadmap_percent=percent(shares.moving, shares.in_roadmap),
        parts=parts,
        overdue=shares.count(Standing.OVERDUE),
        bar=bar_of_shares(widths, label % names, css="gap-bar") if widths else "",
    )


def percent(part: int, whole: int) -> str:
    """A share with one decimal; a dash of nothing."""
    return f"{number(Fraction(part * 100, whole))} %" if whole else "–"
