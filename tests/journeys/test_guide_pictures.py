"""The pictures of the guides: made in Chromium, on a demonstration clinic of a day that never changes.

Each picture shows what its guide says, and the journey asks that first. GUIDE_PICTURES names the folder for them
(`make pictures` names docs/pictures); without it they are left beside the other pictures, to look at.
"""

import base64
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Protocol

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from typer.testing import CliRunner

from app.identity import parse_identity
from tests.journeys.conftest import Open, Served, serving
from tests.service import REPOSITORY, Service, opened_service, settings_for
from tests.web.places import open_appointments

PICTURES: Final = (
    "form",
    "several-codes",
    "no-change",
    "saved",
    "clinic-list",
    "look-alikes",
    "import",
    "desk",
    "accounts",
)
"""Every picture of the guides, by its name in docs/pictures."""

MOST_BYTES = 150_000
TRACE_REQUIRED = "03"
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 10, 31, tzinfo=UTC)
WIDTH, HEIGHT = 1280, 900
HEADINGS = "Booking reference,NHS number,Family name,Clinic,Date,Time,Minutes,Type"
CLINIC = '"Neurodisability, Larkmoor Child Development Centre"'

# A page's colours are few: the most frequent stand as they are, the shades between them as the nearest of these.
_INDEXED = """async (png) => {
  const CLOSE = 3 * 12 ** 2;
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, image.width, image.height);
  const pixels = new Uint32Array(data.length / 4).map((_, place) =>
    (data[place * 4] << 16) | (data[place * 4 + 1] << 8) | data[place * 4 + 2]);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const part = (colour, bits) => (colour >> bits) & 255;
  const apart = (one, other) => [16, 8, 0].reduce((sum, bits) => sum + (part(one, bits) - part(other, bits)) ** 2, 0);
  const frequent = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).map(([colour]) => colour);
  const palette = [];
  for (const colour of frequent) {
    if (palette.length < 256 && palette.every((kept) => apart(colour, kept) > CLOSE)) palette.push(colour);
  }
  const places = new Map();
  for (const colour of counts.keys()) {
    let nearest = 0;
    for (let place = 1; place < palette.length; place += 1) {
      if (apart(colour, palette[place]) < apart(colour, palette[nearest])) nearest = place;
    }
    places.set(colour, nearest);
  }
  const indexed = Array.from(pixels, (colour) => String.fromCharCode(places.get(colour)));
  return { width: image.width, height: image.height, palette, pixels: btoa(indexed.join("")) };
}"""


class Taken(Protocol):
    """Takes a picture of a page under a name: from one place down to another, or of the whole window."""

    def __call__(self, name: str, page: Page, top: Locator | None = None, bottom: Locator | None = None) -> None: ...


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_palette(width: int, height: int, palette: list[int], pixels: bytes) -> bytes:
    """A PNG (ISO/IEC 15948) of colour type 3: each pixel a byte, its place in the palette of 0xRRGGBB."""
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", b"".join(colour.to_bytes(3, "big") for colour in palette))
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _part(page: Page, top: Locator | None, bottom: Locator | None) -> FloatRect:
    """The part of the window between two places, a little room around it."""
    first = top.bounding_box() if top else None
    last = bottom.bounding_box() if bottom else None
    start = max(0.0, first["y"] - 8) if first else 0.0
    end = min(float(HEIGHT), last["y"] + last["height"] + 10) if last else float(HEIGHT)
    assert end > start
    return FloatRect(x=0, y=start, width=WIDTH, height=end - start)


@pytest.fixture
def take(pictures: Path, opened: Open, clinic: Served) -> Taken:
    folder = Path(os.environ.get("GUIDE_PICTURES") or pictures / "guides")
    folder.mkdir(parents=True, exist_ok=True)
    desk = opened(clinic).page()

    def taken(name: str, page: Page, top: Locator | None = None, bottom: Locator | None = None) -> None:
        assert name in PICTURES
        page.wait_for_load_state("networkidle")
        png = page.screenshot(clip=_part(page, top, bottom), animations="disabled", caret="hide")
        small = desk.evaluate(_INDEXED, base64.b64encode(png).decode())
        content = png_of_palette(small["width"], small["height"], small["palette"], base64.b64decode(small["pixels"]))
        assert len(content) < MOST_BYTES, f"{name} has {len(content)} bytes"
        (folder / f"{name}.png").write_bytes(content)

    return taken


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration clinic of the day, served by a clock that stands still."""
    from app.cli import application

    folder = tmp_path_factory.mktemp("guides")
    url, secret = f"sqlite:///{folder / 'everyneed.db'}", folder / "secret.key"
    environment = {
        "EVERYNEED_DATABASE_URL": url,
        "EVERYNEED_SECRET_KEY_FILE": str(secret),
        "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
    }
    size = ["--children", "60", "--months", "24", "--today", TODAY.isoformat()]
    for command in (["database", "upgrade"], ["demo", "load", *size]):
        done = CliRunner().invoke(application(), command, env=environment)
        assert done.exit_code == 0, done.output
    with opened_service(settings_for(url, secret), TODAY, lambda: NOW) as service, serving(service) as served:
        yield served


@pytest.fixture
def signed_in(opened: Open, clinic: Served) -> Callable[[str], Page]:
    """Gives a page of the window the pictures are taken of, with an account signed in."""
    return lambda username: opened(clinic, width=WIDTH, height=HEIGHT).signed_in(username).page()


def name_of(service: Service, child: str) -> str:
    """A child as the clinic list names them."""
    ((family, given),) = service.rows(
        "select family_name, given_name from child_demographics where child = ? order by version desc limit 1",
        int(parse_identity(child)),
    )
    return f"{str(family).upper()}, {given}"


def form_of(page: Page, service: Service, place: int) -> str:
    """Open the form of a child of the day's clinic, those with most needs first, by the clinic list."""
    _, child, _ = open_appointments(service)[place]
    name = name_of(service, child)
    page.goto(service.clinic_path)
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator("#add")).to_be_focused()
    return name


