"""The settings of a regulation set in words: question, value, clause, source and state."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grades.models import RegulationSet
from grades.rules.mark_text import format_cell
from grades.rules.schemes import settings_of
from grades.rules.settings import Setting, State, Value
from grades.selectors.citations import TAGS, article_of, clause_text, source_texts

STATE_LABELS = {
    State.CONFIRMED: gettext_lazy("confirmed"),
    State.DERIVED: gettext_lazy("derived"),
    State.UNCONFIRMED: gettext_lazy("unconfirmed"),
}


@dataclass(frozen=True)
class SettingDecision:
    """Who decided one setting, under which number, on which day."""

    by: str
    number: str
    on: datetime.date


@dataclass(frozen=True)
class SettingLine:
    """One setting of one set, ready to be read. `usual` is the default where the value differs."""

    setting: Setting
    question: str
    clause: str
    sources: list[str]
    value: str
    usual: str
    decision: SettingDecision | None

    @property
    def state(self) -> str:
        """decided, confirmed, derived or unconfirmed."""
        return "decided" if self.decision else self.setting.state.value

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[self.setting.state])

    @property
    def known_from(self) -> str:
        """How well the value is known, in words."""
        return str(TAGS[self.setting.tag])


@dataclass(frozen=True)
class Article:
    """The settings that come from one article of the circular."""

    number: int
    lines: list[SettingLine]


def articles_of(regulation: RegulationSet, *, only_state: str = "") -> list[Article]:
    """Every setting of the set by article, or those in one state: no query."""
    lines = [line for line in setting_lines(regulation) if only_state in ("", line.state)]
    by_number: dict[int, list[SettingLine]] = {}
    for line in lines:
        by_number.setdefault(article_of(line.setting), []).append(line)
    return [Article(number, by_number[number]) for number in sorted(by_number)]


def setting_lines(regulation: RegulationSet) -> list[SettingLine]:
    """The settings of a set in the order in which the circular's rules state them."""
    return [_line(each, regulation) for each in settings_of(regulation.circular)]


def state_counts(regulation: RegulationSet) -> Counter[str]:
    """How many settings of the set are in each state."""
    return Counter(line.state for line in setting_lines(regulation))


def value_text(setting: Setting, value: Value) -> str:
    """A value in words: "6,5", "35 periods", "yes", or the words of a choice."""
    if value is None:
        return _("no limit")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _(setting.words[value])
    if setting.unit == "tenths":
        return format_cell(value)
    if setting.unit == "periods":
        return ngettext("%d period", "%d periods", value) % value
    if setting.unit == "sessions":
        return ngettext("%d session", "%d sessions", value) % value
    return str(value)


def _line(setting: Setting, regulation: RegulationSet) -> SettingLine:
    # A setting the circular's rules have gained since takes its default.
    value = regulation.settings.get(setting.key, setting.default)
    return SettingLine(
        setting=setting,
        question=_(setting.question),
        clause=clause_text(setting.clause, regulation.circular),
        sources=source_texts(setting),
        value=value_text(setting, value),
        usual="" if value == setting.default else value_text(setting, setting.default),
        decision=_decision(regulation.decisions.get(setting.key)),
    )


def _decision(decided: Mapping[str, str] | None) -> SettingDecision | None:
    if decided is None:
        return None
    day = datetime.date.fromisoformat(decided["on"])
    return SettingDecision(decided["by"], decided["number"], day)
