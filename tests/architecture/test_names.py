"""Names: no empty words for modules, and foreign words stay abroad."""

import re

import pytest

from tests.architecture.source import Source, name_of, sources

EMPTY_WORDS = frozenset(
    """
    util utils utilities helper helpers common core base misc service services manager managers handler handlers model
    models schema schemas lib shared stuff tools
    """.split()
)
SUBMISSION_NAME = re.compile(r"\bCYP\d{3}[A-Z][a-z]")


@pytest.mark.parametrize("source", sources(), ids=name_of)
def test_no_module_has_an_empty_word_for_a_name(source: Source) -> None:
    words = {part.removesuffix(".py") for part in source.path.parts[1:]}
    assert words & EMPTY_WORDS == set()


@pytest.mark.parametrize("source", sources(), ids=name_of)
def test_a_module_is_named_in_whole_lower_case_words(source: Source) -> None:
    assert re.fullmatch(r"__(init|main)__|[a-z][a-z0-9]*(_[a-z0-9]+)*", source.path.stem)


@pytest.mark.parametrize("source", [each for each in sources() if each.package != "csds"], ids=name_of)
def test_names_of_the_submission_file_are_written_in_csds_alone(source: Source) -> None:
    assert SUBMISSION_NAME.findall(source.text) == []


@pytest.mark.parametrize("source", sources(), ids=name_of)
def test_a_module_says_at_its_head_what_it_knows(source: Source) -> None:
    first = source.tree.body[:1]
    assert first, "an empty file"
    head = first[0]
    text = getattr(getattr(head, "value", None), "value", None)
    assert isinstance(text, str)
    assert text.strip().splitlines()[0].rstrip().endswith((".", ":", "?", "”")) or "\n" in text
