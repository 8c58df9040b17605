"""Style sheets that stand together on a page; production serves them as one file.

A browser that has seen nothing pays for each file it asks for, much more than for its bytes.
"""

from django.contrib.staticfiles.storage import staticfiles_storage

_COMPONENTS = (
    "shell",
    "drawer",
    "menus",
    "plain",
    "outside",
    "navigation",
    "controls",
    "panels",
    "feedback",
    "tables",
    "work",
    "worklist",
    "detail",
    "side",
    "student",
    "matrix",
    "assignments",
    "reference",
    "bell",
    "charts",
    "todo",
)

# By the name of the one file, which is made when static files are collected. An address within a
# sheet counts from that file's folder.
JOINED: dict[str, tuple[str, ...]] = {
    "ui/portal.css": (
        "ui/layers.css",
        "ui/tokens.css",
        "ui/base.css",
        *(f"ui/components/{name}.css" for name in _COMPONENTS),
        "ui/print.css",
    ),
    "marksheet/sheet.css": (
        "marksheet/grid.css",
        "marksheet/states.css",
        "marksheet/frame.css",
        "ui/components/paper.css",
        "marksheet/statistics.css",
        "ui/components/why.css",
    ),
    "marksheet/entry.css": (
        "marksheet/paste.css",
        "marksheet/onehand.css",
        "comments/bank.css",
    ),
}


def files_of(name: str) -> tuple[str, ...]:
    """What a page links to: the one file where it was made, else the sheets it is made of."""
    return (name,) if getattr(staticfiles_storage, "joins_sheets", False) else JOINED[name]
