"""How our kinds of value lie in a column, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.clinical.ages import PartialDate

IDENTITY = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC: TIMESTAMPTZ, or on SQLite ISO 8601 text of one width, whose order is that of time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant must say its time zone.")
        if dialect.name == "sqlite":
            return _instant_text(value) if value.tzinfo is UTC else _instant_text(value.astimezone(UTC))
        return value

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


@lru_cache(maxsize=1024)
def _instant_text(value: datetime) -> str:
    """An instant that is in UTC; what is written together is mostly written of one and the same."""
    return value.isoformat(timespec="microseconds")


class PartialDateText(TypeDecorator[PartialDate]):
    """A date as precisely as it is known, as its ISO text: `2021`, `2021-03` or `2021-03-04`."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        del dialect
        return None if value is None else _partial_date(value)


@lru_cache(maxsize=4096)
def _partial_date(text: str) -> PartialDate:
    return PartialDate.parse(text)
