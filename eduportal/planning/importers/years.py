"""School years as people write them."""


def year_text(year: int) -> str:
    return f"{year}-{year + 1}"
