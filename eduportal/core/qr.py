"""QR codes as pictures inside a page."""

import segno
from django.utils.safestring import SafeString, mark_safe


def picture_of(text: str) -> SafeString:
    """The text as a QR code: SVG as large as the style sheet says, without style attributes.

    Our content policy forbids these.
    """
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, svgclass="qr", light="#fff", omitsize=True))
