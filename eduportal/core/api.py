"""What every part of the REST interface shares."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Pages by key: rows inserted meanwhile never shift a page, and page 5,000 costs as page 1."""

    ordering = "pk"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
