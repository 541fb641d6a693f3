"""Finding a planted count, in whatever is made of it: text, pages, pictures, JSON, CSV, workbooks and PDF.

A true count of 1,237 may only ever be seen as 1,235. `sightings` looks through the decoded text, the attributes and the
layers of a file for 1236, 1237 or 1238, however the number is written; a number that has them as a part, such as
112370, is none.
"""

import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

TRUE: Final = 1237
SHOWN: Final = 1235
NEAR: Final = (1236, 1237, 1238)
WORDS: Final = (
    "twelve hundred and thirty",
    "one thousand two hundred and thirty",
    "one thousand, two hundred and thirty",
)
UNITS: Final = {1236: "six", 1237: "seven", 1238: "eight"}

_GAP: Final = "[,.'’·_\\s\u00a0\u2009\u202f]"
_ZEROS: Final = r"(?:\.0+)?"


def _pattern(number: int) -> re.Pattern[str]:
    """The number in digits, in groups of three, and in powers of ten; no part of a longer one."""
    first, others = str(number)[0], str(number)[1:]
    plain = rf"{number}{_ZEROS}(?!\d|\.\d)"
    grouped = rf"{first}{_GAP}{others}{_ZEROS}(?!\d|{_GAP}\d{{3}}(?!\d)|\.\d)"
    powers = rf"{first}\.{others}[eE]\+?0*3(?!\d)"
    return re.compile(rf"(?<!\d)(?<!\d\.)(?:{plain}|{powers}|{grouped})")


_PATTERNS: Final = {number: _pattern(number) for number in NEAR}


def sightings(content: bytes) -> list[str]:
    """Where a planted count is seen, each as the layer and the text round it; empty when nowhere."""
    return [
        f"{layer}: …{text[max(0, found.start() - 30) : found.end() + 30]}…"
        for layer, text in _layers(content)
        for number in NEAR
        for found in _found(text, number)
    ]


def _found(text: str, number: int) -> Iterator[re.Match[str]]:
    yield from _PATTERNS[number].finditer(text)
    words = "|".join(rf"{words.replace(' ', chr(92) + 's+')}[\s-]{UNITS[number]}" for words in WORDS)
    yield from re.finditer(words, text, re.IGNORECASE)


def _layers(content: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a file: as it is, decoded as its kind says, and of everything packed in it."""
    if content.startswith(b"%PDF"):
        yield from _pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        yield from _archive(content)
    elif content.startswith(b"\x1f\x8b"):
        yield from _layers(zlib.decompress(content, 31))
    else:
        yield from _text(content)


def _text(content: bytes) -> Iterator[tuple[str, str]]:
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
    yield "text", text
    readings = {"entities": html.unescape(text), "address": unquote(text)}
    if re.search(r"<\w", text):
        readings["without marks"] = re.sub(r"<[^>]*>", "", html.unescape(text))
    yield from ((layer, reading) for layer, reading in readings.items() if reading != text)
    if text.lstrip()[:1] in ("{", "["):
        yield from _json(text)


def _json(text: str) -> Iterator[tuple[str, str]]:
    """Its texts with escapes read, and its numbers in full."""
    try:
        read = json.loads(text)
    except ValueError:
        return
    yield "JSON", json.dumps(read, ensure_ascii=False)


def _archive(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for member in packed.namelist():
            yield "name of a member", member
            for layer, text in _layers(packed.read(member)):
                yield f"{member}, {layer}", text


def _pdf(content: bytes) -> Iterator[tuple[str, str]]:
    reader = PdfReader(io.BytesIO(content))
    yield "properties", " ".join(f"{key} {value}" for key, value in (reader.metadata or {}).items())
    for number, page in enumerate(reader.pages, 1):
        yield f"page {number}", page.extract_text()
        for note in page.get("/Annots", ()) or ():
            yield f"page {number}, note", str(note.get_object())
    for name, attached in reader.attachments.items():
        yield "name of an attachment", name
        for each in attached:
            yield from ((f"{name}, {layer}", text) for layer, text in _layers(each))
    yield from _said(reader)


def _said(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """What is said in place of a picture, and headings: texts of the document's structure."""
    for number in range(1, len(reader.xref.get(0, {})) + 1):
        found = reader.get_object(number)
        if isinstance(found, DictionaryObject):
            for key in ("/Alt", "/ActualText", "/Title", "/Contents", "/E"):
                if isinstance(found.get(key), str):
                    yield key, str(found[key])
