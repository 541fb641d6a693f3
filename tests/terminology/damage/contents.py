"""Damage to whole files: their heading, encoding, line ends, length and names; and files that are not there."""

from random import Random
from typing import Final

from tests.terminology.damage.kinds import Damaged, Kind, Verdict
from tests.terminology.damage.release import END, SoundRelease
from tests.terminology.editions.tables import Table

_MARK: Final = b"\xef\xbb\xbf"


def _read(release: SoundRelease, chance: Random) -> str:
    return chance.choice(release.paths())


def _heading(release: SoundRelease, path: str) -> tuple[list[bytes], bytes]:
    head, _, rest = release.files[path].partition(END)
    return head.split(b"\t"), rest


def _with_heading(release: SoundRelease, path: str, columns: list[bytes]) -> Damaged:
    rest = _heading(release, path)[1]
    return Damaged(release.with_file(path, b"\t".join(columns) + END + rest), path, 1)


def two_columns_of_the_heading_are_swapped(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    columns = _heading(release, path)[0]
    one, two = chance.sample(range(len(columns)), 2)
    columns[one], columns[two] = columns[two], columns[one]
    return _with_heading(release, path, columns)


def a_column_of_the_heading_is_missing_or_strange(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    columns = _heading(release, path)[0]
    at = chance.randrange(len(columns))
    put = chance.choice(([], [b""], [columns[at] + b"s"], [b"extra", columns[at]], [b"\xff"], [b"x" * 5_000]))
    return _with_heading(release, path, [*columns[:at], *put, *columns[at + 1 :]])


def the_heading_is_missing(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    return Damaged(release.with_file(path, _heading(release, path)[1]), path, 1)


def the_heading_is_that_of_another_file(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    others = [each for each in release.paths() if release.table_of(each) is not release.table_of(path)]
    return _with_heading(release, path, _heading(release, chance.choice(others))[0])


def a_file_is_empty(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    return Damaged(release.with_file(path, b""), path, 1)


def a_file_is_a_mark_alone(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    return Damaged(release.with_file(path, chance.choice((_MARK, b"\r\n", b"\n", b"\0", _MARK + END))), path, 1)


def a_file_ends_in_the_midst_of_a_row(release: SoundRelease, chance: Random) -> Damaged:
    """Before its last column, so that the row has too few."""
    place = release.any_row(chance)
    before = END.join(release.files[place.path].split(END)[: place.line - 1]) + END
    row = b"\t".join(place.cells[:-1])
    return Damaged(release.with_file(place.path, before + row[: chance.randint(1, len(row))]), place.path, place.line)


def a_file_ends_anywhere(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    content = release.files[path]
    return Damaged(release.with_file(path, content[: chance.randrange(len(content))]))


def a_file_is_in_utf_16(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32"))
    return Damaged(release.with_file(path, release.files[path].decode().encode(encoding)), path, 1)


def a_file_is_in_another_encoding(release: SoundRelease, chance: Random) -> Damaged:
    """Of one byte a letter, as spreadsheets save it: the first row with an accent is told."""
    rows = [row for row in release.rows(Table.DESCRIPTION) if not row.cell("term").isascii()]
    path = chance.choice(sorted({row.path for row in rows}))
    encoding = chance.choice(("latin-1", "cp1252", "mac-roman"))
    content = release.files[path].decode().encode(encoding, errors="replace")
    first = next(at for at, line in enumerate(content.split(END), start=1) if not line.isascii())
    return Damaged(release.with_file(path, content), path, first)


def a_file_has_a_byte_order_mark(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    return Damaged(release.with_file(path, _MARK + release.files[path]))


def a_file_has_plain_line_ends(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    return Damaged(release.with_file(path, release.files[path].replace(END, b"\n")))


def a_file_mixes_line_ends(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    lines = release.files[path].split(END)[:-1]
    return Damaged(release.with_file(path, b"".join(line + chance.choice((END, b"\n")) for line in lines)))


def a_file_has_the_line_ends_of_old_computers(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    return Damaged(release.with_file(path, release.files[path].replace(END, b"\r")), path)


def the_last_line_has_no_end(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    return Damaged(release.with_file(path, release.files[path].removesuffix(END)))


def blank_lines_stand_between_or_after(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    lines = release.files[path].split(END)
    lines.insert(chance.choice((len(lines) - 1, chance.randrange(1, len(lines)))), b"")
    return Damaged(release.with_file(path, END.join(lines)))


def a_row_is_endless(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.DESCRIPTION)
    cells = place.with_cell("term", b"a" * (3 << 19))
    return Damaged(release.with_cells(place, cells), place.path)


def a_piece_of_a_file_is_noise(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    content = release.files[path]
    at = chance.randrange(len(content))
    noise = chance.randbytes(chance.choice((1, 3, 40, 400)))
    return Damaged(release.with_file(path, content[:at] + noise + content[at + len(noise) :]))


def a_piece_of_a_file_stands_elsewhere(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    content = release.files[path]
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    rest = content[:start] + content[end:]
    at = chance.randrange(len(rest) + 1)
    return Damaged(release.with_file(path, rest[:at] + content[start:end] + rest[at:]))


def a_file_left_alone_is_noise(release: SoundRelease, chance: Random) -> Damaged:
    """Whatever is not read may be anything, other than a zip."""
    others = [path for path in release.files if release.table_of(path) is None and "TextDefinition" not in path]
    return Damaged(release.with_file(chance.choice(others), chance.randbytes(200)))


def strange_files_lie_beside(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    folder, _, name = path.rpartition("/")
    strange = (
        f"__MACOSX/{folder}/._{name}", f"{folder}/.DS_Store", f"{folder}/{name}.bak", f"{folder}/~${name}",
        f"{folder}/Thumbs.db", "README", f"{folder}/sct2_Identifier_Snapshot_INT_20250410.txt",
        f"{folder}/copy of {name}",
    )  # fmt: skip
    return Damaged({**release.files, chance.choice(strange): chance.randbytes(50)})


def a_file_of_components_is_missing(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged(release.without_file(chance.choice(release.paths(Table.CONCEPT, Table.DESCRIPTION))))


def a_file_is_missing(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged(release.without_file(_read(release, chance)))


def a_file_of_components_has_another_name(release: SoundRelease, chance: Random) -> Damaged:
    path = chance.choice(release.paths(Table.CONCEPT, Table.DESCRIPTION))
    others = (path.replace("sct2", "sct9"), path.removesuffix("txt") + "csv", path + ".part", path.replace("_", " "))
    return Damaged({chance.choice(others) if name == path else name: text for name, text in release.files.items()})


def two_files_have_each_others_names(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    other = chance.choice([each for each in release.paths() if release.table_of(each) is not release.table_of(path)])
    files = {**release.files, path: release.files[other], other: release.files[path]}
    return Damaged(files, path, 1)


def a_file_is_named_after_no_day(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    other = path[:-12] + chance.choice(("20240231", "00000000", "20249901")) + ".txt"
    return Damaged({other if name == path else name: text for name, text in release.files.items()}, other)


def a_file_is_named_after_a_day_before_its_rows(release: SoundRelease, chance: Random) -> Damaged:
    path = _read(release, chance)
    other = path[:-12] + "19990101.txt"
    return Damaged({other if name == path else name: text for name, text in release.files.items()}, other, 2)


def a_folder_has_the_name_of_a_file(release: SoundRelease, chance: Random) -> Damaged:
    path = chance.choice(release.paths(Table.CONCEPT, Table.DESCRIPTION))
    files = release.without_file(path)
    return Damaged({**files, f"{path}/readme.txt": b"a folder"})


def the_international_edition_is_missing(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged({name: text for name, text in release.files.items() if "InternationalRF2" not in name})


def nothing_is_left(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged(chance.choice(({}, {"readme.txt": b"nothing"}, {"Snapshot/Terminology/notes.txt": b""})))


KINDS: Final = (
    *(
        Kind(Verdict.REFUSED, each)
        for each in (
            two_columns_of_the_heading_are_swapped, a_column_of_the_heading_is_missing_or_strange,
            the_heading_is_missing, the_heading_is_that_of_another_file, a_file_is_empty, a_file_is_a_mark_alone,
            a_file_ends_in_the_midst_of_a_row, a_file_is_in_utf_16, a_file_is_in_another_encoding,
            a_file_has_the_line_ends_of_old_computers, a_row_is_endless, a_file_of_components_is_missing,
            a_file_of_components_has_another_name, two_files_have_each_others_names, a_file_is_named_after_no_day,
            a_file_is_named_after_a_day_before_its_rows, a_folder_has_the_name_of_a_file,
            nothing_is_left,
        )
    ),
    Kind(Verdict.REFUSED, the_international_edition_is_missing, apart=True),
    *(
        Kind(Verdict.SAME, each)
        for each in (
            a_file_has_a_byte_order_mark, a_file_has_plain_line_ends, a_file_mixes_line_ends, the_last_line_has_no_end,
            a_file_left_alone_is_noise, strange_files_lie_beside,
        )
    ),
    *(
        Kind(Verdict.EITHER, each)
        for each in (
            a_file_ends_anywhere, blank_lines_stand_between_or_after, a_piece_of_a_file_is_noise,
            a_piece_of_a_file_stands_elsewhere, a_file_is_missing,
        )
    ),
)  # fmt: skip
