"""Assessment in continuing education (grades 6 to 12) by circular 43/2021/TT-BGDĐT.

The circular has the formulas of 22/2021, so the functions are those of `grades.rules.tt22`; what
differs are readings: the count of five subjects, the study topics in the total and in the divisor,
and the articles (Điều 11 promotion, 12 summer training, 13 re-assessment, 14 titles). Much of its
text was not found: every value that rests on 22/2021 alone is unconfirmed, and the Department
decides it.
"""
