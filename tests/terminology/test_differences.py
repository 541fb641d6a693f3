"""What differs from one release's reference set to the next."""

from dataclasses import replace

from app.terminology.differences import Renamed, differences
from tests.clinical.examples import EPILEPSY, REFSET, SLEEP
from tests.clinical.replaced import RETIRED, changed_refset


def test_who_left_joined_and_was_renamed() -> None:
    after = changed_refset()
    renamed = replace(after.members[EPILEPSY], preferred_term="Epilepsy (named anew)")
    found = differences(REFSET, replace(after, members={**after.members, EPILEPSY: renamed}))
    assert [each.member.concept for each in found.left] == [SLEEP]
    assert found.joined == ()
    assert found.renamed == (Renamed(EPILEPSY, "Epilepsy", "Epilepsy (named anew)"),)
    assert [each.concept for each in differences(after, REFSET).joined] == [SLEEP]


def test_who_was_replaced_is_told_from_who_only_left() -> None:
    after = changed_refset()
    before = replace(REFSET, members={**REFSET.members, RETIRED: after.former[RETIRED]})
    found = differences(before, after)
    assert {each.member.concept for each in found.left} == {SLEEP, RETIRED}
    (replaced,) = found.replaced
    assert replaced.member.concept == RETIRED
    assert replaced.replaced is not None
    assert replaced.replaced.certain is not None
    assert replaced.replaced.certain.concept == EPILEPSY


def test_a_set_does_not_differ_from_itself() -> None:
    assert not differences(REFSET, REFSET)
