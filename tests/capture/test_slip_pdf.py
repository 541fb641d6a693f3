"""The slip on paper: what can be read from the file, how many pages it has, and what a hostile name does to it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.capture.slip import DeskSlip, FamilySlip, ForWhom, NextVisit, PrintedNeeds, Slip, WithdrawalSlip
from app.capture.slip_pdf import slip_pdf

FONTS = Path(__file__).parents[2] / "app" / "web" / "static" / "kit" / "fonts"
A5_POINTS = (419.53, 595.28)

FAMILY = FamilySlip(
    organisation="Northside NHS Trust",
    child_name="Amelia SMITH",
    born="04 February 2021",
    nhs_number="999 000 0018",
    visited_on="03 July 2026",
    clinic="Tuesday clinic",
    seen_by="Dr Priya Raman",
    happened=None,
    outcome="We plan to see you again.",
    next_visit=NextVisit("In 6 months", "Review clinic", "30 minutes"),
    needs=(
        PrintedNeeds("Health conditions", ("Cerebral palsy", "Epilepsy")),
        PrintedNeeds("Equipment and technology", ("Gastrostomy present",)),
    ),
    reference="01HZX3K4M5N6P",
    correction=None,
    printed="04 July 2026 at 14:05",
)
DESK = DeskSlip(
    organisation="Northside NHS Trust",
    child_name="SMITH, Amelia (Miss)",
    born="04-Feb-2021 (5y 5m)",
    gender="Female",
    nhs_number="999 000 0018",
    visited_on="03-Jul-2026",
    clinic="Tuesday clinic",
    seen=True,
    seen_by="Dr Priya Raman",
    attendance="Attended on time",
    outcome="See again",
    next_visit=NextVisit("In 6 months (26 weeks)", "Review clinic", "30 minutes"),
    interpreter_needed=True,
    reference="01HZX3K4M5N6P",
    correction=None,
    printed="04-Jul-2026 at 14:05",
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """The text of every page on one line."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def claims_pdf_ua(pdf: bytes) -> bool:
    metadata = read(pdf).xmp_metadata
    return metadata is not None and b"pdfuaid" in metadata.stream.get_data()


def test_the_familys_copy_can_be_read_from_one_a5_page() -> None:
    pdf = slip_pdf(FAMILY, FONTS)
    (page,) = read(pdf).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A5_POINTS, abs=0.5)
    assert words(pdf) == (
        "Northside NHS Trust For: the parent "
        "Your visit Amelia SMITH Date of birth 04 February 2021 NHS number 999 000 0018 "
        "Date 03 July 2026 Clinic Tuesday clinic Seen by Dr Priya Raman "
        "What happens next We plan to see you again. When In 6 months Clinic Review clinic Length 30 minutes "
        "This is when we plan to see you. It is not yet a booked appointment. "
        "Recorded at this visit Health conditions • Cerebral palsy • Epilepsy "
        "Equipment and technology • Gastrostomy present This is a summary. The full record is kept by the service. "
        "Reference 01HZX3K4M5N6P Printed 04 July 2026 at 14:05"
    )


def test_the_desks_copy_can_be_read_from_one_a5_page() -> None:
    pdf = slip_pdf(DESK, FONTS)
    assert len(read(pdf).pages) == 1
    assert words(pdf) == (
        "Northside NHS Trust For: the booking desk "
        "Booking slip SMITH, Amelia (Miss) Born 04-Feb-2021 (5y 5m) Gender Female "
        "NHS No. 999 000 0018 Clinic Tuesday clinic Date 03-Jul-2026 Seen by Dr Priya Raman "
        "Attendance Attended on time Outcome See again "
        "To book When In 6 months (26 weeks) Clinic Review clinic Length 30 minutes Interpreter Needed "
        "Reference 01HZX3K4M5N6P Printed 04-Jul-2026 at 14:05"
    )


WITHDRAWAL = WithdrawalSlip("Northside NHS Trust", "03 July 2026", "01HZX3K4M5N6P", "04 July 2026 at 14:05")
PLANNED = replace(
    FAMILY,
    referred_to=("Physiotherapy Service", "Ear, Nose and Throat Service"),
    tests=("Blood tests", "EEG (a recording of brain activity)"),
    letter_to=("you", "the GP", "the school nurse"),
    growth=(("Weight", "12.4 kg"), ("Height", "104.2 cm"), ("Head circumference", "50.1 cm")),
    transition="A plan for moving on to adult services is being made.",
)


