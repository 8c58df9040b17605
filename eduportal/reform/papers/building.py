"""What stands on the paper of a review, every text formatted: templates decide places alone."""

import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eduportal.reform.choices import ReviewState
from eduportal.reform.models import Review
from eduportal.reform.selectors.frozen import counts_of
from eduportal.reform.services.reviewing import WORDS
from eduportal.reform.templatetags.reform import (
    better_name,
    measure_state,
    plain_number,
    stage_name,
    standing_of,
)


def review_data(review: Review) -> dict[str, Any]:
    """The paper in the open language; `draft` is empty on an approved one."""
    is_final = review.state == ReviewState.APPROVED
    title = f"{review.get_kind_display()}, {_('version')} {review.version}"
    return {
        "language": get_language() or "vi",
        "organisation": settings.EDUPORTAL_ORGANISATION,
        "title": title,
        "scheme": str(review.scheme),
        "as_of": _("Figures as of %s") % _day(review.as_of),
        "draft": "" if is_final else _("DRAFT, not approved"),
        "summary": _summary(review),
        "titles": [
            _("Indicator or measure"),
            _("Value"),
            _("Target"),
            _("Due"),
            _("State"),
        ],
        "parts": [_part(each) for each in review.lines],
        "words": [_words(review, name) for name in WORDS],
        "made": _("Made by %s") % review.made_by,
        "approved": _approved(review),
    }


def _summary(review: Review) -> str:
    counts = counts_of(review.lines)
    return _(
        "%(reached)d of %(indicators)d indicators reached, %(done)d of %(measures)d measures done, "
        "%(late)d late."
    ) % {key: value for key, value in counts.items() if key != "missed"}


def _part(line: dict[str, Any]) -> dict[str, Any]:
    rows = [_indicator(row) for row in line["indicators"]]
    rows += [_measure(row) for row in line["measures"]]
    return {"title": line["title"], "owner": line["owner"], "rows": rows}


def _indicator(row: dict[str, Any]) -> list[str]:
    name = " ".join(filter(None, [row["title"], row["figure"], str(stage_name(row["stage"]))]))
    value = _("hidden") if row["is_hidden"] else plain_number(row["value"])
    target = f"{better_name(row['better'])} {plain_number(row['target'])}" if row["target"] else "–"
    state = str(standing_of(row["standing"])[0])
    return [name, f"{value} {row['unit']}", target, _iso_day(row["due_on"]), state]


def _measure(row: dict[str, Any]) -> list[str]:
    name = f"{row['title']} ({row['owner']})"
    if row["evidence"]:
        name += f": {'; '.join(row['evidence'])}"
    return [name, "–", "–", _iso_day(row["due_on"]), str(measure_state(row["state"]))]


def _words(review: Review, name: str) -> dict[str, Any]:
    title = next(str(each.verbose_name) for each in Review._meta.fields if each.name == name)
    text: str = getattr(review, name)
    return {"title": title[:1].upper() + title[1:], "lines": text.splitlines() or ["–"]}


def _approved(review: Review) -> str:
    if review.approved_by is None or review.approved_at is None:
        return ""
    day = _day(localtime(review.approved_at).date())
    return _("Approved by %(name)s, %(day)s") % {"name": review.approved_by, "day": day}


def _iso_day(text: str | None) -> str:
    return _day(datetime.date.fromisoformat(text)) if text else "–"


def _day(day: datetime.date) -> str:
    return date_format(day, "d/m/Y")