def form_with(page: Page, service: Service, *wanted: str) -> None:
    """Open the form of the first child of the day whose form has all these things."""
    for appointment, _, _ in open_appointments(service):
        page.goto(f"/appointments/{appointment}/encounter")
        if all(page.locator(each).count() for each in wanted):
            expect(page.locator("#add")).to_be_focused()
            return
    raise AssertionError(f"No child of the day has {', '.join(wanted)}.")


def file_of_the_booking_system(service: Service) -> str:
    """Two rows that can be booked, a number with a wrong digit, and a day that does not exist."""
    numbers = service.rows(
        "select u.value, d.family_name from identifier_in_use u join child_demographics d on d.child = u.child"
        " where u.kind = 'nhs_number' and d.version = 1"
        " and u.child in (select child from appointment where held_on = ?)"
        " order by u.value",
        TODAY.isoformat(),
    )
    (first, family), (second, other), *_ = [(str(number), str(name)) for number, name in numbers]
    wrong = second[:-1] + str((int(second[-1]) + 1) % 10)
    rows = (
        f"NM-4410,{first},{family},{CLINIC},12-May-2026,09:30,30,Follow-up",
        f"NM-4411,{second},{other},{CLINIC},12-May-2026,10:00,30,Follow-up",
        f"NM-4412,{wrong},{other},{CLINIC},12-May-2026,10:30,30,Follow-up",
        f"NM-4413,{first},{family},Speech clinic,31-Apr-2026,11:00,45,Follow-up",
    )
    return "\n".join((HEADINGS, *rows))


def type_into_box(page: Page, words: str) -> None:
    page.keyboard.type(words)
    expect(page.locator("#found li").first).to_be_visible()


def save(page: Page) -> None:
    page.locator("#save").click()
    expect(page.locator(".en-saved")).to_contain_text("Saved")


def test_the_form(clinic: Served, signed_in: Callable[[str], Page], take: Taken) -> None:
    page = signed_in("paediatrician")
    asks, family_says = ".en-chip--asks", '[data-section="family_reported_issue"] [data-carried="yes"]'
    form_with(page, clinic.service, asks, family_says)
    expect(page.locator(".en-chip--asks").first).to_contain_text("still so?")
    family = page.locator('[data-section="family_reported_issue"] [data-carried="yes"]').first
    expect(family).to_contain_text("last said")
    expect(family.locator(".en-chip__tick")).not_to_be_checked()
    take("form", page)

    type_into_box(page, "eczema reflux peg")
    expect(page.locator("#found li").first).to_contain_text("Add all 3")
    take("several-codes", page, page.locator("#contact"), page.locator("#found"))
    page.keyboard.press("Enter")
    for term in ("Eczema", "Gastrooesophageal reflux disease", "Gastrostomy present"):
        expect(page.locator("[data-chip]", has_text=term).locator(".en-chip__tick").first).to_be_checked()
    expect(page.locator("#draft")).to_have_text("Draft saved 10:31")


def test_a_word_spelled_wrongly_is_never_taken_by_itself(clinic: Served, signed_in: Callable[[str], Page]) -> None:
    page = signed_in("paediatrician")
    form_of(page, clinic.service, -1)
    before = page.locator("[data-chip]").count()
    type_into_box(page, "epilepsey")
    expect(page.locator("#found li").first).to_contain_text("Did you mean")
    expect(page.locator('#found [aria-selected="true"]')).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("[data-chip]")).to_have_count(before)


def test_no_change(clinic: Served, signed_in: Callable[[str], Page], take: Taken) -> None:
    page = signed_in("paediatrician")
    form_of(page, clinic.service, 0)
    page.keyboard.press("Alt+n")
    expect(page.locator("#confirm-save")).to_be_focused()
    expect(page.locator("#confirm")).to_contain_text("reviewed, unchanged")
    expect(page.locator("#confirm")).to_contain_text("Family and round-the-clock care: not asked.")
    take("no-change", page, page.locator("#confirm"), page.locator("#confirm"))
    page.keyboard.press("Enter")
    expect(page.locator(".en-saved")).to_contain_text("Saved")


