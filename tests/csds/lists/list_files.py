"""Lists as a provider writes them, of the organisations and the postcode of the submission made by hand."""

from pathlib import Path

ORGANISATIONS = """code,opened,closed
RXX01,1991-04-01,
RXX02,,
A81001,1974-04-01,2026-10-01
15E,2020-04-01,
RYY01,,2026-12-31
EE100001,,
RXX0101,,
GONE1,,2026-09-30
NEW01,2026-11-01,
"""
POSTCODES = "postcode\nSW1A 1AA\nls14ap\n"
ASSESSMENTS = """concept,name,least,most,decimals,also
138875005,Root scale,0,60,,NA 9
116680003,"Is-a, whole",-5,5,0,
"""


def written(folder: Path, name: str, text: str) -> Path:
    """A file of the text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
