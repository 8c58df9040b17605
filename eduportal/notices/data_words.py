"""What is said of notices about data quality."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.saying import Words

DATA_RULE = "quality:rule"
DATA_FINDING = "quality:finding"

DATA_WORDS: dict[str, Words] = {
    NoticeKind.DATA_OVERDUE: Words(
        ngettext_lazy(
            "Data quality, rule %(code)s: %(count)d finding of your school is overdue",
            "Data quality, rule %(code)s: %(count)d findings of your school are overdue",
            "count",
        ),
        DATA_RULE,
        "warn",
    ),
    NoticeKind.DATA_GIVEN: Words(
        _("Data quality, rule %(code)s: another school says that its record is right"),
        DATA_FINDING,
        "exchange",
    ),
}
