"""Addresses in requests and references: which part of them is ours, and what it names (R4, http, 3.1.0.1.2)."""

from typing import Final

_ABSOLUTE: Final = ("http://", "https://")


def absolute(address: str) -> bool:
    """Whether an address names its server."""
    return address[:8].lower().startswith(_ABSOLUTE)


def below(base: str, address: str) -> str | None:
    """What follows our base in an address: `Patient/123`; None when it is another server's.

    `base` is our address with its path, without a slash at its end. An address that begins with our path, or with a
    single slash, is ours as well.
    """
    if absolute(address):
        return _after(base, address)
    if address.startswith("/"):
        path = "/" + base.partition("://")[2].partition("/")[2]
        within = _after(path, address)
        return address.lstrip("/") if within is None else within
    return address


def _after(base: str, address: str) -> str | None:
    rest = address[len(base) :]
    if address[: len(base)].casefold() != base.casefold() or rest[:1] not in ("", "/", "?"):
        return None
    return rest.removeprefix("/")


def type_and_id(address: str) -> tuple[str, str] | None:
    """The type and id in `Type/id` or `Type/id/_history/n`; None when it is neither."""
    type_name, _, rest = address.partition("/")
    id_, _, version = rest.partition("/")
    if not type_name or not id_ or "?" in address or (version and not version.startswith("_history/")):
        return None
    return type_name, id_


def root_of(full_url: str | None) -> str | None:
    """What comes before `/Type/id` in the fullUrl of an entry, against which its relative references are resolved.

    None when the fullUrl is no http address of that form (R4, bundle, 2.36.4.1).
    """
    if full_url is None or not absolute(full_url):
        return None
    root, type_name, _ = full_url.rsplit("/", 2)
    return root if type_name[:1].isupper() and type_name.isalpha() and absolute(root) else None
