"""Sentences a teacher may begin a comment with, by band: a start, which every teacher adds to.

TT 22/2021 asks for comments and gives no wording; these are the portal's own.
"""

from grades.rules.levels import Level

SUBJECT = {
    Level.GOOD: (
        "Nắm chắc kiến thức, trình bày bài rõ ràng.",
        "Tích cực, biết giúp bạn; nên thử sức với bài nâng cao.",
        "Tiếp thu nhanh, vận dụng tốt vào bài mới.",
    ),
    Level.FAIR: (
        "Làm bài cẩn thận, nắm được kiến thức cơ bản.",
        "Hiểu bài, cần mạnh dạn hỏi khi chưa rõ.",
        "Có tiến bộ ở nửa sau học kỳ.",
    ),
    Level.PASSED: (
        "Nắm được ý chính, cần luyện tập đều hơn ở nhà.",
        "Cần ôn lại kiến thức cũ và làm đủ bài tập.",
    ),
    Level.FAILED: (
        "Còn hổng kiến thức cơ bản, cần được giúp đỡ thêm.",
        "Cần đi học đều và làm bài đầy đủ hơn.",
    ),
}
HOMEROOM = {
    Level.GOOD: (
        "Chăm ngoan, hòa đồng, giúp đỡ bạn.",
        "Tích cực trong hoạt động của lớp.",
        "Có trách nhiệm với việc trực nhật.",
    ),
    Level.FAIR: (
        "Thực hiện tốt nội quy, cần mạnh dạn hơn trong hoạt động của lớp.",
        "Lễ phép, hòa đồng; cần tự giác học tập hơn.",
    ),
    Level.PASSED: (
        "Có cố gắng, cần đi học đúng giờ hơn.",
        "Cần thực hiện nội quy đều hơn.",
    ),
    Level.FAILED: ("Cần được theo dõi và giúp đỡ để thực hiện nội quy.",),
}
