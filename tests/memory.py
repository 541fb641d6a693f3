"""Where the tests keep what they write: in memory, on a machine that has room for it.

The tests copy databases and lay down files by the thousand, and none outlives its test; on a disk, more than half of
the store's tests is the work of the file system. What is tested is the same: a process that is killed leaves in memory
what it would leave on a disk. A folder that the user names by TMPDIR is used as it is.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # noqa: S108  # the folder is shared; what is made there has names of its own
ROOM = 6 * 2**30
"""The bytes that must be free there, so that the machine has room for all else besides."""


def available(known: Path = Path("/proc/meminfo")) -> int:
    """The bytes that a program can have without anything being put out of memory; 0 where the system does not say."""
    try:
        lines = known.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)


def roomy(memory: Path, free: int) -> bool:
    """Whether a folder in memory can be written to and has room, as has the memory it takes."""
    if not (memory.is_dir() and os.access(memory, os.W_OK | os.X_OK)):
        return False
    return min(shutil.disk_usage(memory).free, free) >= ROOM


def pytest_configure(config: pytest.Config) -> None:
    """Let this process, and those it starts, make their temporary files in memory."""
    if "TMPDIR" in os.environ or not roomy(MEMORY, available()):
        return
    patch = pytest.MonkeyPatch()
    patch.setenv("TMPDIR", str(MEMORY))
    patch.setattr(tempfile, "tempdir", None)  # what was found before is looked for again
    config.add_cleanup(patch.undo)
