"""Invariants of Questionnaire (R4, 4.9.4). What only asks for presence stands in `r4_elements.txt`."""

from app.fhir.structure.invariants.breach import Breach, Breaches, Json, items_below

_WITH_OPTIONS = frozenset("choice open-choice decimal integer date dateTime time string quantity".split())
_WITH_LENGTH = frozenset("boolean decimal integer string text url open-choice".split())
_NOT_OF_A_DISPLAY = {"code": "que-3", "required": "que-6", "repeats": "que-6", "readOnly": "que-9", "initial": "que-8"}


def questionnaire_breaches(questionnaire: Json) -> Breaches:
    """que-1 to que-13, of every item at every depth."""
    seen: set[str] = set()
    for item, place in items_below(questionnaire.get("item", ()), "item", "item"):
        if (link := item.get("linkId")) in seen:
            said = "This linkId is used before in the Questionnaire. Give each item one of its own."
            yield Breach("que-2", f"{place}.linkId", said)
        if link is not None:
            seen.add(link)
        yield from _of_group_or_display(item, place)
        yield from _of_options(item, place)
        yield from _of_conditions(item, place)


def _of_group_or_display(item: Json, place: str) -> Breaches:
    type_ = item.get("type")
    if type_ == "group" and "item" not in item:
        yield Breach(
            "que-1", f"{place}.item", "An item of type group must have items. Add them, or choose another type."
        )
    if type_ == "group" and "initial" in item:
        yield Breach("que-8", f"{place}.initial", "An item of type group has no initial value. Leave it out.")
    if type_ != "display":
        return
    if "item" in item:
        yield Breach("que-1", f"{place}.item", "An item of type display has no items. Leave them out.")
    for name, key in _NOT_OF_A_DISPLAY.items():
        if name in item or f"_{name}" in item:
            yield Breach(key, f"{place}.{name}", f"An item of type display has no {name}. Leave it out.")


def _of_options(item: Json, place: str) -> Breaches:
    type_ = item.get("type")
    options = [name for name in ("answerOption", "answerValueSet") if name in item]
    if options and type_ not in _WITH_OPTIONS:
        said = f"An item of this type has no {options[0]}. Leave it out, or make the type choice."
        yield Breach("que-5", f"{place}.{options[0]}", said)
    if "maxLength" in item and type_ not in _WITH_LENGTH:
        yield Breach("que-10", f"{place}.maxLength", "An item of this type has no maxLength. Leave it out.")
    if len(item.get("initial", ())) > 1 and item.get("repeats") is not True:
        said = "An item that does not repeat has one initial value at most. Set repeats to true, or send one."
        yield Breach("que-13", f"{place}.initial", said)


def _of_conditions(item: Json, place: str) -> Breaches:
    conditions = item.get("enableWhen", ())
    if len(conditions) > 2 and "enableBehavior" not in item and "_enableBehavior" not in item:
        said = "An item with several enableWhen must have an enableBehavior, all or any. Add it."
        yield Breach("que-12", f"{place}.enableBehavior", said)
    for index, condition in enumerate(conditions):
        if condition.get("operator") == "exists" and not isinstance(condition.get("answerBoolean"), bool):
            said = "With the operator exists, the answer is true or false. Send it as answerBoolean."
            yield Breach("que-7", f"{place}.enableWhen[{index}].answer", said)
