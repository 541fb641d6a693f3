"""Every data item of the core: its words, its answers, how binding it is, and where it goes. It does not execute.

The mandatory and required items are those of the Community Services Data Set v1.6 (DAPB1069), tables CYP001, CYP002,
CYP101, CYP102, CYP201, CYP202 and CYP901. Data elements stand here under their NHS Data Dictionary names; the columns
of the submission file are named in the submission alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.clinical.answer_values import value_fault
from app.clinical.child import FactKind
from app.clinical.child_items import CHILD_ITEMS, DISABILITY, EHC_PLAN, FACT_ITEMS
from app.clinical.code_lists import CodeList
from app.clinical.contact_items import ACTIVITY_ITEMS, CONTACT_ITEMS, OUTCOME_ITEMS
from app.clinical.data_dictionary import page_of
from app.clinical.group_session_items import GROUP_SESSION_ITEMS
from app.clinical.items import AnswerKind, CsdsPlace, Item, Obligation, Section
from app.clinical.need_items import GROUP_ITEMS, STATEMENT_ITEMS
from app.clinical.referral_items import CLINIC_ITEMS, PROFESSIONAL_ITEMS, REFERRAL_ITEMS

__all__ = [
    "CATALOGUE",
    "DEFAULT_CODES",
    "DISABILITY",
    "EHC_PLAN",
    "AnswerKind",
    "CsdsPlace",
    "Item",
    "Obligation",
    "Section",
    "catalogue",
    "data_dictionary",
    "fact_qualifier_fault",
    "fact_value_fault",
    "item",
    "qualifier_item",
]

CATALOGUE: tuple[Item, ...] = (
    *CHILD_ITEMS,
    *FACT_ITEMS,
    *REFERRAL_ITEMS,
    *CLINIC_ITEMS,
    *CONTACT_ITEMS,
    *ACTIVITY_ITEMS,
    *OUTCOME_ITEMS,
    *PROFESSIONAL_ITEMS,
    *GROUP_SESSION_ITEMS,
    *GROUP_ITEMS,
    *STATEMENT_ITEMS,
)

_BY_KEY: Mapping[str, Item] = MappingProxyType({each.key: each for each in CATALOGUE})

_QUALIFIERS: Mapping[FactKind, str] = MappingProxyType(
    {
        FactKind.DISABILITY_QUESTION: "facts.disability_impact",
        FactKind.EMPLOYMENT: "facts.weekly_hours_worked",
    }
)

_COMMISSIONERS = CodeList(
    "ORGANISATION IDENTIFIER (CODE OF COMMISSIONER)",
    MappingProxyType(
        {
            "VPP00": "Private patients, or overseas visitor liable for charge",
            "XMD00": "Ministry of Defence healthcare",
            "YDD82": "Episodes funded directly by the National Commissioning Group for England",
        }
    ),
)
_SITES = CodeList(
    "ORGANISATION SITE IDENTIFIER (OF TREATMENT)",
    MappingProxyType(
        {
            "R9998": "Not a hospital site",
            "89999": "Non-NHS UK provider where no organisation site identifier has been issued",
            "89997": "Non-UK provider where no organisation site identifier has been issued",
        }
    ),
)

DEFAULT_CODES: Mapping[str, CodeList] = MappingProxyType(
    {
        "fact.gp_practice": CodeList(
            "GENERAL MEDICAL PRACTICE CODE (PATIENT REGISTRATION)",
            MappingProxyType(
                {
                    "V81997": "No registered GP practice",
                    "V81998": "GP practice code not applicable",
                    "V81999": "GP practice code not known",
                }
            ),
        ),
        "referral.commissioner": _COMMISSIONERS,
        "referral.referring_organisation": CodeList(
            "ORGANISATION IDENTIFIER (REFERRING ORGANISATION)",
            MappingProxyType(
                {
                    "X99998": "Referring organisation identifier not applicable",
                    "X99999": "Referring organisation identifier not known",
                }
            ),
        ),
        "contact.commissioner": _COMMISSIONERS,
        "contact.site": _SITES,
        "clinic.site": _SITES,
        "group_session.commissioner": _COMMISSIONERS,
        "group_session.site": _SITES,
    }
)
"""Codes that stand for no organisation in particular, by the item that may be answered with them (CSDS v1.6)."""


def catalogue() -> tuple[Item, ...]:
    """Every data item, in the order of the data dictionary."""
    return CATALOGUE


def item(key: str) -> Item:
    """The item of a key, such as `contact.attendance`.

    Raises:
        KeyError: there is no such item.
    """
    return _BY_KEY[key]


def fact_value_fault(kind: FactKind, value: str) -> str | None:
    """What is wrong with the value of a known fact and how to mend it, or None; judged by the answers of its item.

    The message holds nothing of the value.
    """
    return value_fault(item(f"fact.{kind.value}"), value)


def qualifier_item(kind: FactKind) -> Item | None:
    """The item of the code that goes with a fact's value, None where nothing does."""
    key = _QUALIFIERS.get(kind)
    return None if key is None else item(key)


def fact_qualifier_fault(kind: FactKind, qualifier: str) -> str | None:
    """What is wrong with the code that goes with a known fact's value, and how to mend it, or None."""
    asked = qualifier_item(kind)
    if asked is None:
        return f"{item(f'fact.{kind.value}').wording}: nothing goes with its answer. Leave it out."
    return value_fault(asked, qualifier)


def data_dictionary() -> str:
    """The page docs/data-dictionary.md, in Markdown."""
    return page_of(CATALOGUE, DEFAULT_CODES)
