"""A provider's own mapping of columns."""

import pytest

from app.csds.returned.faults import RowFault
from app.csds.returned.layout import Meaning
from app.csds.returned.mapping import column_mapping


def test_a_mapping_is_read_from_toml_and_from_a_text_file_alike() -> None:
    toml = '[columns]\n"Error Ref" = "rule"\nPatient = "LocalPatientID"\n'
    text = "\ufeffColumn, Means\nError Ref,rule\n\nPatient,localpatientid\n"
    assert column_mapping(toml) == column_mapping(text) == {"Error Ref": Meaning.RULE, "Patient": Meaning.PATIENT}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("column,means\nA,colour\n", "'colour' is nothing"),
        ("column,means\nA,rule\nB,rule\n", "named twice"),
        ("column,means\nA,rule\na,table\n", "named twice"),
        ("column,means\nA\n", "not the two columns"),
        ("column,means\n", "names no column"),
        ("columns = 3", "no table"),
        ("[columns]\nA = 1\n", "no table"),
        ("[columns", "cannot be read"),
        ("", "no table"),
        ("x = " + "[" * 100_000, "cannot be read"),
    ],
)
def test_what_is_no_mapping_is_refused(text: str, said: str) -> None:
    with pytest.raises(RowFault, match=said):
        column_mapping(text)


def test_a_fault_of_a_text_file_names_its_line() -> None:
    with pytest.raises(RowFault) as raised:
        column_mapping("column,means\nA,rule\nB,colour\n")
    assert raised.value.line == 3
