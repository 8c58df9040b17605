"""A review as a document: the frozen figures and the words, as PDF and as Word."""

from eduportal.reform.papers.building import review_data
from eduportal.reform.papers.giving import FORMATS, review_paper

__all__ = ["FORMATS", "review_data", "review_paper"]
