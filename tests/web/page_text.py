"""A page as a browser without scripts reads it: its words, its links, and its forms with what would be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = dict[str, list[str]]


@dataclass(slots=True)
class FormText:
    """A form: where it goes, what a press of its button sends, and which of its fields take typed text."""

    action: str
    method: str
    fields: Fields = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.fields.get(name, [""])[-1]

    def with_fields(self, changes: Mapping[str, str | list[str]]) -> Fields:
        """What is sent when some fields are typed or chosen otherwise."""
        given = {name: [each] if isinstance(each, str) else list(each) for name, each in changes.items()}
        return {**self.fields, **given}


@dataclass(slots=True)
class PageText:
    """A page's title, words, links, addresses of what it loads, identifiers, and forms in order."""

    title: str = ""
    words: str = ""
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    forms: list[FormText] = field(default_factory=list)
    inline_scripts: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The first value of a field of that name, in any form."""
        return next(form.value(name) for form in self.forms if name in form.fields)

    def form(self, action: str) -> FormText:
        return next(form for form in self.forms if form.action == action)

    def link(self, words_in_it: str) -> str:
        return next(link for link in self.links if words_in_it in link)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = PageText()
        self._form: FormText | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._within: str | None = None
        self._template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        has = {name for name, _ in attrs}
        if tag == "template":
            self._template += 1
        if self._template:
            return
        if "id" in given:
            self.page.identifiers.append(given["id"])
        if tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        self.page.loads += [given[name] for name in ("src", "srcset") if name in given]
        if tag == "link" and "href" in given:
            self.page.loads.append(given["href"])
        if tag == "form":
            self._form = FormText(given.get("action", ""), given.get("method", "get"))
            self.page.forms.append(self._form)
        if tag in ("title", "script", "style"):
            self._within = "inline" if tag == "script" and "src" not in given else tag
        if self._form is not None:
            self._control(tag, given, has)

    def _control(self, tag: str, given: dict[str, str], has: set[str]) -> None:
        assert self._form is not None
        name = given.get("name", "")
        if tag == "option":
            self._options.append((given.get("value", ""), "selected" in has))
        if not name:
            return
        self._form.names.append(name)
        if tag == "select":
            self._select, self._options = name, []
            self._form.chosen.add(name)
        elif tag == "input":
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio"):
                self._form.chosen.add(name)
                if "checked" in has:
                    self._form.fields.setdefault(name, []).append(given.get("value", "on"))
                return
            if kind != "hidden":
                self._form.typed.add(name)
            self._form.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        elif self._template:
            return
        elif tag == "select" and self._form is not None and self._select is not None:
            chosen = [value for value, selected in self._options if selected]
            self._form.fields.setdefault(self._select, []).extend(chosen or [self._options[0][0]])
            self._select = None
        elif tag == "form":
            self._form = None
        elif tag in ("title", "script", "style"):
            self._within = None

    def handle_data(self, data: str) -> None:
        if self._template:
            return
        if self._within == "title":
            self.page.title += data
        elif self._within == "inline":
            self.page.inline_scripts.append(data)
        elif self._within is None and data.strip():
            self.page.words += " " + " ".join(data.split())


def read_page(text: str) -> PageText:
    """Read a page of ours."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page