def test_was_not_brought(clinic: Served, signed_in: Callable[[str], Page]) -> None:
    page = signed_in("therapist")
    form_with(page, clinic.service, '[data-prompts="yes"]')
    page.keyboard.press("Alt+b")
    expect(page.locator("#safeguarding")).to_contain_text("times running. Safeguarding check")
    expect(page.locator("#needs")).to_be_hidden()
    expect(page.locator("#draft")).to_contain_text("Draft saved")


def test_saved(clinic: Served, signed_in: Callable[[str], Page], take: Taken) -> None:
    page = signed_in("paediatrician")
    form_of(page, clinic.service, 1)
    page.locator('label[for="next-26"]').click()
    save(page)
    page.get_by_text("Text for the letter").click()
    expect(page.locator("#letter")).to_have_value(re.compile("^Visit on 10 March 2026"))
    take("saved", page, page.locator(".en-banner"), page.locator("[data-copy]"))


def test_the_clinic_list_and_the_desk(clinic: Served, signed_in: Callable[[str], Page], take: Taken) -> None:
    page = signed_in("paediatrician")
    families = []
    for _ in range(2):
        families.append(form_of(page, clinic.service, 1))
        page.locator('label[for="next-26"]').click()
        page.locator('label[for="copy-family"]').click()
        page.locator('label[for="copy-gp"]').click()
        page.locator("#refer .en-answer label").first.click()
        save(page)

    page = signed_in("clerk")
    page.goto(clinic.service.clinic_path)
    rows = page.locator("tbody tr")
    expect(page.get_by_role("link", name=f"Desk copy of {families[0]}").first).to_be_visible()
    take("clinic-list", page, page.locator("h1"), rows.nth(7))

    page.goto("/desk")
    family = page.locator(".en-family", has_text=families[0]).first
    family.locator(".en-thing", has_text="Letter:").get_by_role("button").click()
    expect(family).to_contain_text("by you")
    expect(page.locator("main")).not_to_contain_text("Health conditions")
    page.evaluate("scrollTo(0, 0)")
    take("desk", page, page.locator("h1"), page.locator(".en-family", has_text=families[1]).first)


def test_registering_a_twin(clinic: Served, opened: Open, take: Taken) -> None:
    watched = opened(clinic, width=WIDTH, height=HEIGHT).signed_in("clerk")
    page = watched.page()
    name = name_of(clinic.service, open_appointments(clinic.service)[-1][1])
    family = name.split(",")[0].capitalize()
    page.goto("/clinic")
    born = page.locator("tbody tr", has_text=name).locator('[data-label="Born"]').first.inner_text().split(" ")[0]
    page.goto("/children")
    page.get_by_label("Family name").fill(family)
    page.get_by_label("Date of birth").fill(born)
    page.get_by_role("button", name="Find by name").click()
    expect(page.locator(".en-hit").first).to_contain_text(name)
    page.get_by_role("button", name="Register a new child").click()
    expect(page.locator("#family_name")).to_have_value(family)
    page.locator("#given_name").fill("Samuel")
    page.locator("#gender").select_option(label="Male")
    page.locator("#nhs_number_status").select_option(TRACE_REQUIRED)
    page.locator("#local_identifier").fill("NM-90417")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("#look-alikes")).to_contain_text("None of these: it is another child")
    take("look-alikes", page, page.locator("h1"), page.locator("#look-alikes"))
    # The browser itself complains of the refusal, which asks whether the child is one of those.
    assert all("422" in complaint for complaint in watched.complaints)
    watched.complaints.clear()


def test_the_booking_systems_file(clinic: Served, signed_in: Callable[[str], Page], take: Taken) -> None:
    page = signed_in("clerk")
    page.goto("/appointments/import")
    page.get_by_label("Or paste the rows").fill(file_of_the_booking_system(clinic.service))
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("heading", name="What the file would do")).to_be_visible()
    expect(page.get_by_role("button", name="Book the 2 good rows")).to_be_visible()
    expect(page.get_by_role("button", name="Download the 2 wrong rows")).to_be_visible()
    take("import", page, page.locator("h1"), page.locator(".en-rows__row").last)


def test_accounts(signed_in: Callable[[str], Page], take: Taken) -> None:
    page = signed_in("administrator")
    page.goto("/accounts")
    page.locator("tr", has_text="physio2").get_by_role("button", name="Disable physio2").click()
    expect(page.locator("tr", has_text="physio2")).to_contain_text("Disabled")
    page.locator("h2", has_text="Add an account").scroll_into_view_if_needed()
    page.mouse.wheel(0, 2_000)
    page.wait_for_timeout(200)
    take("accounts", page, page.locator("tr", has_text="physio2"), page.locator('form[action="/accounts"]'))
