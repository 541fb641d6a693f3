"""British and American spellings come to one form; words that only look alike do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.spelling_variants import SHORTEST_FOLDED, folded
from app.terminology.wording import normalised


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("haemangioma", "hemangioma"),
        ("paediatric", "pediatric"),
        ("anaemia", "anemia"),
        ("caesarean", "cesarean"),
        ("caeruloplasmin", "ceruloplasmin"),
        ("oedema", "edema"),
        ("lymphoedema", "lymphedema"),
        ("oesophageal", "esophageal"),
        ("gastrooesophageal", "gastroesophageal"),
        ("oestrogen", "estrogen"),
        ("foetal", "fetal"),
        ("coeliac", "celiac"),
        ("diarrhoea", "diarrhea"),
        ("apnoea", "apnea"),
        ("tumour", "tumor"),
        ("behavioural", "behavioral"),
        ("discoloured", "discolored"),
        ("centre", "center"),
        ("centred", "centered"),
        ("millilitres", "milliliters"),
        ("goitre", "goiter"),
        ("immunisation", "immunization"),
        ("hospitalised", "hospitalized"),
        ("paralysed", "paralyzed"),
        ("labelled", "labeled"),
        ("counselling", "counseling"),
        ("enrolment", "enrollment"),
        ("sulphate", "sulfate"),
        ("leucocyte", "leukocyte"),
        ("gonadotrophin", "gonadotropin"),
        ("neurone", "neuron"),
        ("grey", "gray"),
        ("programme", "program"),
        ("practise", "practice"),
        ("defence", "defense"),
        ("manoeuvre", "maneuver"),
        ("manoeuvring", "maneuvering"),
        ("haemorrhagic", "hemorrhagic"),
        ("orthopaedics", "orthopedics"),
    ],
)
def test_the_two_spellings_of_a_word_come_to_one_form(british: str, american: str) -> None:
    assert british != american
    assert folded(british) == folded(american)


@pytest.mark.parametrize(
    "word",
    "toes toenail shoe poet aerobic anaerobic aerosol hour four course source tourette court tourniquet tonsillitis "
    "vertebrae dystrophin dystrophic phoenix coexisting coenzyme disease leucine glaucoma bacillus cell fibre1".split(),
)
def test_letters_that_only_look_british_are_left_alone(word: str) -> None:
    assert folded(word) == word


@pytest.mark.parametrize("word", ["", "a", "ae", "oed", "haem", "paed", "faec", "oest"])
def test_a_word_too_short_to_tell_is_left_alone(word: str) -> None:
    """Half-typed "haem" as "hem" would begin hemiplegia."""
    assert folded(word) == word


@pytest.mark.parametrize(
    ("half_typed", "meant"),
    [("haema", "hemangioma"), ("paedi", "pediatrics"), ("oesop", "esophageal"), ("diarrhoe", "diarrhea")],
)
def test_a_half_typed_word_usually_begins_the_form(half_typed: str, meant: str) -> None:
    assert folded(meant).startswith(folded(half_typed))


PIECES = st.sampled_from(
    "a e o u r l re our ae oe is ise isation ys centre caer ul foe coe li rhoe homoe manoeuvr e tum col ll ed sulph "
    "leuco otroph in neurone grey programme s d skillful ence lic practis enrol x ß é".split()
)


@given(st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=12).map(normalised)))
def test_a_form_is_its_own_form_and_never_too_short(word: str) -> None:
    form = folded(word)
    assert folded(form) == form
    assert form == word or len(form) >= SHORTEST_FOLDED


@pytest.mark.parametrize("word", ["ae" * 5_000, "our" * 5_000, "l" * 50_000, "isation" * 2_000, "colour" * 2_000])
def test_a_very_long_word_is_folded_without_delay(word: str) -> None:
    assert folded(folded(word)) == folded(word)
