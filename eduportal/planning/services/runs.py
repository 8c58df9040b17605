"""Making the forecast of the province and keeping it, so that pages read what was made."""

from django.db import transaction
from django.utils import timezone

from eduportal.core.revisions import fingerprint
from eduportal.planning.models import ForecastRun, SchoolForecast, UnitForecast
from eduportal.planning.rules.accuracy import STAGES
from eduportal.planning.rules.assumptions import method_of
from eduportal.planning.rules.figures import Made, make
from eduportal.planning.rules.sizes import as_rows
from eduportal.planning.selectors.assuming import in_use, settings_of
from eduportal.planning.selectors.facts import Facts, facts_of
from eduportal.planning.selectors.runs import newest_run
from eduportal.planning.selectors.sizes import sizes_on

# Forecasts kept: the one shown and the one before it, whose pages may be open.
KEPT = 2


def make_run() -> ForecastRun | None:
    """Forecast the province from what is known now; the newest run where nothing has changed.

    None before anything is counted. The caller has opened a scope over every school.
    """
    version, sizes = in_use(), sizes_on()
    chosen = settings_of(version)
    most = {stage: sizes.most_students(stage) for stage in STAGES}
    settings = chosen | {f"most_{s}": m for s, m in most.items()} | {"sizes": as_rows(sizes)}
    facts = facts_of(chosen)
    if facts is None:
        return None
    digest = fingerprint((settings, facts), 16)
    newest = newest_run()
    if newest is not None and newest.digest == digest:
        return newest
    made = make(facts.history, facts.origin, method_of(chosen), facts.schools, most)
    for key, area in made.run["areas"].items():
        area["name"] = facts.areas.get(key, "")
    with transaction.atomic():
        run = ForecastRun.objects.create(
            origin=facts.origin,
            assumptions=version,
            settings=settings,
            digest=digest,
            figures=made.run,
            made_at=timezone.now(),
        )
        _store(run, made, facts)
    return run


def _store(run: ForecastRun, made: Made, facts: Facts) -> None:
    """The rows of a run; older runs go."""
    UnitForecast.objects.bulk_create(
        UnitForecast(run=run, unit_id=facts.communes[key], figures=figures)
        for key, figures in made.communes.items()
    )
    SchoolForecast.objects.bulk_create(
        SchoolForecast(run=run, school_id=key, figures=figures)
        for key, figures in made.schools.items()
    )
    kept = ForecastRun.objects.order_by("-made_at", "-pk").values_list("pk", flat=True)[:KEPT]
    ForecastRun.objects.exclude(pk__in=list(kept)).delete()
