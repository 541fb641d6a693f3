"""What files of a submission are called: what they are must be read from the name alone."""

from app.csds.periods import ReportingPeriod, Window

_PARTIAL = "PARTIAL-do-not-upload"
_PREVIEW = "PREVIEW"


def file_name(
    provider: str, period: ReportingPeriod, window: Window, version: str, *, partial: bool, preview: bool
) -> str:
    """The file of a build, such as CSDS-1.6-RXX-2026-10-primary.accdb."""
    marks = [mark for mark, is_so in ((_PARTIAL, partial), (_PREVIEW, preview)) if is_so]
    return "-".join(["CSDS", version, provider, str(period), window.value, *marks]) + ".accdb"


def manifest_name(file: str) -> str:
    """The manifest that lies beside a file."""
    return f"{file.removesuffix('.accdb')}.manifest.json"


def folder_name(file: str) -> str:
    """The folder of text files that lies beside a file."""
    return f"{file.removesuffix('.accdb')}-csv"


def problems_name(file: str) -> str:
    """The file of problems that lies beside a file."""
    return f"{file.removesuffix('.accdb')}.problems.csv"
