"""The copy is what a rebuild would make, whatever was refreshed when; and whole, whenever a refresh was killed."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clinical.needs import Change
from app.errors import Conflict, NotFound
from app.reports.copy import writer
from app.reports.copy.layout import MOST_GENERATIONS, PARTS, columns, first_to_merge
from app.reports.copy.manifest import ManifestFault
from app.reports.copy.places import Places
from app.reports.copy.reader import MANIFEST, attach, read_manifest, reading
from tests.clinical.examples import NHS_NUMBER, PALSY, REFSET
from tests.reports.copy.worlds import OTHER_NUMBER, World, derivation, grown_world, people, refreshed, rows, small_world


def generations(folder: Path) -> int:
    return len(read_manifest(folder / MANIFEST).generations)


def test_a_child_known_to_two_clinics_is_one_and_those_without_a_number_are_not_linked(tmp_path: Path) -> None:
    done = refreshed(small_world(), tmp_path)
    assert [count for _, count in done.records] == [2, 2]
    found = rows(tmp_path)["child"]
    assert len(found) == 4
    assert len({row[0] for row in found}) == 3
    assert people(tmp_path) == [(1, 10_001, True), (1, 10_003, False), (2, 10_002, True), (2, 10_004, False)]


def test_only_what_was_touched_is_written_again_and_replaces_what_was_there(tmp_path: Path) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    world.see(0, 1)
    world.move(1, 4, "ZN1 1AA")
    done = refreshed(world, tmp_path)
    assert [count for _, count in done.records] == [1, 1]
    assert not done.anew
    assert generations(tmp_path) == 2
    found = rows(tmp_path)
    assert [len(found[table]) for table in ("child", "need", "contact", "referral")] == [4, 2, 2, 4]
    assert {row[2:4] for row in found["fact"]} == {
        ("local_authority", "ZE901"),
        ("region", "unknown"),
        ("deprivation_decile", "unknown"),
    }


def test_written_piece_by_piece_the_copy_holds_the_same_and_no_text_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = small_world()
    for number in range(10, 30):
        world.register(number % 2, number, None)
        world.see(number % 2, number)
    world.merge(0, 1, into=12)
    refreshed(world, tmp_path / "one")
    monkeypatch.setattr(writer, "AT_ONCE", 7)
    refreshed(world, tmp_path / "several")
    assert rows(tmp_path / "several") == rows(tmp_path / "one")
    assert len(rows(tmp_path / "one")["contact"]) == 21
    assert not list(tmp_path.rglob("text*"))


def test_the_rows_under_a_former_pseudonym_vanish_when_a_number_is_added_or_corrected(tmp_path: Path) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    before = {row[-1]: row[0] for row in rows(tmp_path)["child"]}
    world.renumber(0, 3, OTHER_NUMBER)
    world.renumber(0, 1, None)
    refreshed(world, tmp_path)
    after = {row[-1]: row[0] for row in rows(tmp_path)["child"]}
    assert after.keys() == before.keys()
    assert {record for record in after if after[record] != before[record]} == {10_001, 10_003}
    assert {row[0] for row in rows(tmp_path)["contact"]} == {after[10_001]}


def test_a_merged_record_goes_and_comes_back_when_it_is_unmerged(tmp_path: Path) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    world.merge(0, 1, into=3)
    refreshed(world, tmp_path)
    assert people(tmp_path) == [(1, 10_003, False), (2, 10_002, True), (2, 10_004, False)]
    assert [row[-1] for row in rows(tmp_path)["contact"]] == [10_003]
    world.unmerge(0, 1)
    refreshed(world, tmp_path)
    assert len(people(tmp_path)) == 4
    assert [row[-1] for row in rows(tmp_path)["contact"]] == [10_001]


def test_nothing_touched_writes_nothing_but_the_manifest(tmp_path: Path) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    done = refreshed(world, tmp_path)
    assert [count for _, count in done.records] == [0, 0]
    assert generations(tmp_path) == 1
    assert sorted(each.name for each in tmp_path.glob("generation-*")) == ["generation-1"]


def test_an_installation_without_children_has_a_copy_of_empty_tables(tmp_path: Path) -> None:
    refreshed(World(), tmp_path)
    assert set(map(len, rows(tmp_path).values())) == {0}


@pytest.mark.parametrize(
    "by",
    [
        derivation(places=Places({"ZN1": "ZE902"}, version="2")),
        derivation(key=bytes(31) + b"1"),
        derivation(replace(REFSET, members={**REFSET.members, PALSY: replace(REFSET.members[PALSY], counted=False)})),
    ],
    ids=["places", "key", "grouping"],
)
def test_other_rules_make_everything_anew(tmp_path: Path, by: writer.Derivation) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    done = refreshed(world, tmp_path, by)
    assert done.anew
    assert [count for _, count in done.records] == [2, 2]
    assert generations(tmp_path) == 1
    assert not refreshed(world, tmp_path, by).anew


def test_all_of_a_childs_rows_lie_in_one_part_and_the_parts_are_the_whole(tmp_path: Path) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    world.see(1, 2)
    refreshed(world, tmp_path)
    parts = [rows(tmp_path, part) for part in range(PARTS)]
    for table, found in rows(tmp_path).items():
        assert sorted((row for part in parts for row in part[table]), key=repr) == found
        assert all(row[0] & (PARTS - 1) == number for number, part in enumerate(parts) for row in part[table])


def test_the_views_have_the_columns_of_the_rows_and_the_record(tmp_path: Path) -> None:
    refreshed(small_world(), tmp_path)
    connection = duckdb.connect()
    attach(connection, tmp_path / MANIFEST)
    described = connection.execute("DESCRIBE need").fetchall()
    assert [(row[0], row[1]) for row in described] == [(each.name, each.sql) for each in columns("need")]
    assert [each.name for each in columns("fact")] == (
        "child organisation kind value since until recorded_at id record".split()
    )


def test_hostile_codes_come_through_as_they_are(tmp_path: Path) -> None:
    world = small_world()
    hostile = ['a"b', "a,b", "a\nb", "\\N", "", "NULL", "'; DROP", "\u202e1", "1\x01"]
    for place, code in enumerate(hostile):
        world.register(0, 100 + place, None)
        mine, record = list(world.records[world.log[-1][0]].values())[-1], world.log[-1]
        sex = replace(mine.child.demographics, gender=_Sex(code))  # type: ignore[arg-type]
        world.records[record[0]][record[1]] = replace(mine, child=replace(mine.child, demographics=sex))
    refreshed(world, tmp_path)
    found = {row[5] for row in rows(tmp_path)["child"] if row[-1] >= 10_100}
    assert found == set(hostile)


class _Sex(str):
    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)


def test_instants_are_kept_as_utc_without_a_zone(tmp_path: Path) -> None:
    refreshed(small_world(), tmp_path)
    # The example's referral was recorded at 9:00 UTC, its visit at 10:30 UTC.
    found = {str(row[7]) for row in rows(tmp_path)["child"]}
    assert found == {"2025-01-06 09:00:00", "2026-11-24 10:30:00"}


def test_there_is_no_copy_before_the_first(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="everyneed reports copy"):
        attach(duckdb.connect(), tmp_path / MANIFEST)
    with pytest.raises(NotFound, match="everyneed reports copy"), reading(tmp_path):
        pass


@pytest.mark.parametrize("damage", ["", "{}", '{"format": 99}', "[1]", '{"format": 1, "marks": 3}'])
def test_a_damaged_manifest_is_said_and_the_next_refresh_makes_everything_anew(tmp_path: Path, damage: str) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    expected = rows(tmp_path)
    (tmp_path / MANIFEST).write_text(damage)
    with pytest.raises(ManifestFault, match="--rebuild"):
        rows(tmp_path)
    assert refreshed(world, tmp_path).anew
    assert rows(tmp_path) == expected


def test_a_manifest_leads_to_no_file_outside(tmp_path: Path) -> None:
    refreshed(small_world(), tmp_path)
    text = (tmp_path / MANIFEST).read_text()
    held = json.loads(text)
    held["generations"][0]["folder"] = "../elsewhere"
    (tmp_path / MANIFEST).write_text(json.dumps(held))
    with pytest.raises(ManifestFault):
        read_manifest(tmp_path / MANIFEST)


def test_two_refreshes_at_once_are_refused(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "writer.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(Conflict, match="under way"):
        refreshed(World(), tmp_path)
    os.close(descriptor)
    refreshed(World(), tmp_path)


def test_a_reader_keeps_its_files_through_any_number_of_refreshes(tmp_path: Path) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    with reading(tmp_path) as manifest:
        connection = duckdb.connect()
        attach(connection, manifest)
        for _ in range(3):
            refreshed(world, tmp_path, anew=True)
        assert connection.execute("SELECT count(*) FROM child").fetchall() == [(4,)]
    for _ in range(2):
        refreshed(world, tmp_path, anew=True)
    assert len(list(tmp_path.glob("generation-*"))) == 2


def test_many_generations_are_merged_and_hold_the_same(tmp_path: Path) -> None:
    world = small_world()
    for number in range(MOST_GENERATIONS + 3):
        world.see(number % 2, 1 + number % 2)
        if number == 4:
            world.merge(0, 1, into=3)
        refreshed(world, tmp_path / "copy")
        assert generations(tmp_path / "copy") <= MOST_GENERATIONS
    refreshed(world, tmp_path / "anew")
    assert rows(tmp_path / "copy") == rows(tmp_path / "anew")


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([1_000_000] + [10] * 7, None),
        ([1_000_000] + [10] * 8, 1),  # the small ones, not the large one
        ([100] + [10] * 8, 0),
        ([1_000_000, 400_000] + [10_000] * 7, 2),
        ([1_000_000, 40_000] + [10_000] * 7, 1),
    ],
)
def test_what_is_merged_is_little_beside_what_is_new(sizes: list[int], expected: int | None) -> None:
    assert first_to_merge(sizes) == expected


_Act = tuple[str, tuple[int, int], object]
_children = st.tuples(st.integers(0, 1), st.integers(1, 4))
_acts = st.one_of(
    st.tuples(st.just("register"), _children, st.sampled_from((None, NHS_NUMBER, OTHER_NUMBER))),
    st.tuples(st.just("renumber"), _children, st.sampled_from((None, NHS_NUMBER, OTHER_NUMBER))),
    st.tuples(st.just("move"), _children, st.sampled_from(("ZN1 1AA", "ZN9 9ZZ"))),
    st.tuples(st.just("see"), _children, st.sampled_from(tuple(Change))),
    st.tuples(st.just("merge"), _children, st.integers(1, 4)),
    st.tuples(st.just("unmerge"), _children, st.none()),
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(_acts, st.booleans()), min_size=5, max_size=10), st.integers(2, 3))
def test_refreshes_in_whatever_order_make_what_a_rebuild_makes(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[_Act, bool]], most: int
) -> None:
    folder = tmp_path_factory.mktemp("copies")
    world = small_world()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "first_to_merge", lambda sizes: first_to_merge(sizes, most))
        refreshed(world, folder / "copy")
        for act, then in acts:
            _do(world, *act)
            if then:
                refreshed(world, folder / "copy")
        refreshed(world, folder / "copy")
    refreshed(world, folder / "anew")
    assert rows(folder / "copy") == rows(folder / "anew")


def _do(world: World, act: str, whom: tuple[int, int], what: object) -> None:
    if act == "unmerge":
        world.unmerge(*whom)
    elif act != "register" or not world.knows(*whom):
        getattr(world, act)(*whom, what)


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.reports.copy.worlds import grown_world, refreshed

folder, left = Path(sys.argv[1]), [int(sys.argv[2])]
WATCHED = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}

def watch(event, arguments):
    if event in WATCHED and str(folder) in str(arguments):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

world = grown_world()
sys.addaudithook(watch)
refreshed(world, folder)
print(int(sys.argv[2]) - left[0])
"""


def killed_at(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLED, str(folder), str(step)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_killed_at_any_step_the_copy_is_as_before_or_as_after(tmp_path: Path) -> None:
    refreshed(small_world(), tmp_path / "copy")
    refreshed(grown_world(), tmp_path / "after")
    before, after = rows(tmp_path / "copy"), rows(tmp_path / "after")
    whole = killed_at(tmp_path / "rehearsal", 10**6)
    steps = int(whole.stdout)
    assert steps > 20
    seen = set()
    for step in (steps // 2, steps - 5, steps - 2):
        done = killed_at(tmp_path / "copy", step)
        assert done.returncode in (-signal.SIGKILL, 0), done.stderr
        found = rows(tmp_path / "copy")
        assert found in (before, after)
        seen.add(found == after)
    refreshed(grown_world(), tmp_path / "copy")
    assert rows(tmp_path / "copy") == after
    assert False in seen
