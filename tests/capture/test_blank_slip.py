"""The blank slip for downtime: what it asks, what it offers to tick, and that it is one sheet of paper."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.capture.blank_slip import MOST_NEEDS, BlankSlip, blank_slip, blank_slip_pdf
from app.clinical.professional import Profession
from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Group, Member, OneOf, Refset
from tests.capture.test_slip import member, refset_of

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "app" / "web" / "static" / "kit" / "fonts"
SHIPPED = load_refset(ROOT / "snomed_refsets")
A4_POINTS = (595.28, 841.89)
LONG_NAME = "Northumberland, Tyne and Wear Children's Community and Disability Services NHS Foundation Trust"
ASKED = ("Some", "None identified", "Not asked")

PALSY, EPILEPSY, TUBE, HOUSING, HARM = (ConceptId(number) for number in range(100_001, 100_006))
LEVEL_ONE, LEVEL_TWO = ConceptId(100_011), ConceptId(100_012)


def level(concept: ConceptId, term: str, position: int) -> Member:
    return replace(member(concept, term, Group.FUNCTIONAL_LEVEL), one_of="gross_motor", position=position)


def with_usual(*members: Member, **usual: tuple[ConceptId, ...]) -> Refset:
    levels = tuple(each.concept for each in members if each.one_of is not None)
    one_of = {"gross_motor": OneOf("gross_motor", "Gross motor level", levels)} if levels else {}
    return replace(refset_of(*members), one_of=one_of, usual=usual)


SMALL = with_usual(
    member(PALSY, "Cerebral palsy", Group.CONDITION),
    member(EPILEPSY, "Epilepsy", Group.CONDITION),
    member(TUBE, "Nasogastric tube in situ", Group.TECHNOLOGY_DEPENDENCY),
    member(HOUSING, "Housing unsatisfactory", Group.FAMILY_REPORTED_ISSUE),
    member(HARM, "Self-harm", Group.CONDITION, sensitive=True),
    level(LEVEL_ONE, "Gross Motor Function level I", 0),
    level(LEVEL_TWO, "Gross Motor Function level II", 1),
    paediatrician=(EPILEPSY, TUBE, LEVEL_TWO, HARM),
    physiotherapist=(PALSY, EPILEPSY),
)


def needs_of(slip: BlankSlip) -> list[str]:
    return [need for group in slip.groups for need in group.needs]


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_it_offers_the_usual_needs_by_group_and_asks_whether_each_part_of_the_scale_was_asked_about() -> None:
    slip = blank_slip(SMALL, "Northside NHS Trust")
    assert [(group.heading, group.asked, group.needs) for group in slip.groups] == [
        ("Health conditions", ASKED, ("Cerebral palsy", "Epilepsy")),
        ("Technology dependencies", ASKED, ("Nasogastric tube in situ",)),
        ("Family-reported issues", ASKED, ()),
        ("Round-the-clock care", ASKED, ()),
        ("Functional levels", (), ()),
        ("Other needs, and needs that have ended", (), ()),
    ]


def test_levels_of_which_one_is_usual_are_offered_whole_on_one_line_without_what_all_begin_with() -> None:
    (levels,) = (each for group in blank_slip(SMALL, "N").groups for each in group.levels)
    assert (levels.heading, levels.answers) == ("Gross motor level", ("I", "II"))


def test_a_sensitive_need_is_never_offered() -> None:
    for refset in (SMALL, replace(SMALL, usual={})):
        assert "Self-harm" not in needs_of(blank_slip(refset, "N"))


def test_without_a_list_of_usual_needs_the_small_groups_are_offered() -> None:
    many = [member(ConceptId(200_000 + number), f"Condition {number}", Group.CONDITION) for number in range(30)]
    few = member(TUBE, "Nasogastric tube in situ", Group.TECHNOLOGY_DEPENDENCY)
    assert needs_of(blank_slip(refset_of(*many, few), "N")) == ["Nasogastric tube in situ"]


def test_no_more_than_forty_are_offered_and_those_usual_to_the_profession_come_first() -> None:
    members = [member(ConceptId(200_000 + number), f"Condition {number:02}", Group.CONDITION) for number in range(60)]
    concepts = tuple(each.concept for each in members)
    refset = with_usual(*members, paediatrician=concepts[:50], physiotherapist=concepts[30:])
    everybody = needs_of(blank_slip(refset, "N"))
    own = needs_of(blank_slip(refset, "N", profession=Profession.PHYSIOTHERAPIST))
    assert len(everybody) == len(own) == MOST_NEEDS
    assert {f"Condition {number}" for number in range(30, 50)} <= set(everybody)
    assert {f"Condition {number}" for number in range(30, 60)} <= set(own)


def test_a_profession_without_a_list_of_its_own_gets_what_is_usual_to_all() -> None:
    other = blank_slip(SMALL, "N", profession=Profession.OTHER)
    assert other.groups == blank_slip(SMALL, "N").groups
    assert other.profession == "Other"


@pytest.mark.parametrize("profession", [None, *Profession])
def test_the_shipped_set_fills_one_accessible_sheet_of_a4(profession: Profession | None) -> None:
    pdf = blank_slip_pdf(SHIPPED, FONTS, LONG_NAME, profession=profession)
    reader = PdfReader(BytesIO(pdf))
    (page,) = reader.pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4_POINTS, abs=0.5)
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert b"pdfuaid" in metadata.stream.get_data()
    text = words(pdf)
    slip = blank_slip(SHIPPED, LONG_NAME, profession=profession)
    assert 30 <= len(needs_of(slip)) <= MOST_NEEDS
    assert not [need for need in needs_of(slip) if need not in text]
    sensitive = [each.preferred_term for each in SHIPPED.members.values() if each.sensitive]
    assert sensitive
    assert not set(sensitive) & set(needs_of(slip))


def test_the_sheet_asks_what_the_form_asks_and_says_what_becomes_of_it() -> None:
    text = words(blank_slip_pdf(SHIPPED, FONTS, "Northside NHS Trust"))
    for part in (
        "Enter into EveryNeed within one working day, then destroy by the confidential-waste route.",
        "Name",
        "Born",
        "NHS number",
        "Seen by (name and profession)",
        "Date",
        "Clinic",
        "Attended on time",
        "Was not brought",
        "Cancelled by the family",
        "Cancelled by the service",
        "Present Child Mother Father Foster carer",
        "Outcome See again Discharge Transfer",
        "Next visit in (weeks)",
        "Length (minutes)",
        "Refer to",
        "Tests Blood tests",
        "Letter to (agreed) Family GP",
        "Transition (14 on) Not started Being made",
        "Adult service taking over",
        "Gross motor function (GMFCS) level I II III IV V",
        "Autism spectrum condition",
    ):
        assert part in text
    for group in ("Health conditions", "Technology dependencies", "Family-reported issues"):
        assert f"{group} Some None identified Not asked" in text


def test_a_name_that_looks_like_markup_or_runs_the_other_way_is_printed_as_it_is() -> None:
    for name in ("#panic(1) *x* $a$", "Świętokrzyskie Zoë", "مستشفى"):
        assert blank_slip_pdf(SMALL, FONTS, name).startswith(b"%PDF-")
    assert "#panic(1) *x* $a$" in words(blank_slip_pdf(SMALL, FONTS, "#panic(1) *x* $a$"))


def test_needs_with_the_longest_names_flow_on_and_each_page_asks_whose_it_is() -> None:
    members = [
        member(ConceptId(200_000 + number), f"{number} " + "predominant pattern of white matter injury " * 3, group)
        for number, group in enumerate([Group.CONDITION, Group.FAMILY_REPORTED_ISSUE] * 20)
    ]
    refset = with_usual(*members, paediatrician=tuple(each.concept for each in members))
    pages = PdfReader(BytesIO(blank_slip_pdf(refset, FONTS, "N"))).pages
    assert len(pages) == 2
    assert all("Name and NHS number" in page.extract_text() for page in pages)


def test_the_sheet_is_ready_within_a_second() -> None:
    started = perf_counter()
    blank_slip_pdf(SHIPPED, FONTS, "Timed NHS Trust")
    assert perf_counter() - started < 1


@given(st.lists(st.tuples(st.sampled_from(Group), st.booleans()), max_size=60), st.booleans())
def test_whatever_the_set_holds_nothing_sensitive_and_no_concern_is_on_the_sheet(
    kinds: list[tuple[Group, bool]], listed: bool
) -> None:
    members = [
        member(ConceptId(200_000 + number), f"Term {number}", group, sensitive=sensitive)
        for number, (group, sensitive) in enumerate(kinds)
    ]
    usual = {"paediatrician": tuple(each.concept for each in members)} if listed else {}
    offered = set(needs_of(blank_slip(replace(refset_of(*members), usual=usual), "N")))
    kept_off = {Group.SAFEGUARDING, Group.UNGROUPED}
    assert len(offered) <= MOST_NEEDS
    assert not offered & {each.preferred_term for each in members if each.sensitive or each.group in kept_off}
