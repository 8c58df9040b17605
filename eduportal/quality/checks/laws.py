"""The laws that rules of data quality rest on, as people cite them."""

from django.utils.translation import gettext_lazy as _

LEARNING_RECORD = _("Decree 88/2026/NĐ-CP, Article 9")
MARKS = _("Circular 22/2021/TT-BGDĐT")
MARK_BOOK = _("Circular 22/2021/TT-BGDĐT, Article 19")
PROMOTION = _("Circular 22/2021/TT-BGDĐT, Articles 12 to 14; 27/2020/TT-BGDĐT, Article 11")
PROGRAMME = _("Circular 32/2018/TT-BGDĐT with its amendments")
WORKING_TIME = _("Circular 05/2025/TT-BGDĐT")
TRAINING = _("Law on Education 2019, Article 72")
STAFF_NORM = _("Circular 20/2023/TT-BGDĐT, Article 3")
