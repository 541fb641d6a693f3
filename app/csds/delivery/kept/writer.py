"""Keeps the list of problems of a submission beside its file, under a name of its own, when the file is built anew."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from app.csds.delivery.names import problems_name
from app.csds.submissions import Submission
from app.identity import shown


def kept_problems(submission: Submission) -> str:
    """What the kept list of a submission is called."""
    return f"{shown(submission.id)}.problems.csv"


def keep_problems(folder: Path, submission: Submission) -> None:
    """Keep the list that was just written for a submission.

    It is kept to compare with later ones alone: where it cannot be, what was built stands all the same.
    """
    source, kept = folder / problems_name(submission.file_name), folder / kept_problems(submission)
    with suppress(OSError):
        kept.unlink(missing_ok=True)
        try:
            # A later build writes its list anew and leaves this one as it is.
            os.link(source, kept)
        except OSError:
            shutil.copyfile(source, kept)
