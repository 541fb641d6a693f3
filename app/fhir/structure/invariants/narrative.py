"""What the narrative of a resource may hold (R4, 2.4.0: txt-1 and txt-2): simple XHTML, well nested, nothing active."""

import re
from typing import Final

from app.fhir.structure.invariants.breach import Breach, Breaches, Json

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z:\-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>")
_ATTRIBUTE: Final = re.compile(r"\s+([a-zA-Z:\-]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_COMMENT: Final = re.compile(r"<!--(?:[^-]|-[^-])*-->")
_IMAGE: Final = re.compile(r"<img\s")
_TAGS: Final = frozenset(
    """
    a abbr acronym b big blockquote br caption center cite code col colgroup dd dfn div dl dt em font h1 h2 h3 h4 h5 h6
    hr i img li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt u ul var
    """.split()
)
_ATTRIBUTES: Final = frozenset(
    """
    abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite
    class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel rev
    rowspan rules scope shape size span src start style summary tabindex title type valign value vspace width xml:lang
    xml:space xmlns
    """.split()
)
_ADDRESSES: Final = ("http://", "https://", "mailto:", "tel:", "#", "data:image/", "urn:uuid:", "urn:oid:")
_RELATIVE: Final = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")
"""A link to another resource, which may come with this one (R4, bundle, 2.36.4)."""

_MOST_TAGS: Final = 100_000


def narrative_breaches(narrative: Json, element: str) -> Breaches:
    """txt-1 and txt-2 of the Narrative that stands at `element`."""
    div = narrative.get("div")
    if not isinstance(div, str):
        return
    text = _COMMENT.sub("", div).strip()
    if not text.startswith("<div") or not _well_made(text):
        said = "div must be one XHTML div of simple, well nested tags, without scripts or forms (R4, Narrative)."
        yield Breach("txt-1", f"{element}.div", said)
    elif not _TAG.sub("", text).strip() and not _IMAGE.search(text):
        yield Breach("txt-2", f"{element}.div", "div has no text. Write some, or leave the narrative out.")


def _well_made(text: str) -> bool:
    open_tags: list[str] = []
    position = count = 0
    for tag in _TAG.finditer(text):
        between = text[position : tag.start()]
        if "<" in between or (count and not open_tags):
            return False
        position, count = tag.end(), count + 1
        if count > _MOST_TAGS or not _follows(tag, open_tags):
            return False
    return not open_tags and position == len(text) and count > 0


def _follows(tag: re.Match[str], open_tags: list[str]) -> bool:
    """Whether the tag may stand here; keeps the list of tags that are open."""
    closes, name, attributes, ends = tag.groups()
    if closes:
        return not attributes and not ends and bool(open_tags) and open_tags.pop() == name
    if not ends:
        open_tags.append(name)
    return name in _TAGS and all(_harmless(each) for each in _ATTRIBUTE.finditer(attributes))


def _harmless(attribute: re.Match[str]) -> bool:
    name, value = attribute[1], attribute[2] or attribute[3] or ""
    if name in ("href", "src"):
        return value.strip().lower().startswith(_ADDRESSES) or _RELATIVE.fullmatch(value.strip()) is not None
    return name in _ATTRIBUTES