def test_a_copy_with_everything_that_may_happen_next_still_stands_on_one_page() -> None:
    pdf = slip_pdf(PLANNED, FONTS)
    assert len(read(pdf).pages) == 1
    assert (
        "Measured weight 12.4 kg; height 104.2 cm; head circumference 50.1 cm "
        "What happens next We plan to see you again. A plan for moving on to adult services is being made. "
        "When In 6 months Clinic Review clinic Length 30 minutes "
        "This is when we plan to see you. It is not yet a booked appointment. "
        "Referred to Physiotherapy Service; Ear, Nose and Throat Service "
        "Tests to do Blood tests; EEG (a recording of brain activity) "
        "Letter goes to you; the GP; the school nurse Recorded at this visit"
    ) in words(pdf)


@pytest.mark.parametrize(
    ("for_whom", "line", "title"),
    [
        (ForWhom.PARENT, "For: the parent", "Your visit"),
        (ForWhom.YOUNG_PERSON, "For: the young person", "Your visit"),
        (ForWhom.FOSTER_CARER, "For: the foster carer", "The child's visit"),
        (ForWhom.OTHER, "For: another person", "The child's visit"),
    ],
)
def test_the_familys_copy_says_for_whom_it_is(for_whom: ForWhom, line: str, title: str) -> None:
    text = words(slip_pdf(replace(FAMILY, for_whom=for_whom), FONTS))
    assert line in text
    assert title in text
    assert ("to see you" in text.partition("When")[2]) is for_whom.own


def test_the_desk_reads_what_to_send_and_in_what_language_to_call() -> None:
    slip = replace(
        DESK, language="Arabic", referred_to=("Wheelchair Service",), tests=("EEG",), letter_to=("GP", "School")
    )
    assert (
        "Interpreter Needed Language Arabic To send and to request Refer to Wheelchair Service Tests EEG "
        "Letter to GP; School"
    ) in words(slip_pdf(slip, FONTS))


def test_the_notice_that_withdraws_a_copy_is_one_page_that_names_nobody() -> None:
    pdf = slip_pdf(WITHDRAWAL, FONTS)
    assert len(read(pdf).pages) == 1
    assert words(pdf) == (
        "Northside NHS Trust For: whoever holds the copy Please destroy a copy "
        "The copy given on 03 July 2026 was printed in error and should be destroyed. "
        "Please do not rely on anything it says. Do not keep, copy or pass it on. "
        "Hand it back to the clinic, which will destroy it, or destroy it so that nobody can read it. "
        "If you have a question, please contact the clinic and give the reference below. "
        "Reference 01HZX3K4M5N6P Printed 04 July 2026 at 14:05"
    )


@pytest.mark.parametrize(
    ("slip", "title"), [(FAMILY, "Your visit"), (DESK, "Booking slip"), (WITHDRAWAL, "Please destroy a copy")]
)
def test_the_file_is_tagged_titled_and_in_british_english(slip: Slip, title: str) -> None:
    pdf = slip_pdf(slip, FONTS)
    reader = read(pdf)
    assert claims_pdf_ua(pdf)
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert str(reader.root_object["/Lang"]) == "en-GB"
    assert "'/Marked': True" in str(reader.root_object["/MarkInfo"])
    assert "/StructTreeRoot" in reader.root_object


def test_the_files_own_title_and_author_name_no_child() -> None:
    metadata = read(slip_pdf(FAMILY, FONTS)).metadata
    assert metadata is not None
    assert not any("SMITH" in str(value) or "999" in str(value) for value in metadata.values())


def test_the_same_slip_gives_the_same_bytes() -> None:
    assert slip_pdf(FAMILY, FONTS) == slip_pdf(FAMILY, FONTS)


def test_a_corrected_copy_says_so() -> None:
    correction = "Corrected copy: this replaces any earlier copy"
    for slip in (replace(FAMILY, correction=correction), replace(DESK, correction=correction)):
        pdf = slip_pdf(slip, FONTS)
        assert correction in words(pdf)
        assert len(read(pdf).pages) == 1


def test_a_family_that_was_not_seen_reads_of_an_appointment_and_of_no_needs() -> None:
    slip = replace(
        FAMILY, happened="This appointment was not attended.", seen_by=None, outcome=None, next_visit=None, needs=()
    )
    text = words(slip_pdf(slip, FONTS))
    assert "Your appointment" in text
    assert "This appointment was not attended." in text
    assert not any(heading in text for heading in ("Seen by", "What happens next", "Recorded at this visit"))


def test_the_desk_reads_when_nothing_is_to_be_booked() -> None:
    slip = replace(DESK, seen=False, next_visit=None, interpreter_needed=False)
    text = words(slip_pdf(slip, FONTS))
    assert "To book No next appointment was asked for." in text
    assert "Booked to see Dr Priya Raman" in text
    assert "Interpreter" not in text


