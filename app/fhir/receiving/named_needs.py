"""Needs that a questionnaire's answer names, as needs given: that they are there or ruled out, and nothing more."""

from collections.abc import Iterator

from app.clinical.needs import Certainty, SaidBy
from app.fhir.mapping.given import FormGiven, NeedChange, NeedGiven, NeedNamed


def needs_named(form: FormGiven) -> Iterator[NeedGiven]:
    """The needs of a form. They are reported by the sending system: who says so, and how sure, the form cannot say."""
    yield from (_given(each, Certainty.REPORTED, form) for each in form.needs)
    yield from (_given(each, Certainty.EXCLUDED, form) for each in form.excluded)


def _given(named: NeedNamed, certainty: Certainty, form: FormGiven) -> NeedGiven:
    return NeedGiven(
        NeedChange.PRESENT,
        named.concept,
        named.term,
        named.description,
        "",
        named.group,
        certainty,
        SaidBy.SENDING_SYSTEM,
        encounter=form.encounter,
        on=form.on,
        replaced=named.replaced,
    )
