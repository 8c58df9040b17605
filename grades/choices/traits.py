"""The names of qualities and competences (27/2020/TT-BGDĐT Điều 5; the programme, TT 32/2018)."""

from collections.abc import Iterable

from django.utils.translation import pgettext_lazy

from grades.rules.traits import CodedTrait

TRAIT_NAMES = {
    "yeu-nuoc": pgettext_lazy("quality", "Patriotism"),
    "nhan-ai": pgettext_lazy("quality", "Kindness"),
    "cham-chi": pgettext_lazy("quality", "Diligence"),
    "trung-thuc": pgettext_lazy("quality", "Honesty"),
    "trach-nhiem": pgettext_lazy("quality", "Responsibility"),
    "tu-chu": pgettext_lazy("competence", "Autonomy and self-study"),
    "giao-tiep": pgettext_lazy("competence", "Communication and cooperation"),
    "giai-quyet": pgettext_lazy("competence", "Problem solving and creativity"),
    "ngon-ngu": pgettext_lazy("competence", "Language"),
    "tinh-toan": pgettext_lazy("competence", "Numeracy"),
    "khoa-hoc": pgettext_lazy("competence", "Science"),
    "cong-nghe": pgettext_lazy("competence", "Technology"),
    "tin-hoc": pgettext_lazy("competence", "Informatics"),
    "tham-mi": pgettext_lazy("competence", "Aesthetics"),
    "the-chat": pgettext_lazy("competence", "Physical competence"),
}

# What columns of the Ministry's tables are called; three of them are subjects as well.
TRAIT_TITLES = {
    "yeu-nuoc": "Yêu nước",
    "nhan-ai": "Nhân ái",
    "cham-chi": "Chăm chỉ",
    "trung-thuc": "Trung thực",
    "trach-nhiem": "Trách nhiệm",
    "tu-chu": "Tự chủ và tự học",
    "giao-tiep": "Giao tiếp và hợp tác",
    "giai-quyet": "Giải quyết vấn đề và sáng tạo",
    "ngon-ngu": "Ngôn ngữ",
    "tinh-toan": "Tính toán",
    "khoa-hoc": "Năng lực khoa học",
    "cong-nghe": "Năng lực công nghệ",
    "tin-hoc": "Năng lực tin học",
    "tham-mi": "Thẩm mĩ",
    "the-chat": "Thể chất",
}


def names_of_traits(traits: Iterable[CodedTrait]) -> list[str]:
    """Their names in the language of the interface, in the same order."""
    return [str(TRAIT_NAMES[each.code]) for each in traits]
