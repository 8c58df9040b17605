"""Assessment in grades 6 to 12 by circular 22/2021/TT-BGDĐT, clause by clause.

| clause | function |
|---|---|
| Điều 5 khoản 3: form of assessment of a subject | `assessment_form` |
| Điều 6: number of regular assessments | `regular_count` |
| Điều 7 khoản 4, 5: missed periodic assessment | `settled_periodic` |
| Điều 8 khoản 2: conduct over the year | `year_conduct` |
| Điều 9 khoản 1 điểm a: comment-only subjects | `combined_strands`, `commented_…` |
| Điều 9 khoản 1 điểm b: averages | `term_average`, `year_average` |
| Điều 9 khoản 2, 3: level of learning | `learning_level`, `learning_outcome` |
| Điều 12: promotion | `promotion`, `countable_absences` |
| Điều 13, 14: summer training, re-assessment | `summer_steps`, `reassess…` |
| Điều 15: titles | `award` |

There is no average over subjects and no ranking of students in this circular, so none here.
"""

from grades.rules.averages_2021 import (
    combined_strands,
    commented_term_result,
    commented_year_result,
    regular_count,
    rounded_quotient,
    settled_periodic,
    term_average,
    year_average,
)
from grades.rules.cells import AssessmentForm, CellCode, assessment_form
from grades.rules.learning_2021 import (
    LearningOutcome,
    SubjectRef,
    learning_level,
    learning_outcome,
    year_conduct,
)
from grades.rules.levels import Award, Level, Promotion
from grades.rules.promotion_2021 import (
    award,
    countable_absences,
    promotion,
    reassessable_subjects,
    reassessed_outcome,
    summer_steps,
)
from grades.rules.rule_set import (
    RULES_2021,
    LevelBar,
    OneSubjectReading,
    Rounding,
    RuleSet,
)

__all__ = [
    "RULES_2021",
    "AssessmentForm",
    "Award",
    "CellCode",
    "LearningOutcome",
    "Level",
    "LevelBar",
    "OneSubjectReading",
    "Promotion",
    "Rounding",
    "RuleSet",
    "SubjectRef",
    "assessment_form",
    "award",
    "combined_strands",
    "commented_term_result",
    "commented_year_result",
    "countable_absences",
    "learning_level",
    "learning_outcome",
    "promotion",
    "reassessable_subjects",
    "reassessed_outcome",
    "regular_count",
    "rounded_quotient",
    "settled_periodic",
    "summer_steps",
    "term_average",
    "year_average",
    "year_conduct",
]
