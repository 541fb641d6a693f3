"""Names: no empty words for modules, and foreign words stay abroad."""

import re

from tests.architecture.source import Source, name_of, sources

EMPTY_WORDS = frozenset(
    """
    util utils utilities helper helpers common core base misc service services manager managers handler handlers model
    models schema schemas lib shared stuff tools
    """.split()
)
SUBMISSION_NAME = re.compile(r"\bCYP\d{3}[A-Z][a-z]")


def test_no_module_has_an_empty_word_for_a_name() -> None:
    empty = {
        name_of(each): {part.removesuffix(".py") for part in each.path.parts[1:]} & EMPTY_WORDS for each in sources()
    }
    assert {name: words for name, words in empty.items() if words} == {}


def test_a_module_is_named_in_whole_lower_case_words() -> None:
    whole = re.compile(r"__(init|main)__|[a-z][a-z0-9]*(_[a-z0-9]+)*")
    assert [name_of(each) for each in sources() if not whole.fullmatch(each.path.stem)] == []


def test_names_of_the_submission_file_are_written_in_csds_alone() -> None:
    found = {name_of(each): SUBMISSION_NAME.findall(each.text) for each in sources() if each.package != "csds"}
    assert {name: names for name, names in found.items() if names} == {}


def test_a_module_says_at_its_head_what_it_knows() -> None:
    assert [name_of(each) for each in sources() if not _says(each)] == []


def _says(source: Source) -> bool:
    head = source.tree.body[0] if source.tree.body else None
    text = getattr(getattr(head, "value", None), "value", None)
    if not isinstance(text, str):
        return False
    return text.strip().splitlines()[0].rstrip().endswith((".", ":", "?", "”")) or "\n" in text
