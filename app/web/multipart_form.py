"""A form sent as multipart/form-data (RFC 7578), with at most one file: its fields, and the content of the file."""

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.web.calls import Posted
from app.web.headers import LONGEST_BODY

MULTIPART = "multipart/form-data"
MOST_FILES = 1


async def posted_multipart(request: Request, most_fields: int) -> Posted:
    """The fields of a form and its file; one without a name was not chosen and is left out.

    Nothing is written to disk: the body is at most LONGEST_BODY bytes, which the parser keeps in memory.

    Raises:
        ValueError: the body is no such form, or has more fields or files than are taken.
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
    except MultiPartException as fault:
        raise ValueError(fault.message) from fault
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
