"""Assessment in grades 6 to 12 by circular 22/2021/TT-BGDĐT, clause by clause.

| clause | function |
|---|---|
| Điều 6: number of regular assessments | `averages.regular_count` |
| Điều 7 khoản 4, 5: missed periodic assessment | `averages.settled_periodic` |
| Điều 8 khoản 2: conduct over the year | `learning.year_conduct` |
| Điều 9 khoản 1 điểm a: comment-only subjects | `averages.commented_…`, `combined_strands` |
| Điều 9 khoản 1 điểm b: averages | `averages.term_average`, `year_average` |
| Điều 9 khoản 2, 3: level of learning | `learning.learning_outcome` |
| Điều 12: promotion | `promotion.promotion`, `countable_absences` |
| Điều 13, 14: summer training, re-assessment | `promotion.summer_steps`, `reassess…` |
| Điều 15: titles | `promotion.award` |

What the circular leaves open is a setting (`readings`). There is no average over subjects and no
ranking of students in this circular, so none here.
"""
