"""The golden month, whole: what is recorded of five children and of group sessions, and every row that it makes."""

from tests.csds.rows import (
    golden_fifth,
    golden_first,
    golden_first_rows,
    golden_fourth,
    golden_second,
    golden_sessions,
    golden_third,
)
from tests.csds.rows.expecting import Rows
from tests.csds.rows.golden_service import SERVICE_ROWS

RECORDS = tuple(each.RECORD for each in (golden_first, golden_second, golden_third, golden_fourth, golden_fifth))
EXPECTED: Rows = (
    *SERVICE_ROWS,
    *golden_first_rows.ROWS,
    *golden_second.ROWS,
    *golden_third.ROWS,
    *golden_fourth.ROWS,
    *golden_fifth.ROWS,
    *golden_sessions.ROWS,
)
