"""What stands in the form's fields, as text: what was posted, or what a fresh form starts with.

A page is always drawn from this, so that whatever is wrong with a form, nothing typed is lost.
Fields of a need are named `n<key>.<field>`; the keys stand in the field `need`, in order.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_KEY = re.compile(r"n[0-9]{1,4}")
_FORM_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class TypedNeed:
    """The fields of one need, by name; absent ones are empty."""

    key: str
    fields: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    @property
    def here(self) -> bool:
        """Whether the need's box is ticked."""
        return self.text("here") == "yes"

    def ticked(self) -> "TypedNeed":
        """The need with its box ticked by itself; one that was known before is then no longer as it stood."""
        touched = {"touched": "yes"} if self.text("id") else {}
        return TypedNeed(self.key, {**self.fields, "here": "yes", **touched})


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form: plain ones by name, each with its texts, and the needs in order."""

    fields: Mapping[str, tuple[str, ...]]
    needs: tuple[TypedNeed, ...]

    @classmethod
    def from_posted(cls, fields: Mapping[str, tuple[str, ...]]) -> "Typed":
        """Sort posted fields into plain ones and needs."""
        keys = [key for key in dict.fromkeys(fields.get("need", ())) if _KEY.fullmatch(key)]
        gathered: dict[str, dict[str, str]] = {key: {} for key in keys}
        plain: dict[str, tuple[str, ...]] = {}
        for name, texts in fields.items():
            key, dot, field = name.partition(".")
            if dot and key in gathered:
                gathered[key][field] = texts[-1]
            elif name != "need":
                plain[name] = texts
        return cls(plain, tuple(TypedNeed(key, gathered[key]) for key in keys))

    def text(self, name: str) -> str:
        """The text of a plain field, without blanks around it; empty when absent."""
        return self.fields.get(name, ("",))[-1].strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Every text of a plain field, such as the ticked ones of several boxes."""
        return self.fields.get(name, ())

    @property
    def form_token(self) -> str:
        """The token the form was given out with; empty when there is none of its shape."""
        text = self.text("form_token")
        return text if _FORM_TOKEN.fullmatch(text) else ""

    def with_needs(self, needs: Iterable[TypedNeed]) -> "Typed":
        return Typed(self.fields, (*self.needs, *needs))

    def with_ticked(self, concept: str) -> "Typed | None":
        """The form with the box of a concept's need ticked by itself; None when no need on it is of that concept."""
        if all(need.text("concept") != concept for need in self.needs):
            return None
        needs = (need.ticked() if need.text("concept") == concept else need for need in self.needs)
        return Typed(self.fields, tuple(needs))

    def with_text(self, name: str, text: str) -> "Typed":
        return Typed({**self.fields, name: (text,)}, self.needs)

    def fresh_key(self) -> str:
        """A need's key that no need of the form has."""
        taken = {need.key for need in self.needs}
        return next(f"n{number}" for number in range(len(taken) + 1) if f"n{number}" not in taken)