HOSTILE = [
    "#let *x* _y_ [z] $a$",
    "\\b <label> @e ~ -- ... 'q' \"r\"",
    "= Heading",
    "- item + item / term: x",
    "// gone /* gone */",
    "#panic(1)",
    "`raw` ```raw```",
    '"}); #read("slip.typ") {"',
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_looks_like_markup_is_printed_as_it_is(name: str) -> None:
    for slip in (replace(FAMILY, child_name=name, seen_by=name), replace(DESK, child_name=name, seen_by=name)):
        assert words(slip_pdf(slip, FONTS)).count(name) == 2


def test_a_term_that_looks_like_markup_is_printed_as_it_is() -> None:
    slip = replace(FAMILY, needs=(PrintedNeeds("Health conditions", ("- #panic() *b*",)),))
    assert "• - #panic() *b*" in words(slip_pdf(slip, FONTS))


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_printable_ascii_name_comes_out_literally(name: str) -> None:
    assert name in words(slip_pdf(replace(FAMILY, child_name=f"{name} END"), FONTS))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_whatever_stops_a_slip_from_printing(text: str) -> None:
    name = text.encode("utf-8", "ignore").decode()
    assert slip_pdf(replace(DESK, child_name=name, clinic=name), FONTS).startswith(b"%PDF-")


def test_letters_of_europe_and_of_arabic_print_in_an_accessible_file() -> None:
    for name in ("Zoë ŐZDEMİR-ÑÚÑEZ", "Łukasz ŚWIĄTEK", "Ολυμπία ΠΑΠΑΔΟΠΟΎΛΟΥ", "مريم عبد الرحمن", "מרים כהן"):
        pdf = slip_pdf(replace(FAMILY, child_name=name), FONTS)
        assert claims_pdf_ua(pdf)
        assert len(read(pdf).pages) == 1


def test_a_character_that_no_font_has_still_prints_without_the_claim_to_pdf_ua() -> None:
    pdf = slip_pdf(replace(FAMILY, child_name="Amelia \U0010fffd SMITH"), FONTS)
    assert "Amelia" in words(pdf)
    assert not claims_pdf_ua(pdf)


def test_a_name_of_sixty_characters_stays_on_the_one_page() -> None:
    for name in ("Bartholomew-Maximilian " + "Featherstonehaugh-Cholmondeley-Smythe", "Q" * 60):
        assert len(name) == 60
        pdf = slip_pdf(replace(FAMILY, child_name=name), FONTS)
        assert len(read(pdf).pages) == 1
        assert name.replace(" ", "") in words(pdf).replace(" ", "").replace("\u200b", "")


@pytest.mark.parametrize("name", ["Q" * 60, "W" * 200])
def test_a_word_longer_than_a_line_does_not_run_off_the_paper(name: str) -> None:
    (page,) = read(slip_pdf(replace(FAMILY, child_name=name, needs=()), FONTS)).pages
    lines = [line.replace("\u200b", "").strip() for line in page.extract_text().splitlines()]
    written = [line for line in lines if set(line) == {name[0]}]
    assert "".join(written) == name
    assert all(len(line) <= 36 for line in written)


def test_twenty_three_needs_flow_to_a_second_page_that_says_whose_it_is() -> None:
    terms = tuple(f"Condition with a name of usual length, the {number}th" for number in range(1, 24))
    pdf = slip_pdf(replace(FAMILY, needs=(PrintedNeeds("Health conditions", terms),)), FONTS)
    first, second = (" ".join(page.extract_text().split()) for page in read(pdf).pages)
    assert all(term in f"{first} {second}" for term in terms)
    assert "Page 1 of 2" in first
    assert "Reference 01HZX3K4M5N6P" in first
    assert all(part in second for part in ("Amelia SMITH", "NHS number 999 000 0018", "Page 2 of 2"))
    assert "For: the parent" in first
    assert second.count("Printed 04 July 2026") == 1


def test_without_the_folder_of_fonts_the_slip_still_prints(tmp_path: Path) -> None:
    assert "Amelia SMITH" in words(slip_pdf(FAMILY, tmp_path / "absent"))


def test_slips_printed_at_the_same_time_do_not_mix() -> None:
    slips = [replace(FAMILY, child_name=f"Child number {number} END") for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        texts = [words(pdf) for pdf in pool.map(lambda slip: slip_pdf(slip, FONTS), slips)]
    for number, text in enumerate(texts):
        assert text.count("Child number") == 1
        assert f"Child number {number} END" in text


def test_a_slip_is_ready_within_half_a_second() -> None:
    started = perf_counter()
    slip_pdf(replace(FAMILY, child_name="Timed SMITH"), FONTS)
    assert perf_counter() - started < 0.5
