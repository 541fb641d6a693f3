"""Loaded lists are kept whole in their folder, and a faulty one leaves the one before."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.csds.lists.commands import lists_commands
from app.csds.lists.kinds import ListFault, ListKind
from app.csds.lists.load import ToolsInUse, load_lists
from app.csds.lists.writer import keep_list
from tests.csds.lists.list_files import ASSESSMENTS, ORGANISATIONS, POSTCODES, written

OCTOBER = date(2026, 10, 1), date(2026, 10, 31)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(lists_commands(lambda: folder), [*arguments])
    return answer.exit_code, answer.output


def test_a_list_is_made_of_several_files_and_replaces_the_one_before(tmp_path: Path) -> None:
    kept = tmp_path / "lists"
    own = (
        written(tmp_path, "trusts.csv", ORGANISATIONS),
        written(tmp_path, "schools.csv", "code,opened,closed\nEE2,,\n"),
    )
    code, said = run(kept, "load", "organisations", *map(str, own))
    assert (code, said) == (0, "10 organisations are loaded. The next check and build use them.\n")
    in_force = load_lists(kept).in_force(*OCTOBER)
    assert in_force is not None
    assert list(in_force) == ["RXX01", "RXX02", "A81001", "15E", "RYY01", "EE100001", "RXX0101", "EE2"]
    assert list(in_force) == list(in_force)
    run(kept, "load", "organisations", str(own[1]))
    assert list(load_lists(kept).in_force(*OCTOBER) or ()) == ["EE2"]


def test_a_faulty_list_is_told_with_file_and_line_and_the_one_before_stays(tmp_path: Path) -> None:
    kept = tmp_path / "lists"
    run(kept, "load", "postcodes", str(written(tmp_path, "a.csv", POSTCODES)))
    code, said = run(kept, "load", "postcodes", str(written(tmp_path, "b.csv", "postcode\nLS1 4AP\nno\nwhere\n")))
    assert code == 1
    assert "b.csv, line 3: This is no postcode. Write it as in LS1 4AP." in said
    assert "b.csv, line 4: This is no postcode." in said
    assert "The list before stays." in said
    assert list(load_lists(kept).postcodes or ()) == ["ZZ99 3VZ", "ZZ99 3WZ", "SW1A 1AA", "LS1 4AP"]
    assert [each.name for each in kept.iterdir()] == ["postcodes.csv"]


def test_an_assessment_that_is_named_twice_is_refused_in_whichever_file(tmp_path: Path) -> None:
    first = written(tmp_path, "a.csv", ASSESSMENTS)
    again = written(tmp_path, "b.csv", ASSESSMENTS)
    with pytest.raises(ListFault, match=r"b\.csv, line 2: 138875005 was named before"):
        keep_list(ListKind.ASSESSMENTS, [first, again], tmp_path / "lists")


def test_what_is_kept_of_assessments_reads_as_it_was_loaded(tmp_path: Path) -> None:
    keep_list(ListKind.ASSESSMENTS, [written(tmp_path, "a.csv", ASSESSMENTS)], tmp_path)
    once = load_lists(tmp_path).assessments
    keep_list(ListKind.ASSESSMENTS, [tmp_path / "assessments.csv"], tmp_path)
    assert load_lists(tmp_path).assessments == once
    assert once is not None
    assert [each.term for each in once.values()] == ["Is-a, whole", "Root scale"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00p", b"postcode\n\xe9\n"])
def test_a_file_that_is_no_text_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    code, said = run(tmp_path / "lists", "load", "postcodes", str(path))
    assert code == 1
    assert "odd.csv: It cannot be read: it is no text in UTF-8." in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, said = run(tmp_path / "lists", "load", "postcodes", str(tmp_path / "gone.csv"))
    assert code == 1
    assert "gone.csv: It cannot be read: No such file or directory." in said


def test_it_is_shown_which_lists_are_loaded_and_one_can_be_dropped(tmp_path: Path) -> None:
    run(tmp_path, "load", "postcodes", str(written(tmp_path, "a.csv", POSTCODES)))
    code, said = run(tmp_path, "show")
    lines = said.splitlines()
    assert code == 0
    assert lines[0] == "organisations  not loaded: the rules that need it are not checked"
    assert lines[1].startswith("postcodes      loaded 20")
    assert run(tmp_path, "drop", "postcodes") == (0, "The list of postcodes is forgotten.\n")
    assert run(tmp_path, "drop", "postcodes") == (0, "The list of postcodes is not loaded: nothing was changed.\n")
    assert load_lists(tmp_path).postcodes is None


def test_a_list_of_assessments_that_is_loaded_meanwhile_is_in_use_at_once(tmp_path: Path) -> None:
    failed: list[ListFault] = []
    in_use = ToolsInUse(tmp_path, failed.append)

    def known() -> list[str] | None:
        tools = in_use.current
        return None if tools is None else [each.term for each in tools.values()]

    assert known() is None
    keep_list(ListKind.ASSESSMENTS, [written(tmp_path, "a.csv", ASSESSMENTS)], tmp_path)
    assert known() == ["Is-a, whole", "Root scale"]
    keep_list(ListKind.ASSESSMENTS, [written(tmp_path, "a.csv", ASSESSMENTS.rsplit("\n", 2)[0] + "\n")], tmp_path)
    assert known() == ["Root scale"]
    (tmp_path / "assessments.csv").write_text("damaged")
    assert known() is None
    assert known() is None
    assert [str(each.faults[0].line) for each in failed] == ["1"]
    (tmp_path / "assessments.csv").unlink()
    assert known() is None
