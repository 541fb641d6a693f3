"""Check digits in SQL (DuckDB): of NHS numbers and of SNOMED CT concept identifiers.

Sources: NHS Data Dictionary, NHS NUMBER (modulus 11 over the weights 10 to 2); SNOMED CT Release File Specifications,
section 6 "SCTID" (Verhoeff's scheme over the dihedral group D5; partitions 00 and 10 are concepts, 10 with a namespace
of seven digits).
"""

from typing import Final

_STEP: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _product(left: int, right: int) -> int:
    """The product of two elements of D5: 0 to 4 are rotations, 5 to 9 reflections."""
    turn = left + right if left < 5 else left - right
    return turn % 5 + (0 if (left < 5) == (right < 5) else 5)


def _permuted() -> tuple[int, ...]:
    """The digits 0 to 9 as permuted at each of the eight positions after which the scheme repeats, in one row."""
    rows = [tuple(range(10))]
    while len(rows) < 8:
        rows.append(tuple(rows[-1][digit] for digit in _STEP))
    return tuple(digit for row in rows for digit in row)


_PRODUCTS: Final = [_product(left, right) for left in range(10) for right in range(10)]
_DIGIT: Final = "CAST(substr(code, length(code) - CAST(i AS INTEGER), 1) AS INTEGER)"
_WEIGHED: Final = " + ".join(f"{11 - i} * (ascii(substr(number, {i}, 1)) - 48)" for i in range(1, 11))

MACROS: Final = (
    f"""CREATE OR REPLACE TEMP MACRO nhs_number_fits(number) AS
        CASE WHEN regexp_full_match(number, '[0-9]{{10}}') THEN ({_WEIGHED}) % 11 = 0 ELSE false END""",
    f"""CREATE OR REPLACE TEMP MACRO verhoeff_fits(code) AS
        list_reduce(
            list_transform(
                range(0, length(code)),
                lambda i: CAST({list(_permuted())}[CAST(i % 8 AS INTEGER) * 10 + {_DIGIT} + 1] AS INTEGER)
            ),
            lambda state, digit: CAST({_PRODUCTS}[state * 10 + digit + 1] AS INTEGER)
        ) = 0""",
    """CREATE OR REPLACE TEMP MACRO concept_fits(code) AS
        CASE
            WHEN NOT regexp_full_match(code, '[1-9][0-9]{5,17}') THEN false
            WHEN substr(code, length(code) - 2, 2) = '00' THEN verhoeff_fits(code)
            WHEN substr(code, length(code) - 2, 2) = '10' AND length(code) >= 11 THEN verhoeff_fits(code)
            ELSE false
        END""",
)
"""Macros to be made before any check: each takes a text and tells whether it fits."""
