"""The formats of the NHS Data Dictionary, read as it means them."""

import pytest

from app.csds.formats import form_of
from app.csds.specification import Kind


@pytest.mark.parametrize(
    ("text", "kind", "shortest", "longest", "pattern"),
    [
        ("an2", Kind.TEXT, 2, 2, ""),
        ("max an20", Kind.TEXT, 1, 20, ""),
        ("min an3 max an6", Kind.TEXT, 3, 6, ""),
        ("n10", Kind.TEXT, 10, 10, "[0-9]{10,10}"),
        ("min n6 max n18", Kind.TEXT, 6, 18, "[0-9]{6,18}"),
        ("max n4", Kind.INTEGER, 1, 4, ""),
        ("n1.max n2", Kind.TEXT, 1, 4, r"[0-9]{1,1}(\.[0-9]{1,2})?"),
        ("max n2.n1", Kind.TEXT, 1, 4, r"[0-9]{1,2}\.[0-9]{1,1}"),
        ("an10 CCYY-MM-DD", Kind.DATE, 1, None, ""),
        ("an8 HH:MM:SS", Kind.TIME, 1, None, ""),
    ],
)
def test_a_format_is_read_as_the_data_dictionary_means_it(
    text: str, kind: Kind, shortest: int, longest: int | None, pattern: str
) -> None:
    form = form_of(text)
    assert (form.kind, form.shortest, form.longest, form.pattern) == (kind, shortest, longest, pattern)


@pytest.mark.parametrize("text", ["", "an", "2an", "max", "n1.n2.n3", "max an20 "])
def test_a_format_of_no_known_way_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a format of the NHS Data Dictionary"):
        form_of(text)
