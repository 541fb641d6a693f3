"""What the disk can do in the same minute: 40 kB appended and synced, over and over, for a second."""

import os
import time
from pathlib import Path

_BLOCK = b"\x5a" * 40_960
_SECONDS = 1.0


def syncs_per_second(folder: Path) -> float:
    """How often in a second 40 kB are appended to a file and synced (fdatasync), one writer."""
    path = folder / "probe"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        count, started = 0, time.perf_counter()
        while time.perf_counter() - started < _SECONDS:
            os.write(descriptor, _BLOCK)
            os.fdatasync(descriptor)
            count += 1
        return count / (time.perf_counter() - started)
    finally:
        os.close(descriptor)
        path.unlink()
