"""What a page says."""

from tests.service import Answer


def said(answer: Answer) -> str:
    """The words of a page with one space between them."""
    return " ".join(answer.page.words.split())
