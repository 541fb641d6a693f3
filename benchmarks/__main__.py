"""`python -m benchmarks [NAME …]`: those named in `_NAMES`, all when none is named. Exit 1 when a limit is missed."""

import importlib
import sys

from rich.console import Console

_NAMES = (
    *("saving", "typeahead", "slip", "clinicians"),
    *("edition_search", "edition_hierarchy", "edition_load"),
    *("fhir", "csds", "reports_copy", "reports_release", "reports", "reports_pages"),
)


def main(asked: list[str]) -> int:
    """Run the benchmarks asked for; gives the exit status."""
    unknown = [name for name in asked if name not in _NAMES]
    if unknown:
        sys.stderr.write(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(_NAMES)}.\n")
        return 2
    console = Console()
    kept = True
    for name in asked or _NAMES:
        report = importlib.import_module(f"benchmarks.{name}").run(console)
        report.show(console)
        console.print(f"Kept in {report.keep()}")
        kept = kept and report.kept
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
