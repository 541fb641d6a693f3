"""Needs that a questionnaire's answer names, as needs given: that they are there, and nothing more."""

from collections.abc import Iterator

from app.clinical.needs import Certainty, SaidBy
from app.fhir.mapping.given import FormGiven, NeedChange, NeedGiven


def needs_named(form: FormGiven) -> Iterator[NeedGiven]:
    """The needs of a form. They are reported by the sending system: who says so, and how sure, the form cannot say."""
    for named in form.needs:
        yield NeedGiven(
            NeedChange.PRESENT,
            named.concept,
            named.term,
            named.description,
            "",
            named.group,
            Certainty.REPORTED,
            SaidBy.SENDING_SYSTEM,
            encounter=form.encounter,
            on=form.on,
            replaced=named.replaced,
        )
