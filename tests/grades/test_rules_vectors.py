"""The vectors of the independent reference, answered by the rules themselves."""

import json
from pathlib import Path

from grades.rules.vectors import differences, vectors_of

YEAR_END = Path(__file__).parent.parent / "data" / "vectors" / "tt22_yearend.json"


def test_rules_answer_every_vector_of_the_year_end():
    vectors = vectors_of(json.loads(YEAR_END.read_text(encoding="utf-8")))
    assert len(vectors) == 82
    assert differences(vectors) == []
