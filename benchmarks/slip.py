"""How long a family waits for its copy: the PDF in a fresh process and in a warm one, and over HTTP."""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console

from app.capture.slip import FamilySlip, NextVisit, PrintedNeeds
from app.web.pages import STATIC
from benchmarks.clinic import Booked, add_first_visits, load_demo
from benchmarks.databases import sqlite_databases
from benchmarks.figures import Held, Report, Sheet
from benchmarks.posting import filled_form
from benchmarks.running import ROOT, Server, percentile, running

LIMIT = 0.5
COLD = 5
WARM = 40
SLIP = FamilySlip(
    organisation="Northside NHS Trust",
    child_name="Amelia SMITH",
    born="04 February 2021",
    nhs_number="999 000 0018",
    visited_on="03 July 2026",
    clinic="Tuesday clinic",
    seen_by="Dr Priya Raman",
    happened=None,
    outcome="We plan to see you again.",
    next_visit=NextVisit("In 3 months", "Review clinic", "30 minutes"),
    needs=(
        PrintedNeeds("Health conditions", ("Cerebral palsy", "Epilepsy", "Autism spectrum disorder")),
        PrintedNeeds("Equipment and technology", ("Gastrostomy present", "Oxygen at home")),
        PrintedNeeds("Care by day and night", ("Round-the-clock care",)),
        PrintedNeeds("Eating and drinking", ("Modified texture diet",)),
        PrintedNeeds("School and learning", ("Health and social care plan agreed",)),
    ),
    reference="01HZX3K4M5N6P",
    correction=None,
    printed="04 July 2026 at 14:05",
)
_FRESH = """
import time
started = time.perf_counter()
from app.capture.slip_pdf import slip_pdf
loaded = time.perf_counter()
from benchmarks.slip import FONTS, SLIP
begun = time.perf_counter()
assert slip_pdf(SLIP, FONTS).startswith(b"%PDF")
print(loaded - started, time.perf_counter() - begun)
"""
FONTS = STATIC / "kit" / "fonts"


def _fresh() -> tuple[float, float]:
    """Seconds to load the renderer and for the first slip, in a process of their own."""
    command = [sys.executable, "-c", _FRESH]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The slip was not made: {done.stderr}")
    load, first = done.stdout.split()
    return float(load), float(first)


def _warm() -> list[float]:
    from app.capture.slip_pdf import slip_pdf

    slip_pdf(SLIP, FONTS)
    taken = []
    for _ in range(WARM):
        started = time.perf_counter()
        slip_pdf(SLIP, FONTS)
        taken.append(time.perf_counter() - started)
    return taken


def _over_http() -> tuple[list[float], list[float]]:
    """Seconds for the first copy of a server, by server, and for later ones of the last."""
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text:
        folder = Path(text)
        booked: list[Booked] = []

        def prepare(url: str) -> None:
            load_demo(url, folder)
            booked.extend(add_first_visits(url, folder, COLD))

        first, later = [], []
        with sqlite_databases(prepare) as databases:
            for each in booked:
                with running(databases.template_url, folder) as server:
                    path = _recorded(server, each)
                    first.append(server.send([server.get(path)], 1, 200).seconds)
                    later = server.send([server.get(path)] * WARM, 1, 200).milliseconds
        return first, [each / 1_000 for each in later]


def _recorded(server: Server, booked: Booked) -> str:
    """Record an encounter; gives the address of its family copy."""
    server.send([filled_form(server, booked).request(server, booked)], 1, 303)
    # The appointment's form now leads to what was recorded.
    head = server.redirected(server.get(f"/appointments/{booked.appointment}/encounter"))
    found = re.fullmatch(r"/encounters/([0-9A-Z]{13})", head)
    if found is None:
        raise SystemExit(f"The appointment leads to {head}.")
    return f"/encounters/{found[1]}/family-copy.pdf"


def run(console: Console) -> Report:
    """Measure all."""
    report = Report("slip")
    fresh = [_fresh() for _ in range(COLD)]
    cold = [sum(each) for each in fresh]
    warm = _warm()
    console.print("In process: measured. Over HTTP …")
    first, later = _over_http()
    rows = [
        _row("fresh process: load the renderer", [load for load, _ in fresh]),
        _row("fresh process: first slip", [slip for _, slip in fresh]),
        _row("warm process", warm),
        _row("over HTTP: first of a server", first),
        _row("over HTTP: later", later),
    ]
    report.sheets.append(Sheet("Family copy as A5 PDF, five needs in print", ("Slip", "Median ms", "Slowest ms"), rows))
    report.held += [
        Held("Slip in a fresh process, renderer loaded too, slowest", max(cold), LIMIT, "s", "the limit alone"),
        Held("Slip in a warm process, p99", percentile(warm, 0.99), LIMIT, "s", "the limit alone"),
        Held("Slip over HTTP, first of a server, slowest", max(first), LIMIT, "s", "the limit alone"),
        Held("Slip over HTTP, later, p99", percentile(later, 0.99), LIMIT, "s", "the limit alone"),
    ]
    return report


def _row(what: str, seconds: list[float]) -> tuple[str, str, str]:
    return what, f"{median(seconds) * 1_000:.0f}", f"{max(seconds) * 1_000:.0f}"
