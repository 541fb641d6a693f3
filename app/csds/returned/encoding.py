"""In which encoding a returned file is, told from how it begins."""

from typing import Final

from app.csds.returned.faults import RowFault

SAMPLE: Final = 4_096
"""How many bytes of the beginning are looked at."""

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OTHERS: Final = (
    (b"PK\x03\x04", "a zip file or a workbook"),
    (b"\xd0\xcf\x11\xe0", "a workbook"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF"),
)


def encoding_of(beginning: bytes) -> str:
    """The encoding of a text that begins so: UTF-8, or UTF-16 with or without its mark.

    Raises:
        RowFault: it is empty, or another kind of file.
    """
    if not beginning:
        raise RowFault(None, "The file is empty.", "Download it again.")
    for mark, kind in _OTHERS:
        if beginning.startswith(mark):
            raise RowFault(None, f"The file is {kind}, not CSV or JSON.", "Unpack it, or export it as CSV or JSON.")
    for mark, encoding in _MARKS:
        if beginning.startswith(mark):
            return encoding
    # Text of our letters in UTF-16 has a zero byte beside each of them.
    if beginning[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if beginning[:1] == b"\0" else "utf-8"
