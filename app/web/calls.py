"""A request as a page's route sees it: who is signed in, and what was posted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from fastapi import Request

from app.access.clients import AdmittedSystem
from app.access.people import Principal
from app.access.sessions import SignedIn, form_proof
from app.errors import NotFound
from app.identity import Identity, parse_identity

FORM_PURPOSE = "form"


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a posted form, in the order they stood (text by name, possibly several), and its file."""

    fields: Mapping[str, tuple[str, ...]]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Posted":
        """From (name, text) pairs."""
        gathered: dict[str, list[str]] = {}
        for name, text in pairs:
            gathered.setdefault(name, []).append(text)
        return cls({name: tuple(texts) for name, texts in gathered.items()})

    @classmethod
    def of_urlencoded(cls, body: str, most_fields: int) -> "Posted":
        """From the body of an urlencoded form (URL Standard, section 5.1).

        Raises:
            ValueError: it has more than `most_fields` fields.
        """
        if body.count("&") >= most_fields:
            raise ValueError("too many fields")
        pairs = (part.partition("=") for part in body.split("&") if part)
        return cls.of((_decoded(name), _decoded(text)) for name, _, text in pairs)

    def text(self, name: str) -> str:
        """The last text given for a name, or an empty one."""
        return self.fields.get(name, ("",))[-1]

    def file(self, name: str) -> bytes | None:
        """The content of the file sent under a name; None when none was chosen."""
        return self.files.get(name)


def _decoded(text: str) -> str:
    # Most names and texts of a form have nothing to decode, and looking is cheaper than decoding.
    return unquote_plus(text) if "%" in text or "+" in text else text


class Call(Request):
    """A request with what the guard found out about it."""

    signed_in: SignedIn | None = None
    system: AdmittedSystem | None = None
    posted: Posted = Posted({})
    content: bytes = b""
    """The body, of a call by a system."""

    @property
    def principal(self) -> Principal:
        """Who is signed in, or which system calls; the guard has seen to it that somebody does."""
        admitted = self.signed_in or self.system
        if admitted is None:
            raise RuntimeError("A route that is open to anyone asked who is signed in.")
        return admitted.principal

    @property
    def proof(self) -> str:
        """The proof that goes into every form given out in this session."""
        return form_proof(self.signed_in.session.form_key, FORM_PURPOSE) if self.signed_in else ""

    def identity(self, name: str) -> Identity:
        """The identity in the path under a name.

        Raises:
            NotFound: it is not an identity.
        """
        try:
            return parse_identity(self.path_params[name])
        except ValueError:
            raise NotFound("There is nothing at this address.") from None
