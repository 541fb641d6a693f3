"""The guides of docs/: what they link to is there, and what they name is in the product."""

import re
import struct

import pytest
from starlette.routing import compile_path
from typer.main import get_command
from typer.testing import CliRunner

from app.cli import application
from app.main import routes_of
from app.settings import PREFIX, Settings
from tests.journeys.test_guide_pictures import MOST_BYTES, PICTURES, WIDTH
from tests.service import REPOSITORY, Service

DOCS = REPOSITORY / "docs"
GUIDES = ("guide-clinician.md", "guide-clerk.md", "guide-administrator.md", "operations.md")
FILES_OF_THE_PROXY = ("/etc/", "/var/", "/srv/", "/backup/")

_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\.png\)")
_PAGE = re.compile(r"`(/[a-z][a-z0-9/.{}-]*)`")
_SETTING = re.compile(rf"{PREFIX}[A-Z_]+")
_COMMAND = re.compile(r"`everyneed ([a-z]+)(?: ([a-z-]+))?")


def words_of(guide: str) -> str:
    return (DOCS / guide).read_text()


def pictures_shown() -> set[str]:
    return {name for guide in GUIDES for _, name in _PICTURE.findall(words_of(guide))}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_a_guide_links_to_is_there(guide: str) -> None:
    links = [link for link in _LINK.findall(words_of(guide)) if "://" not in link]
    assert [link for link in links if not (DOCS / link).exists()] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_page_a_guide_names_is_a_route(guide: str, shared_service: Service) -> None:
    patterns = [
        compile_path(route.path)[0] for route in routes_of(shared_service.web) if "GET" in (route.methods or ())
    ]
    named = [page for page in _PAGE.findall(words_of(guide)) if not page.startswith(FILES_OF_THE_PROXY)]
    assert [page for page in named if not any(pattern.fullmatch(page) for pattern in patterns)] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_setting_a_guide_names_exists(guide: str) -> None:
    named = set(_SETTING.findall(words_of(guide)))
    assert named - {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} == set()


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_a_number_a_guide_gives_for_a_setting_is_its_default(setting: str) -> None:
    said = [re.findall(rf"`{PREFIX}{setting.upper()}` \((\d+)\)", words_of(guide)) for guide in GUIDES]
    assert {int(number) for numbers in said for number in numbers} <= {Settings.model_fields[setting].default}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_a_guide_names_exists(guide: str) -> None:
    known = get_command(application())
    for group, name in _COMMAND.findall(words_of(guide)):
        words = [group, name] if name and hasattr(known.commands[group], "commands") else [group]  # type: ignore[attr-defined]
        asked = CliRunner().invoke(application(), [*words, "--help"])
        assert asked.exit_code == 0, words


def test_the_pictures_shown_are_those_the_journey_makes_and_those_that_are_kept() -> None:
    kept = {path.stem for path in (DOCS / "pictures").iterdir()}
    assert pictures_shown() == set(PICTURES) == kept


def test_every_picture_says_in_words_what_it_shows() -> None:
    assert [
        name for guide in GUIDES for words, name in _PICTURE.findall(words_of(guide)) if len(words.split()) < 3
    ] == []


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small_and_as_wide_as_the_window(name: str) -> None:
    content = (DOCS / "pictures" / f"{name}.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert (width, len(content) < MOST_BYTES) == (WIDTH, True)
    assert 0 < height <= 900


def test_the_clinicians_guide_stays_one_page() -> None:
    words = [word for word in words_of("guide-clinician.md").split() if not word.startswith("![")]
    assert len(words) <= 750


def test_no_guide_holds_a_name_of_this_machine() -> None:
    assert [guide for guide in GUIDES if re.search(r"/home/|/tmp/|localhost", words_of(guide))] == []
