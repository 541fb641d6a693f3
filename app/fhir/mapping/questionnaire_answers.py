"""The answers of a QuestionnaireResponse, gathered by question: which items and answers may stand where.

Questions are found in whichever part of the form they were sent, as each has its own name; what is asked of one answer
only within it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from app.fhir.mapping.looking import Findings, Resource, listed
from app.fhir.mapping.questionnaire_questions import Question, parts, questions
from app.fhir.structure.problems import MOST_PROBLEMS, IssueType

Read = Callable[[Question, Resource, str], object | None]
"""Reads the value of one answer to a question, at a place; None when there is none, or it is noted as wrong."""

_MOST_ANSWERS: Final = 500
"""More than any visit has; what comes after them is not read one by one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read: where it stands, what it says, and what is said of it, by question."""

    place: str
    value: Any
    within: Mapping[str, object] = field(default_factory=dict)


def gathered(resource: Resource, read: Read, findings: Findings) -> Mapping[str, tuple[Answer, ...]]:
    """Every answer, by the name of its question, each once and in the order sent.

    What may not stand where it does is noted as wrong: items that the form has not, a second answer to a question that
    has one, an answer given twice with different words of it.
    """
    found: dict[str, list[Answer]] = {}
    gathering = _Gathering(read, findings)
    everything = list(islice(gathering.answers(listed(resource, "item"), "", questions()), _MOST_ANSWERS + 1))
    if len(everything) > _MOST_ANSWERS:
        said = f"There are more than {_MOST_ANSWERS} answers. Send one response for each visit."
        findings.wrong("item", said, IssueType.TOO_COSTLY)
    for question, answer in everything[:_MOST_ANSWERS]:
        if _fits(question, answer, found.setdefault(question.link, []), findings):
            found[question.link].append(answer)
    return {link: tuple(answers) for link, answers in found.items()}


class _Gathering:
    """Walks the items of one response, until more is wrong than an answer would list."""

    def __init__(self, read: Read, findings: Findings) -> None:
        self._read = read
        self._findings = findings
        self._most = len(findings.problems) + MOST_PROBLEMS

    def answers(
        self, items: Iterable[Resource], path: str, known: Mapping[str, Question]
    ) -> Iterator[tuple[Question, Answer]]:
        """The answers to known questions among the items and those below the headings."""
        for index, item in enumerate(items):
            if len(self._findings.problems) >= self._most:
                return
            place = f"{path}item[{index}]"
            link = item.get("linkId")
            if known is questions() and isinstance(link, str) and link in _HEADINGS:
                yield from self._below(item, place, known)
            elif isinstance(link, str) and link in known:
                yield from self._of(known[link], item, place)
            else:
                said = "The booking-out Questionnaire has no such item here. Send the linkId as it stands there."
                self._findings.wrong(f"{place}.linkId", said, IssueType.VALUE)

    def _below(self, item: Resource, place: str, known: Mapping[str, Question]) -> Iterator[tuple[Question, Answer]]:
        if item.get("answer"):
            said = "A heading has no answer. Send the answer with the question below it."
            self._findings.wrong(f"{place}.answer", said, IssueType.VALUE)
        yield from self.answers(listed(item, "item"), f"{place}.", known)

    def _of(self, question: Question, item: Resource, place: str) -> Iterator[tuple[Question, Answer]]:
        if item.get("item"):
            said = "What is asked of an answer stands within that answer. Move these items into answer.item."
            self._findings.wrong(f"{place}.item", said, IssueType.VALUE)
        for index, answer in enumerate(listed(item, "answer")):
            where = f"{place}.answer[{index}]"
            value = self._read(question, answer, where)
            if value is not None:
                yield question, Answer(where, value, self._within(question, answer, where))

    def _within(self, question: Question, answer: Resource, place: str) -> Mapping[str, object]:
        known = {each.link: each for each in question.within}
        said: dict[str, list[Answer]] = {}
        for asked, each in self.answers(listed(answer, "item"), f"{place}.", known):
            if _fits(asked, each, said.setdefault(asked.link, []), self._findings):
                said[asked.link].append(each)
        return {link: answers[0].value for link, answers in said.items() if answers}


_HEADINGS: Final = frozenset({each.link for each in parts()})


def _fits(question: Question, answer: Answer, before: list[Answer], findings: Findings) -> bool:
    """Whether an answer adds to those before it; a contradiction is noted as wrong."""
    same = next((each for each in before if each.value == answer.value), None)
    if same is not None:
        if same.within != answer.within:
            said = "This answer was given before, and something else said of it. Send it once."
            findings.wrong(answer.place, said, IssueType.BUSINESS_RULE)
        return False
    if before and not question.repeats:
        findings.wrong(answer.place, "This question has one answer, and another stands before. Keep one.")
        return False
    return True
