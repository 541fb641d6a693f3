"""Builds a submission: rows, checks, the file read back, its manifest. Whole, or not there."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from app import __version__
from app.access.jobs import CannotBeDone, Job
from app.access.people import Organisation
from app.csds.accdb.faults import AccessFault, CannotWrite
from app.csds.accdb.load import shipped_blank
from app.csds.accdb.whole.writer import build as build_file
from app.csds.accdb.whole.writer import whole_file
from app.csds.asking import CHILDREN, AskedBuild, Telling
from app.csds.checks.context import Context
from app.csds.delivery.kept.writer import keep_problems
from app.csds.delivery.manifest import Manifest, manifest_text
from app.csds.delivery.names import file_name, folder_name, manifest_name, problems_name
from app.csds.delivery.reader import checked
from app.csds.delivery.report import Report
from app.csds.delivery.request import PRIMARY_SYSTEM, Follows, Records, Request, london_time, month_of
from app.csds.delivery.text.writer import write_problems, write_text_files
from app.csds.desk import BuiltFile, SubmissionDesk
from app.csds.engine_duckdb import LITTLE_MEMORY_MIB, Row, Workspace, hidden_folder, workspace
from app.csds.lists.kinds import NO_LISTS, ListFault, Lists
from app.csds.rule_codes import with_codes
from app.csds.specification import Table
from app.csds.versions import NoVersion, specification_of
from app.csds.writer import fill_workspace
from app.terminology.refset import Refset

MOST_TOLD: Final = 5
"""How many records of each problem a build tells of."""

NO_TEMPLATE: Final = "none: the shipped blank"

_OF_THE_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """Which template a build fills (None: the shipped blank, which makes a preview), and into which folder it goes."""

    folder: Path
    template: Path | None
    with_text_files: bool


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, where it lies, its manifest and the manifest's text, and what the checks said."""

    path: Path
    manifest: Manifest
    text: str
    report: Report


def check(request: Request, records: Records, follows: Follows, *, most: int) -> Report:
    """Say what is wrong with a month, with at most so many records of each problem.

    Raises:
        NoVersion: no version of CSDS that is known here was in force in the period.
    """
    with TemporaryDirectory(prefix="csds-") as folder, _filled(request, records, Path(folder), follows) as work:
        return _checked(work, request, follows, most=most)


def build(request: Request, records: Records, follows: Follows, delivery: Delivery) -> Built:
    """Build the file of a month, read it back, and write its manifest beside it: all of it, or nothing.

    Raises:
        NoVersion: no version of CSDS that is known here was in force in the period.
        AccessFault: the template's structure is another, or a value does not go into its column.
        CannotWrite: the folder does not take the file; says where and why.
    """
    folder = _usable(delivery.folder)
    with told_of_disk(folder), _filled(request, records, folder, follows) as work:
        report = _checked(work, request, follows, most=MOST_TOLD)
        return _written(work, request, report, follows, delivery)


@contextmanager
def _filled(request: Request, records: Records, folder: Path, follows: Follows) -> Iterator[Workspace]:
    specification = with_codes(specification_of(request.period.first), request.rule_codes)
    with workspace(specification, folder, memory_mib=LITTLE_MEMORY_MIB) as work:
        with records(request.organisation) as read:
            total = read.count_of_period(request.period.first, request.period.last)
            month = month_of(request, read)
            fill_workspace(work, read, month, lambda done: follows.step(CHILDREN, done, total))
        yield work


def _checked(work: Workspace, request: Request, follows: Follows, *, most: int) -> Report:
    context = Context(
        provider=request.organisation.ods_code,
        submitter=request.submitter,
        period_start=request.period.first,
        period_end=request.period.last,
        upload_date=request.created.date(),
        organisations=request.lists.in_force(request.period.first, request.period.last),
        postcodes=request.lists.postcodes,
        assessments=request.lists.scores,
    )
    return checked(work, context, lambda done, whole: follows.step("checks", done, whole), most=most)


@contextmanager
def told_of_disk(folder: Path) -> Iterator[None]:
    """What fails of a disk is told as what cannot be written into a folder; there is no half file then."""
    try:
        yield
    except CannotWrite:
        raise
    except (OSError, duckdb.IOException) as fault:
        number = fault.errno if isinstance(fault, OSError) else errno.ENOSPC
        if number not in _OF_THE_DISK:
            raise
        why = os.strerror(number).lower()
        text = (
            f"What is built needs room in {folder}, and there is a fault: {why}. Make room, or choose another folder."
        )
        raise CannotWrite(number, text, str(folder)) from None


