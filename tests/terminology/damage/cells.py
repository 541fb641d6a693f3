"""Damage within a row: cells that hold what they must not, and rows of the wrong shape."""

from random import Random
from typing import Final

from app.terminology.concept import check_digit
from tests.terminology.damage.kinds import Damaged, Kind, Verdict, in_cell, in_row
from tests.terminology.damage.release import Place, SoundRelease
from tests.terminology.editions.tables import Table

_ANY_COMPONENT: Final = frozenset({"referencedComponentId", "targetComponentId"})
_CHOICES: Final = {
    "definitionStatusId": Table.CONCEPT,
    "caseSignificanceId": Table.DESCRIPTION,
    "characteristicTypeId": Table.RELATIONSHIP,
    "modifierId": Table.RELATIONSHIP,
    "acceptabilityId": Table.LANGUAGE,
}


def _identifier(release: SoundRelease, chance: Random) -> tuple[Place, str, bytes]:
    place = release.any_row(chance)
    column = chance.choice(place.identifiers)
    return place, column, place.cell(column)


def a_column_is_dropped(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance)
    at = chance.randrange(len(place.cells))
    return in_row(release, place, (*place.cells[:at], *place.cells[at + 1 :]))


def a_column_is_doubled(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance)
    at = chance.randrange(len(place.cells))
    return in_row(release, place, (*place.cells[:at], place.cells[at], *place.cells[at:]))


def a_digit_is_wrong(release: SoundRelease, chance: Random) -> Damaged:
    place, column, cell = _identifier(release, chance)
    at = chance.randrange(len(cell))
    other = chance.choice(b"0123456789".replace(cell[at : at + 1], b""))
    return in_cell(release, place, column, cell[:at] + bytes([other]) + cell[at + 1 :])


def two_digits_are_swapped(release: SoundRelease, chance: Random) -> Damaged:
    place, column, cell = _identifier(release, chance)
    places = [at for at in range(len(cell) - 1) if cell[at] != cell[at + 1]]
    at = chance.choice(places)
    return in_cell(release, place, column, cell[:at] + cell[at : at + 2][::-1] + cell[at + 2 :])


def a_digit_is_missing_or_too_many(release: SoundRelease, chance: Random) -> Damaged:
    """Lengths of 5 and 19 are refused as such; within them, a digit may happen to be the right one."""
    place, column, cell = _identifier(release, chance)
    return in_cell(release, place, column, chance.choice((cell[:5], cell + b"1234567890123"[: 19 - len(cell)])))


def a_partition_is_wrong(release: SoundRelease, chance: Random) -> Damaged:
    place, column, cell = _identifier(release, chance)
    own = int(cell[-2:-1])
    others = [3, 7, 9] if column in _ANY_COMPONENT else [each for each in range(4) if each != own]
    stem = f"{cell[:-2].decode()}{chance.choice(others)}"
    return in_cell(release, place, column, f"{stem}{check_digit(stem)}".encode())


def an_extension_has_no_namespace(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.CONCEPT)
    stem = f"{chance.randrange(100, 999)}10"
    return in_cell(release, place, "id", f"{stem}{check_digit(stem)}".encode())


def an_identifier_is_no_number(release: SoundRelease, chance: Random) -> Damaged:
    place, column, cell = _identifier(release, chance)
    spoilt = (
        b"", b" " + cell, cell + b" ", b"+" + cell, b"-" + cell, cell + b".0", b"0" + cell, b"1.2E+17", b"0x1F",
        "١٢٣٤٥٦٧٨".encode(), cell.replace(b"0", b"O"), b"9" * 40, b"null", cell[:4] + b"\0" + cell[5:],
        b'"' + cell + b'"',
    )  # fmt: skip
    return in_cell(release, place, column, chance.choice([each for each in spoilt if each != cell]))


def a_date_is_wrong(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance)
    wrong = (
        b"", b"20241301", b"20240230", b"20230229", b"2024-01-31", b"00000000", b"2024013", b"202401311", b"20240100",
        b"yyyymmdd", b"-2024013", b" 2024013", b"99999999", b"20240031",
    )  # fmt: skip
    return in_cell(release, place, "effectiveTime", chance.choice(wrong))


def a_date_is_after_that_of_the_file(release: SoundRelease, chance: Random) -> Damaged:
    return in_cell(release, release.any_row(chance), "effectiveTime", b"20991231")


def a_date_a_module_rests_on_is_wrong(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.MODULE_DEPENDENCY)
    column = chance.choice(("sourceEffectiveTime", "targetEffectiveTime"))
    return in_cell(release, place, column, chance.choice((b"", b"20240231", b"soon")))


def a_flag_is_wrong(release: SoundRelease, chance: Random) -> Damaged:
    wrong = (b"2", b"", b"true", b"01", b"-1", b"y", b" 1", b"\xef\xbc\x91")
    return in_cell(release, release.any_row(chance), "active", chance.choice(wrong))


def a_choice_is_none_the_standard_has(release: SoundRelease, chance: Random) -> Damaged:
    column = chance.choice(sorted(_CHOICES))
    place = release.any_row(chance, _CHOICES[column])
    return in_cell(release, place, column, chance.choice((b"138875005", b"404684003", b"900000000000441003")))


