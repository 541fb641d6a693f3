"""What the routes of the register work with."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from app.access.people import Principal
from app.clinical.ports import Work
from app.register.ports import RegisterRecords
from app.web.pages import Pages

Begin = Callable[[Principal], AbstractContextManager[Work[RegisterRecords]]]


@dataclass(frozen=True, slots=True)
class Register:
    """The pages' door to the records; `pseudonym_key` is the installation's, 32 bytes."""

    begin: Begin
    pages: Pages
    pseudonym_key: bytes
