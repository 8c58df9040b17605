"""Several administrators draft a regulation set in the same moment."""

import datetime
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from grades.models import RegulationSet
from grades.services.regulations import Decision, draft_set
from tests.factories.marks import regulation_set
from tests.grades.conftest import scope_of
from tests.world import build_world

AT_ONCE = 6


def test_each_draft_gets_a_code_of_its_own(transactional_db: None) -> None:
    world = build_world()
    scope, base = scope_of(world, "department_admin"), regulation_set()
    decision = Decision("Một", "Sở GDĐT", "7/QĐ", datetime.date(2026, 8, 1), world.year.code)

    def draft(count: int) -> str:
        try:
            return draft_set(
                base=base,
                digest=base.digest,
                values={"level_count": count},
                settled=[],
                decision=decision,
                scope=scope,
                user=world.users["department_admin"],
            ).code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as administrators:
        codes = list(administrators.map(draft, [1, 2, 3, 4, 5, 7]))

    assert len(set(codes)) == AT_ONCE
    assert RegulationSet.objects.filter(code__in=codes).count() == AT_ONCE
