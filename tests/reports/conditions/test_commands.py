"""Conditions of one's own as an operator types them, and as the informatics team sees them."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from typer.testing import CliRunner

from app.reports.conditions.commands import condition_commands
from app.terminology.refset import Group
from app.wiring import Installation, installation, known_kinds
from tests.reports import kept
from tests.reports.conditions.own import BROAD, NARROW, RHINITIS, SEIZURE, WEST, Kept, own
from tests.reports.conditions.test_desk import desk
from tests.reports.downloads.test_commands import told
from tests.service import Prepared, Service, copied, opened_service, settings_for
from tests.terminology.edition.small_editions import concept, edition, snapshot


def typed(records: Kept, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(condition_commands(lambda: nullcontext(desk(records))), [*words])
    return done.exit_code, done.output


def test_conditions_are_added_listed_and_withdrawn() -> None:
    records = Kept()
    assert typed(records, "list") == (0, "None.\n")
    line = f"rare_epilepsy  Any rare epilepsy  (health conditions)  {NARROW}"
    assert typed(
        records, "add", "--key", "rare_epilepsy", "--words", "Any rare epilepsy", "--concept", str(NARROW)
    ) == (
        0,
        f"Added: {line}\nQuarters that were released already do not get it, not even when they are revised.\n",
    )
    assert typed(records, "list") == (0, f"{line}\n")
    assert typed(records, "withdraw", "rare_epilepsy") == (0, f"Withdrawn: {line}\n")
    assert typed(records, "list") == (0, f"{line}  withdrawn\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--key", "epilepsy", "--words", "Any", "--concept", str(BROAD)), "epilepsy is the product's own."),
        (("add", "--key", "other", "--words", "Any", "--concept", "84757008"), "'84757008' is not a SNOMED CT concept"),
        (("add", "--key", "other", "--words", "Any", "--concept", "epilepsy"), "'epilepsy' is not a SNOMED CT concept"),
        (("withdraw", "other"), "No condition 'other' stands."),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_changed(words: tuple[str, ...], said: str) -> None:
    records = Kept([own("rare", BROAD)])
    code, output = typed(records, *words)
    assert code == 1
    assert said in output
    assert output.endswith("Nothing was changed.\n")
    assert records.versions == [own("rare", BROAD)]


@pytest.fixture
def clinic(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Service]:
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as service:
        yield service


def test_on_an_installation_without_an_edition_none_can_be_added_and_the_team_sees_what_there_are(
    clinic: Service,
) -> None:
    add = ("conditions", "add", "--key", "rare", "--words", "Any rare", "--concept", "84757009")
    done = told(clinic, *add)
    assert (done.exit_code, "No edition of SNOMED CT is in use" in done.output) == (1, True)
    assert told(clinic, "conditions", "list").output == "None.\n"
    assert "Broad conditions of your own" not in clinic.signed_in("informatics").get("/reports").text
    with installation(clinic.settings) as opened:
        for version, standing in ((1, True), (2, False)):
            opened.store.report_conditions.keep(own("rare", BROAD, version=version, standing=standing), ())
    done = told(clinic, "conditions", "list")
    assert done.output == f"rare  Any rare  (health conditions)  {BROAD}  withdrawn\n"
    page = clinic.signed_in("informatics").get("/reports").text
    assert "Broad conditions of your own" in page
    assert f"<td>{BROAD}</td><td>Withdrawn" in page
    assert "Broad conditions of your own" not in clinic.signed_in("commissioner").get("/reports").text


def test_the_edition_in_use_says_which_concepts_there_are_and_what_they_are_kinds_of(tmp_path: Path) -> None:
    """Two members below a concept that the edition has, and one that it has no longer."""
    above, gone, refset = concept(1), concept(2), kept.shipped()[0]
    release = snapshot((above, gone, SEIZURE, WEST), (), ((SEIZURE, above), (WEST, above)), inactive=(gone,))
    for loaded in (edition(tmp_path, release), None):
        current = SimpleNamespace(refset=refset, edition=loaded)
        found, kinds = known_kinds(cast(Installation, SimpleNamespace(terminology=SimpleNamespace(current=current))))
        assert found is refset
        if loaded is None:
            assert kinds is None
        else:
            assert kinds is not None
            assert [kinds.holds(each) for each in (above, WEST, gone, RHINITIS)] == [True, True, False, False]
            assert desk(Kept(), kinds).add("rare", "Any rare", [above]).group is Group.CONDITION
