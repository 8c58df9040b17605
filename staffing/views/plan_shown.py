"""Figures of a plan as a page shows them: exact fractions become texts here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core.charts import bar_of_shares
from eduportal.core.numbers import grouped_text
from schools.choices import Stage
from staffing.forms.plan_settings import Eased, question_of, settings_said, value_said
from staffing.rebalance.settings import STAGES, variants
from staffing.selectors.scenarios import Change, Sums
from staffing.views.plan_words import posts, signed

# What is still open, and what the plan covers.
FILLS = ("gap-short", "gap-spare")


@dataclass(frozen=True)
class SumsShown:
    """The figures of one plan. `gap` is empty while nothing is computed."""

    before: str
    after: str
    gained: str
    lines: int
    forced: int
    gap: str


@dataclass(frozen=True)
class ChangeShown:
    """One line of a table of before and after, with its bar."""

    name: str
    level: str
    needed: str
    before: str
    after: str
    bar: SafeString


def sums_shown(sums: Sums) -> SumsShown:
    return SumsShown(
        posts(sums.before),
        posts(sums.after),
        posts(sums.gained),
        sums.lines.total(),
        sums.forced,
        percent(sums.gap),
    )


def percent(gap: float | None) -> str:
    """A gap as it is printed; empty while nothing is computed."""
    return "" if gap is None else grouped_text(100 * max(0.0, gap), 1)


def eased_of(options: Mapping[str, Any], prices: Mapping[str, float]) -> dict[str, Eased]:
    """What another value of each setting would do, by its key, where it was computed."""
    changed = {
        key: each for stage in STAGES for key, each in variants(options, stage).items() if each
    }
    return {
        key: Eased(value_said(key, changed[key].get(key, 1)), signed(posts))
        for key, posts in prices.items()
        if key in changed
    }


def limit_rows(options: Mapping[str, Any], prices: Mapping[str, float]) -> list[dict[str, Any]]:
    """Each limit with its value and its price; then changes of several limits at once."""
    eased, none = eased_of(options, prices), Eased("–", "–")
    rows = [
        {"name": name, "now": now, "differs": differs, "instead": eased.pop(key, none)}
        for key, name, now, differs in settings_said(options)
    ]
    # Of several limits at once.
    rows += [
        {"name": question_of(key), "now": "–", "differs": False, "instead": each}
        for key, each in eased.items()
    ]
    return rows


def change_rows(changes: Sequence[Change], *, with_level: bool = False) -> list[ChangeShown]:
    """What was or is open; the bar is a share of the longest need open before."""
    open_ones = [each for each in changes if each.before or each.after]
    most = max((max(each.before, each.after) for each in open_ones), default=Fraction(1))
    return [_row(each, most, with_level) for each in open_ones]


def _row(each: Change, most: Fraction, with_level: bool) -> ChangeShown:
    label = _("%(name)s: %(before)s posts open, then %(after)s") % {
        "name": each.name,
        "before": posts(each.before),
        "after": posts(each.after),
    }
    gained = max(Fraction(0), each.before - each.after)
    shares = [float(100 * value / most) for value in (each.after, gained)]
    return ChangeShown(
        each.name,
        str(Stage(each.stage).label) if with_level else "",
        posts(each.needed),
        posts(each.before),
        posts(each.after),
        bar_of_shares(shares, label, FILLS, "gap-bar"),
    )
