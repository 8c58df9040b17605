"""Papers as PDF, free of Django: a template of Typst and a plain dict in, PDF/A-2a out."""

from eduportal.papers.pdf import UnprintableText, render_pdf

__all__ = ["UnprintableText", "render_pdf"]
