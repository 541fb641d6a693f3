"""A form sent as multipart/form-data (RFC 7578), with at most one file: its fields, and the content of the file."""

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.web.calls import Posted
from app.web.headers import LONGEST_BODY

MULTIPART = "multipart/form-data"
MOST_FILES = 1


async def posted_multipart(request: Request, most_fields: int) -> Posted:
    """The fields of a form and its file; a file without a name or content was not chosen and is left out.

    A body that is no such form, or has more fields or files than are taken, has none at all: with them went the
    proof that it was given out by us. Nothing is written to disk: the body is at most LONGEST_BODY bytes, which the
    parser keeps in memory.
    """
    parser = MultiPartParser(
        request.headers,
        request.stream(),
        max_files=MOST_FILES,
        max_fields=most_fields,
        max_part_size=LONGEST_BODY,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError):
        return Posted({})
    texts: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            await value.close()
            if value.filename or content:
                files[name] = content
        else:
            texts.append((name, value))
    return Posted(Posted.of(texts).fields, files)
