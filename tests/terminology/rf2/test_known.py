import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.rf2 import known
from app.terminology.rf2.known import Catalogue, Known


@given(st.integers(0, 2**32), st.integers(1, 40_000))
def test_a_catalogue_finds_what_a_dictionary_finds(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    ids = np.unique(chance.integers(1, 10 * count, count))
    asked = chance.integers(1, 10 * count, 500)
    places, found = Catalogue.of(ids).places(asked)
    by_id = {each: place for place, each in enumerate(ids.tolist())}
    assert found.tolist() == [each in by_id for each in asked.tolist()]
    assert places[found].tolist() == [by_id[each] for each in asked.tolist() if each in by_id]


def test_a_large_catalogue_finds_each_of_its_own_and_no_other() -> None:
    ids = np.arange(100_000, 10**7, 97)
    catalogue = Catalogue.of(ids)
    assert catalogue.starts is not None
    places, found = catalogue.places(ids[::-1].copy())
    assert found.all()
    assert places.tolist() == list(range(len(ids)))[::-1]
    assert not catalogue.places(ids + 1)[1].any()


def test_identifiers_that_crowd_into_one_bucket_are_still_found() -> None:
    back = pow(int(known._MIXER), -1, 2**64)
    crowded = (number * back % 2**64 for number in range(60_000))
    ids = np.array(sorted(each for each in crowded if each < 2**63))
    catalogue = Catalogue.of(ids)
    assert catalogue.starts is None
    assert catalogue.places(ids)[1].all()


def test_nothing_is_in_an_empty_catalogue() -> None:
    assert Known().missing(np.array([138875005, 700001013])).tolist() == [True, True]


def test_each_kind_of_component_is_looked_for_among_its_own() -> None:
    ids = np.array([138875005, 700001013, 700001022])
    everything = Known(Catalogue(ids[:1]), Catalogue(ids[1:2]), Catalogue(ids[2:]))
    assert everything.missing(ids).tolist() == [False, False, False]
    assert Known(Catalogue(ids)).missing(ids).tolist() == [False, True, True]
