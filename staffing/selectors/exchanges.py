"""Lines of plans in which people change places, as far as the reader sees all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from staffing.choices import LineGround, LineState
from staffing.models import ScenarioLine
from staffing.rules.exchanges import Step, exchanges_of

# The lines of a ring besides the one whose key it stands under, in their order.
Partners = Mapping[int, Sequence[ScenarioLine]]


def partners_in(lines: QuerySet[ScenarioLine], plans: Iterable[int]) -> Partners:
    """The rings among these lines of these plans, by each line's key: one query.

    A line that has fallen is in no ring any more, and neither are shared lessons.
    """
    rows = lines.filter(scenario__in=set(plans)).exclude(ground=LineGround.SHARED)
    by_key = {each.pk: each for each in rows.exclude(state=LineState.DECLINED).order_by("pk")}
    of_plan: defaultdict[int, list[Step]] = defaultdict(list)
    for each in by_key.values():
        ends = (each.from_school_id, each.to_school_id)
        of_plan[each.scenario_id].append(Step(each.pk, *ends, frozenset(each.subjects)))
    return {
        key: [by_key[other] for other in ring]
        for steps in of_plan.values()
        for key, ring in exchanges_of(steps).items()
    }
