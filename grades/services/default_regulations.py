"""The set a circular starts with: defaults of docs/regulations.md, not yet decided."""

from typing import Any

from django.db import connection
from django.utils import timezone

from grades.choices import SetState
from grades.models import RegulationSet
from grades.rules.schemes import GENERAL, TT22, TT27, scheme_of

# Circular -> programme, first school year under it (22/2021/TT-BGDĐT Điều 21; 27/2020 began a year
# before), name.
_FIRST = {
    TT22.code: (GENERAL, "2021-2022", "Thông tư 22 – mặc định"),
    TT27.code: (GENERAL, "2020-2021", "Thông tư 27 – mặc định"),
}


def ensure_default_sets(**signal: Any) -> None:
    """Give each circular without a set its default one; called after every migration.

    A default set is in force at once: without it no sheet could be opened. Safe to repeat.
    """
    if RegulationSet._meta.db_table not in connection.introspection.table_names():
        return  # Unmigrated to before the first set.
    for circular, (programme, from_year, name) in _FIRST.items():
        if RegulationSet.objects.filter(circular=circular, state=SetState.IN_FORCE).exists():
            continue
        scheme = scheme_of(circular, {})
        RegulationSet.objects.get_or_create(
            code=f"{circular.lower()}-0",
            defaults={
                "name": name,
                "programme": programme,
                "circular": circular,
                "from_year": from_year,
                "settings": scheme.settings(),
                "digest": scheme.digest(),
                "state": SetState.IN_FORCE,
                "moved_at": timezone.now(),
            },
        )
