"""The document handed out: PDF by Typst, Word by python-docx."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from docx import Document
from docx.shared import Pt

from eduportal.core.downloads import download
from eduportal.papers import render_pdf
from eduportal.reform.models import Review
from eduportal.reform.papers.building import review_data

TEMPLATE = Path(__file__).parent / "review.typ"


def _pdf(review: Review, data: dict[str, Any]) -> bytes:
    return render_pdf(TEMPLATE, data, review.approved_at or review.made_at)


def _docx(review: Review, data: dict[str, Any]) -> bytes:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    document.core_properties.title = data["title"]
    document.core_properties.author = data["organisation"]
    for text in filter(None, (data["draft"], data["organisation"])):
        document.add_paragraph(text)
    document.add_heading(data["title"], 1)
    for text in (data["scheme"], data["as_of"], data["summary"]):
        document.add_paragraph(text)
    for part in data["parts"]:
        document.add_heading(part["title"], 2)
        document.add_paragraph(part["owner"])
        _add_table(document, [data["titles"], *part["rows"]])
    for part in data["words"]:
        document.add_heading(part["title"], 2)
        for line in part["lines"]:
            document.add_paragraph(line)
    for text in filter(None, (data["made"], data["approved"])):
        document.add_paragraph(text)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _add_table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text


FORMATS: dict[str, Callable[[Review, dict[str, Any]], bytes]] = {"pdf": _pdf, "docx": _docx}


def review_paper(review: Review, kind: str) -> HttpResponse:
    """The document as a file; `kind` is one of FORMATS. Raises UnprintableText."""
    return download(FORMATS[kind](review, review_data(review)), "review", kind)