def a_description_is_of_no_type(release: SoundRelease, chance: Random) -> Damaged:
    return in_cell(release, release.any_row(chance, Table.DESCRIPTION), "typeId", b"138875005")


def a_group_is_no_number(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.RELATIONSHIP)
    return in_cell(release, place, "relationshipGroup", chance.choice((b"", b"-1", b"one", b"99999999999999999999")))


def a_language_is_no_code(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.DESCRIPTION)
    return in_cell(release, place, "languageCode", chance.choice((b"", b"english language", b"E", b"e\xc3\xa9", b"1")))


def a_member_has_no_uuid(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_member(chance)
    cell = place.cells[0]
    wrong = (b"", cell[:-1], cell + b"0", cell.replace(b"-", b""), b"{" + cell[1:], b"g" + cell[1:], b"7000061000",
             cell[:8] + b" " + cell[9:], cell[:35] + b"\xc2")  # fmt: skip
    return in_cell(release, place, "id", chance.choice(wrong))


def a_uuid_is_in_capitals(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_member(chance)
    return in_cell(release, place, "id", place.cells[0].upper())


def _term(release: SoundRelease, chance: Random, put: bytes) -> Damaged:
    place = release.any_row(chance, Table.DESCRIPTION)
    term = place.cell("term")
    at = chance.randrange(len(term.decode()) + 1)
    whole = term.decode()
    return in_cell(release, place, "term", whole[:at].encode() + put + whole[at:].encode())


def a_term_has_a_tab(release: SoundRelease, chance: Random) -> Damaged:
    return _term(release, chance, b"\t")


def a_term_has_a_control_character(release: SoundRelease, chance: Random) -> Damaged:
    return _term(release, chance, bytes([chance.choice((0, 1, 7, 8, 11, 12, 27, 31, 127))]))


def a_term_is_not_utf_8(release: SoundRelease, chance: Random) -> Damaged:
    return _term(
        release, chance, chance.choice((b"\xff", b"\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\x80"))
    )


def a_term_is_broken_into_two_lines(release: SoundRelease, chance: Random) -> Damaged:
    return _term(release, chance, chance.choice((b"\n", b"\r\n")))


def a_term_is_empty(release: SoundRelease, chance: Random) -> Damaged:
    return in_cell(release, release.any_row(chance, Table.DESCRIPTION), "term", b"")


def a_term_has_quotation_marks(release: SoundRelease, chance: Random) -> Damaged:
    """There is no quoting: the marks are part of the term, also where they are not paired."""
    place = release.any_row(chance, Table.DESCRIPTION)
    term = chance.choice(('"%s"', '"%s', "'%s'", '%s ""', '"" %s')) % place.cell("term").decode()
    return Damaged(release.with_cells(place, place.with_cell("term", term.encode())), term=term)


def a_term_is_odd_but_text(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.DESCRIPTION)
    odd = (
        "\\N",
        "NULL",
        "=1+1",
        "<script>alert(1)</script>",
        "𝄞 clef",
        "e\u0301",
        "\u202eabc",
        "%s" * 9,
        "a" * 4_000,
        "0",
    )
    term = chance.choice(odd)
    return Damaged(release.with_cells(place, place.with_cell("term", term.encode())), term=term)


def an_identifier_is_that_of_another_component(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.DESCRIPTION)
    cells = place.with_cell("id", place.cell("conceptId"))
    return in_row(release, place, cells if chance.random() < 0.5 else place.with_cell("conceptId", place.cell("id")))


def two_cells_are_swapped(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance)
    one, two = sorted(chance.sample(range(len(place.cells)), 2))
    cells = list(place.cells)
    cells[one], cells[two] = cells[two], cells[one]
    return Damaged(release.with_cells(place, tuple(cells)))


def a_byte_is_changed(release: SoundRelease, chance: Random) -> Damaged:
    path = chance.choice(release.paths())
    content = bytearray(release.files[path])
    content[chance.randrange(len(content))] = chance.randrange(256)
    return Damaged(release.with_file(path, bytes(content)))


KINDS: Final = (
    *(
        Kind(Verdict.REFUSED, each)
        for each in (
            a_column_is_dropped, a_column_is_doubled, a_digit_is_wrong, two_digits_are_swapped,
            a_digit_is_missing_or_too_many, a_partition_is_wrong, an_extension_has_no_namespace,
            an_identifier_is_no_number, a_date_is_wrong, a_date_is_after_that_of_the_file,
            a_date_a_module_rests_on_is_wrong, a_flag_is_wrong, a_choice_is_none_the_standard_has,
            a_description_is_of_no_type, a_group_is_no_number, a_language_is_no_code, a_member_has_no_uuid,
            a_term_has_a_tab, a_term_has_a_control_character, a_term_is_not_utf_8, a_term_is_broken_into_two_lines,
            a_term_is_empty, an_identifier_is_that_of_another_component,
        )
    ),
    Kind(Verdict.SAME, a_uuid_is_in_capitals),
    Kind(Verdict.LOADED, a_term_has_quotation_marks),
    Kind(Verdict.LOADED, a_term_is_odd_but_text),
    Kind(Verdict.EITHER, two_cells_are_swapped),
    Kind(Verdict.EITHER, a_byte_is_changed),
)  # fmt: skip