def _usable(folder: Path) -> Path:
    """A folder that can be written into, made where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with hidden_folder(folder):
            return folder
    except OSError as fault:
        why = (fault.strerror or "it fails").lower()
        text = f"Nothing can be written into {folder}: {why}. Choose another folder, or mend this one."
        raise CannotWrite(fault.errno, text, str(folder)) from None


def _written(work: Workspace, request: Request, report: Report, follows: Follows, delivery: Delivery) -> Built:
    specification = work.specification
    partial, preview = not request.only_source, delivery.template is None
    provider, period = request.organisation.ods_code, request.period
    name = file_name(provider, period, request.window, specification.version, partial=partial, preview=preview)
    path = delivery.folder / name
    rows = {table.name: work.count(table) for table in specification.tables}
    with hidden_folder(delivery.folder) as spare:
        template = delivery.template or shipped_blank(specification.version, spare)
        build_file(
            specification,
            template,
            path,
            lambda: _tables(work),
            filled={table for table, count in rows.items() if count},
            progress=lambda table, done: follows.step(table, done, rows[table]),
        )
    with _withdrawn_if_it_fails(delivery.folder, name):
        if delivery.with_text_files:
            write_text_files(work, delivery.folder / folder_name(name))
        manifest = Manifest(
            file=name,
            sha256=_sha256(path),
            period=period,
            window=request.window,
            provider=provider,
            submitter=request.submitter,
            specification=f"{specification.standard}, version {specification.version}",
            template=NO_TEMPLATE if delivery.template is None else delivery.template.name,
            partial=partial,
            preview=preview,
            rows=rows,
            filled={table.name: work.filled(table) for table in specification.tables if rows[table.name]},
            enforced=report.enforced,
            advice=report.advice,
            refset=request.refset.release.label,
            software=f"EveryNeed {__version__}",
            built_at=request.created,
            built_by=request.built_by,
        )
        write_problems(work, report, delivery.folder / problems_name(name))
        text = manifest_text(manifest)
        with whole_file(delivery.folder / manifest_name(name)) as beside:
            beside.write_text(text, encoding="utf-8")
    return Built(path, manifest, text, report)


@contextmanager
def _withdrawn_if_it_fails(folder: Path, name: str) -> Iterator[None]:
    """What stands beside a file belongs to it: where that cannot be written, the file is not left by itself."""
    try:
        yield
    except BaseException:
        for each in (name, problems_name(name), manifest_name(name)):
            with suppress(OSError):
                (folder / each).unlink()
        shutil.rmtree(folder / folder_name(name), ignore_errors=True)
        raise


@dataclass(frozen=True, slots=True)
class Here:
    """How builds that are asked for on the pages are made in this installation."""

    refset: Refset
    only_source: bool
    submitter: str
    rule_codes: Mapping[int, str]
    delivery: Delivery
    lists: Lists = NO_LISTS


def asked_build(  # noqa: PLR0917
    job: Job,
    organisation: Organisation,
    records: Records,
    desk: SubmissionDesk,
    tell: Callable[[int, int], None],
    here: Here,
) -> str:
    """Do a build that was asked for on a page; gives the outcome in words.

    Raises:
        CannotBeDone: it cannot be built; says why and how to mend it.
    """
    asked = AskedBuild.read(job.request)
    request = Request(
        organisation=organisation,
        period=asked.period,
        window=asked.window,
        submitter=here.submitter or organisation.ods_code,
        primary_system=PRIMARY_SYSTEM,
        only_source=here.only_source,
        refset=here.refset,
        created=london_time(desk.now()),
        built_by=asked.asked_by,
        rule_codes=here.rule_codes,
        lists=here.lists,
    )
    folder = here.delivery.folder / organisation.ods_code
    try:
        built = build(request, records, Telling(tell), replace(here.delivery, folder=folder))
    except (NoVersion, AccessFault, CannotWrite, ListFault) as fault:
        raise CannotBeDone(f"Nothing was built. {fault}") from None
    keep_problems(folder, desk.built(organisation, job.requested_by, built_file(built)))
    return f"{sum(built.manifest.rows.values()):,} rows; {built.report.rejections:,} would be rejected."


def built_file(built: Built) -> BuiltFile:
    """What is to be remembered of a build."""
    told = built.manifest
    return BuiltFile(
        *(told.period, told.window, told.partial, told.preview, told.file, told.sha256, built.text, told.rejections)
    )


def _tables(work: Workspace) -> Iterable[tuple[Table, Iterable[Row]]]:
    return ((table, work.rows(table)) for table in work.specification.tables)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while some := file.read(_CHUNK):
            digest.update(some)
    return digest.hexdigest()
