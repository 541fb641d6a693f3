"""Damage to the zip that a release comes in, by accident or on purpose."""

import io
import stat
import warnings
import zipfile
from random import Random
from typing import Final

from tests.terminology.damage.kinds import Damaged, Kind, Verdict
from tests.terminology.damage.release import SoundRelease
from tests.terminology.editions.packages import Files

_OUT: Final = (
    "../escaped.txt", "/escaped.txt", "a/../../escaped.txt", "..\\escaped.txt", "C:\\escaped.txt",
    "\\\\host\\escaped.txt", "Snapshot/../../../escaped.txt",
)  # fmt: skip


def zipped(files: Files, *more: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files, and of more whose names and marks may be anything."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method, compresslevel=1) as archive:
        for name, content in (*files.items(), *more):
            archive.writestr(name, content)
    return held.getvalue()


def the_zip_is_cut_short(release: SoundRelease, chance: Random) -> Damaged:
    whole = zipped(release.files)
    return Damaged({}, archive=whole[: chance.randrange(len(whole))])


def a_byte_of_the_zip_is_changed(release: SoundRelease, chance: Random) -> Damaged:
    """It may lie where nothing depends on it, or in a file that is not read."""
    whole = bytearray(zipped(release.files))
    whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return Damaged({}, archive=bytes(whole))


def a_byte_of_the_directory_is_changed(release: SoundRelease, chance: Random) -> Damaged:
    whole = bytearray(zipped(release.files))
    whole[chance.randrange(bytes(whole).index(b"PK\x01\x02"), len(whole))] ^= 1 << chance.randrange(8)
    return Damaged({}, archive=bytes(whole))


def a_byte_of_a_file_in_the_zip_is_changed(release: SoundRelease, chance: Random) -> Damaged:
    """In what is stored of a file that is read: its check sum tells."""
    path = chance.choice(release.paths())
    whole = bytearray(zipped(release.files, method=zipfile.ZIP_STORED))
    content = release.files[path]
    at = bytes(whole).index(content)
    whole[at + chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return Damaged({}, archive=bytes(whole))


def bytes_stand_before_or_after_the_zip(release: SoundRelease, chance: Random) -> Damaged:
    whole, noise = zipped(release.files), chance.randbytes(30)
    return Damaged({}, archive=chance.choice((noise + whole, whole + noise)))


def what_is_given_is_no_zip(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged(
        {}, archive=chance.choice((b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.4", chance.randbytes(99)))
    )


def a_path_leads_out_of_the_zip(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged({}, "escaped.txt", archive=zipped(release.files, (chance.choice(_OUT), b"out")))


def two_files_in_the_zip_have_the_same_path(release: SoundRelease, chance: Random) -> Damaged:
    path = chance.choice(list(release.files))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Damaged({}, archive=zipped(release.files, (path, release.files[path])))


def the_zip_holds_a_link(release: SoundRelease, chance: Random) -> Damaged:
    link = zipfile.ZipInfo("Snapshot/Terminology/sct2_Concept_Snapshot_INT_20250410.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return Damaged({}, link.filename, archive=zipped(release.files, (link, b"/etc/passwd")))


def the_zip_holds_a_zip(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged({}, "inner.zip", archive=zipped({}, ("inner.zip", zipped(release.files))))


def a_file_in_the_zip_is_encrypted(release: SoundRelease, chance: Random) -> Damaged:
    """By its mark, in the directory and before the file."""
    path = chance.choice(release.paths())
    whole = bytearray(zipped({path: release.files[path]}))
    whole[6] |= 1
    whole[bytes(whole).index(b"PK\x01\x02") + 8] |= 1
    return Damaged({}, path, archive=bytes(whole))


def the_zip_is_packed_in_another_way(release: SoundRelease, chance: Random) -> Damaged:
    method = chance.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    return Damaged({}, archive=zipped(release.files, method=method))


KINDS: Final = (
    *(
        Kind(Verdict.REFUSED, each)
        for each in (
            the_zip_is_cut_short, a_byte_of_a_file_in_the_zip_is_changed, what_is_given_is_no_zip,
            a_path_leads_out_of_the_zip, two_files_in_the_zip_have_the_same_path, the_zip_holds_a_link,
            the_zip_holds_a_zip, a_file_in_the_zip_is_encrypted, the_zip_is_packed_in_another_way,
        )
    ),
    Kind(Verdict.EITHER, a_byte_of_the_zip_is_changed),
    Kind(Verdict.EITHER, a_byte_of_the_directory_is_changed),
    Kind(Verdict.EITHER, bytes_stand_before_or_after_the_zip),
)  # fmt: skip
