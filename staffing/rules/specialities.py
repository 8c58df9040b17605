"""Which teachers give which subject, for a warning: who is asked decides, no text forbids it.

Codes are those of the portal's list of subjects.
"""

# Given by teachers of any subject.
FOR_EVERYBODY = frozenset({"hdtn", "hdtn-th", "gddp"})
# Integrated subjects of the 2018 programme, and those given by teachers of a neighbouring one.
ALSO_GIVEN_BY = {
    "khtn": {"vat-li", "hoa-hoc", "sinh-hoc"},
    "lich-su-dia-li": {"lich-su", "dia-li"},
    "lich-su": {"lich-su-dia-li"},
    "dia-li": {"lich-su-dia-li"},
    "vat-li": {"khtn"},
    "hoa-hoc": {"khtn"},
    "sinh-hoc": {"khtn"},
    "nghe-thuat": {"am-nhac", "mi-thuat"},
    "am-nhac": {"nghe-thuat", "mi-thuat"},
    "mi-thuat": {"nghe-thuat", "am-nhac"},
    "tin-hoc-cong-nghe": {"tin-hoc", "cong-nghe"},
    "tin-hoc": {"tin-hoc-cong-nghe"},
    "cong-nghe": {"tin-hoc-cong-nghe"},
    "gdktpl": {"gdcd"},
    "gdcd": {"gdktpl"},
    "gdqpan": {"gdtc"},
    "tieng-viet": {"ngu-van"},
}
# Taught as one, by teachers who have studied one of the parts.
INTEGRATED = frozenset({"khtn", "lich-su-dia-li", "nghe-thuat", "tin-hoc-cong-nghe"})


def parts_of(subject: str) -> frozenset[str]:
    """The subjects an integrated one is made of; none of any other."""
    return frozenset(ALSO_GIVEN_BY[subject]) if subject in INTEGRATED else frozenset()


def fitting(subject: str) -> frozenset[str]:
    """The main subjects whose teachers give the subject; empty when every teacher may."""
    if subject in FOR_EVERYBODY:
        return frozenset()
    return frozenset({subject, *ALSO_GIVEN_BY.get(subject, ())})


# Given by the class teacher of a primary school; the others are given by teachers of the subject.
BY_CLASS_TEACHER = frozenset(
    {"tieng-viet", "toan", "dao-duc", "tnxh", "khoa-hoc", "lich-su-dia-li", "hdtn-th"}
)
