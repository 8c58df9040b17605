"""Assessment in grades 1 to 5 by circular 27/2020/TT-BGDĐT, clause by clause.

| clause | function |
|---|---|
| Điều 5: qualities and competences | `traits.traits_of` |
| Điều 7 khoản 1: periodic tests and their marks | `periodic.subjects_with_test`, `mark_problem` |
| Điều 9 khoản 2: result of the year | `year.overall` |
| Điều 11: completion of a class and of primary school | `year.completion`, `completes_level` |
| Điều 13: titles | `year.award` |

What the circular leaves open is a setting (`readings`). Levels are a teacher's judgement: nothing
here is averaged, and no level follows from a mark.
"""
