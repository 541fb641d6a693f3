"""Lists of codes as they are written down."""

from app.csds.v1_6.code_texts import bare_codes_of, codes_of


def test_a_code_ends_at_the_first_space_and_its_label_at_the_semicolon() -> None:
    text = """
    01 Family decided to move patient; 99 Not known (not recorded);
    ZZ Not
       stated
    """
    assert codes_of(text) == (
        ("01", "Family decided to move patient"),
        ("99", "Not known (not recorded)"),
        ("ZZ", "Not stated"),
    )


def test_codes_without_labels_are_parted_by_white_space() -> None:
    assert bare_codes_of(" 01000 01001\n01002 ") == (("01000", ""), ("01001", ""), ("01002", ""))


def test_a_text_of_nothing_has_no_codes() -> None:
    assert codes_of("  \n ") == ()
    assert bare_codes_of("") == ()
