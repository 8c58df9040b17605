"""Keep an upload beyond the limit out of memory and off the disk, and still say so in words."""

from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers, StopUpload

# Form fields and the borders between the parts of a request.
OVERHEAD_BYTES = 64 * 1024
# Reading on to the end of the request lets the browser show our sentence instead of a broken
# connection. Far beyond the limit it is cut off all the same.
READ_ON_FACTOR = 25


class RefusedUpload(SimpleUploadedFile):
    """Stands for a file that was not kept: its name and size, and no content."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name, b"")
        self.size = size


class UploadLimitHandler(FileUploadHandler):
    """Comes first in FILE_UPLOAD_HANDLERS and passes on only what lies within the limit."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        limit = settings.IMPORT_UPLOAD_LIMIT_BYTES
        self.is_refused = content_length > limit + OVERHEAD_BYTES
        self.is_cut_off = content_length > READ_ON_FACTOR * limit

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.is_cut_off:
            raise StopUpload(connection_reset=True)
        if self.is_refused:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if self.is_refused else raw_data

    def file_complete(self, file_size: int) -> RefusedUpload | None:
        return RefusedUpload(self.file_name or "", file_size) if self.is_refused else None
