"""Uploads beyond the limit: neither kept in memory nor on disk, and still answered in words."""

import tracemalloc
from io import RawIOBase

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import load_handler
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from eduportal.imports.models import ImportJob
from eduportal.imports.services import too_large
from eduportal.imports.uploads import READ_ON_FACTOR, RefusedUpload
from tests.imports.jobs import in_vietnamese
from tests.imports.rosters import new_row, roster

MEGABYTE = 1024 * 1024
BORDER = "border"


class Body(RawIOBase):
    """A request with one text field and one file of `size` bytes, made as it is read."""

    def __init__(self, size: int) -> None:
        self.start = (
            f'--{BORDER}\r\nContent-Disposition: form-data; name="year"\r\n\r\n2026-2027\r\n'
            f'--{BORDER}\r\nContent-Disposition: form-data; name="file"; filename="lon.xlsx"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self.end = f"\r\n--{BORDER}--\r\n".encode()
        self.filler = size
        self.length = len(self.start) + size + len(self.end)
        self.was_read = 0

    def read(self, size: int = -1) -> bytes:
        size = 64 * 1024 if size < 0 else size
        piece, self.start = self.start[:size], self.start[size:]
        if not piece and self.filler:
            piece = b"\0" * min(size, self.filler)
            self.filler -= len(piece)
        elif not piece:
            piece, self.end = self.end[:size], self.end[size:]
        self.was_read += len(piece)
        return piece


def parse(settings, body: Body):
    request = RequestFactory().post("/")
    handlers = [load_handler(name, request) for name in settings.FILE_UPLOAD_HANDLERS]
    meta = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={BORDER}",
        "CONTENT_LENGTH": str(body.length),
    }
    return MultiPartParser(meta, body, handlers).parse()


def test_200_megabytes_are_refused_without_being_kept(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    body = Body(200 * MEGABYTE)
    tracemalloc.start()

    post, files = parse(settings, body)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8 * MEGABYTE
    assert list(tmp_path.iterdir()) == []
    assert isinstance(files["file"], RefusedUpload)
    assert (files["file"].name, files["file"].size) == ("lon.xlsx", 200 * MEGABYTE)
    assert files["file"].read() == b""
    assert post["year"] == "2026-2027"


def test_what_is_far_beyond_the_limit_is_cut_off_at_its_beginning(settings):
    settings.IMPORT_UPLOAD_LIMIT_BYTES = MEGABYTE
    body = Body((READ_ON_FACTOR + 1) * MEGABYTE)

    _post, files = parse(settings, body)

    assert not files
    assert body.was_read < MEGABYTE


def test_a_file_within_the_limit_passes_unchanged(settings):
    _post, files = parse(settings, Body(3 * MEGABYTE))

    assert files["file"].size == 3 * MEGABYTE
    assert files["file"].read() == b"\0" * 3 * MEGABYTE
    files["file"].close()


def test_the_page_says_so_even_of_a_file_that_was_cut_off(world, client_of, settings):
    settings.IMPORT_UPLOAD_LIMIT_BYTES = 1024
    file = ContentFile(b"\0" * MEGABYTE, name="danh-sach.xlsx")

    response = client_of("clerk").post(
        f"{reverse('imports:job-new')}?kind=student-roster",
        {"year": world.year.code, "file": file},
    )

    assert too_large(in_vietnamese("File"), MEGABYTE + 1) in response.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_says_how_large_the_file_is(world, client_of, settings, db_everywhere, language):
    settings.IMPORT_UPLOAD_LIMIT_BYTES = MEGABYTE
    client = client_of("clerk")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    file = ContentFile(roster(new_row()) + b"\0" * 2 * MEGABYTE, name="danh-sach.xlsx")

    response = client.post(
        f"{reverse('imports:job-new')}?kind=student-roster",
        {"file": file, "year": world.year.code},
    )

    assert response.status_code == 200
    with translation.override(language):
        assert too_large("danh-sach.xlsx", 3 * MEGABYTE) in response.content.decode()
    assert not ImportJob.objects.exists()
