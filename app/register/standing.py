"""What stands in a child's record, as the fields of the form by which it is corrected."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from app.clinical.ages import clinical_date
from app.clinical.child import Child, FactAnswer, FactKind
from app.clinical.child_numbers import absence_of_number, number_in_use
from app.clinical.identifiers import NhsNumber, spaced_nhs_number
from app.register.fields import FACTS_ASKED, NONE, FieldKind


def standing_values(child: Child, today: date) -> Mapping[str, str]:
    """The texts of the form's fields, and the ticks for none, that say what stands; no field holds a superseded
    number."""
    who, number = child.demographics, number_in_use(child)
    said = number or absence_of_number(child)
    values = {
        "family_name": who.family_name,
        "given_name": who.given_name,
        "title": who.title or "",
        "preferred_name": who.preferred_name or "",
        "birth_date": clinical_date(who.birth_date) if who.birth_date is not None else "",
        "birth_date.none": "yes" if who.birth_date is None else "",
        "gender": who.gender.value,
        "nhs_number": spaced_nhs_number(NhsNumber(number.value)) if number is not None else "",
        "nhs_number_status": (said.status if said is not None else None) or "",
    }
    for field in FACTS_ASKED:
        stands = child.fact(FactKind(field.name), today)
        known_none = stands is not None and stands.answer is FactAnswer.NONE
        values[field.name] = (stands.value if stands is not None else None) or ""
        if field.kind is not FieldKind.CHOICE:
            values[f"{field.name}.none"] = "yes" if known_none else ""
        elif known_none:
            values[field.name] = NONE
    return values


def standing_digest(child: Child, today: date) -> str:
    """A digest (64 hexadecimal characters) of everything a correction can change, to tell whether it has changed."""
    numbers = [[each.id, each.version] for each in child.identifiers]
    text = json.dumps([child.version, numbers, sorted(standing_values(child, today).items())])
    return hashlib.sha256(text.encode()).hexdigest()
