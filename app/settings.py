"""Every setting, typed and documented. Each is read from the environment as EVERYNEED_<NAME>."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIX = "EVERYNEED_"


class Settings(BaseModel):
    """The settings of one installation; immutable, made once by a door and handed on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = Field(
        "sqlite:///var/everyneed.db",
        description="Where the record is kept: sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME.",
    )
    refset_folder: Path = Field(
        Path("snomed_refsets"), description="Folder of the reference set, its rules and its release.toml."
    )
    refsets: str = Field(
        "999001751000000105",
        description="Reference sets whose members are needs, as SNOMED CT concepts joined by commas, such as "
        "999001751000000105,2222191000000108. Used once a release is in use; the first gives the set its name.",
    )
    terminology_folder: Path = Field(
        Path("var/terminology"),
        description="Folder in which the index of each SNOMED CT release lies; every process of the service reads it.",
    )
    secret_key_file: Path = Field(
        Path("var/secret.key"),
        description="File of the installation's secret (64 hexadecimal characters); made on first use, readable by "
        "the service alone. Pseudonyms, the audit chain and form keys rest on it: keep it with the backups, apart.",
    )
    https: bool = Field(
        True,
        description="Pages are reached over HTTPS: cookies are marked Secure and HSTS is sent. Off for one machine.",
    )
    public_address: str = Field(
        "",
        pattern=r"^(https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?|)$",
        description="Where providers' systems reach the service, such as https://everyneed.example.nhs.uk, without a "
        "path. Their assertions must be addressed to it. Empty takes the Host that a request names: for one machine.",
    )
    access_token_minutes: int = Field(
        5, ge=1, le=60, description="Minutes for which an access token of a provider's system holds."
    )
    fhir_most_bytes: int = Field(
        10_485_760, ge=65_536, le=104_857_600, description="Bytes that a body sent to the FHIR API may have."
    )
    fhir_most_entries: int = Field(
        5_000, ge=1, le=50_000, description="Resources that a Bundle sent to the FHIR API may hold."
    )
    fhir_deepest: int = Field(
        50, ge=10, le=250, description="Objects and lists that may lie in one another in what is sent to the FHIR API."
    )
    session_idle_minutes: int = Field(15, ge=1, le=60, description="Minutes without a request until a session ends.")
    session_hours: int = Field(12, ge=1, le=24, description="Hours after sign-in at which a session ends in any case.")
    sign_in_attempts: int = Field(5, ge=3, le=20, description="Wrong passwords in a row that lock an account.")
    lock_minutes: int = Field(15, ge=1, le=1440, description="Minutes for which an account stays locked.")
    database_connections: int = Field(8, ge=1, le=100, description="Connections a process keeps to the database.")
    threads: int = Field(
        2,
        ge=1,
        le=200,
        description="Requests a process works on at once. More than a few a core only makes them wait for one another.",
    )
    need_expiry_visits: int = Field(
        3, ge=1, le=20, description="Visits after which a need nobody looked at by itself loses its tick and asks."
    )
    need_expiry_months: int = Field(
        12,
        ge=1,
        le=60,
        description="Months after which a need nobody looked at by itself loses its tick and asks.",
    )
    was_not_brought_prompt: int = Field(
        2, ge=1, le=10, description="Times running a child was not brought at which a safeguarding check is asked for."
    )
    draft_days: int = Field(7, ge=1, le=60, description="Days for which a draft of a form that was left is kept.")
    csds_only_source: bool = Field(
        False,
        description="EveryNeed is the provider's only source of community data. Off, what is built for CSDS is "
        "partial and to be merged with the provider's other file: the last good file of a window replaces the others.",
    )
    csds_folder: Path = Field(
        Path("var/csds"), description="Folder into which the files that are asked for on the pages are built."
    )
    csds_template: str = Field(
        "",
        description="The official blank Access file of CSDS (TRUD item 599) that these builds fill. Empty: previews.",
    )
    csds_rule_codes: str = Field(
        "",
        description="A text file with the columns rule and code: the codes of CSDS's rules, from the provider's own "
        "copy of the technical output specification. Empty: only the public ones are shown.",
    )
    csds_lists: Path = Field(
        Path("var/csds-lists"),
        description="Folder of the lists of organisations, postcodes and permitted assessments that `everyneed csds "
        "lists load` keeps. Rules that need a list which is not there are not checked.",
    )
    csds_report_columns: str = Field(
        "",
        description="A text file or TOML that says which column means what in the validation and data quality files of "
        "SDCS Cloud. Empty: the spellings that docs/csds.md lists.",
    )
    csds_submitter: str = Field(
        "",
        pattern=r"^([A-Z0-9]{3,6}|)$",
        description="ODS code of the organisation that submits to CSDS. Empty is the provider itself.",
    )
    reports_folder: Path = Field(
        Path("var/reports"),
        description="Folder of the analytics copy that reports are counted from, and of the lists of places in it "
        "(places/*.csv). Keep it as safe as the record: its rows are of children, though without names.",
    )
    demo: bool = Field(False, description="Show the demo clinic's sign-ins on the sign-in page.")


class SettingsFault(ValueError):
    """A setting cannot be used; the message names it and says what it takes."""


def settings_from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings from a mapping such as `os.environ`.

    Raises:
        SettingsFault: a value is of the wrong kind, or EVERYNEED_… names no setting.
    """
    given = {name[len(PREFIX) :].lower(): value for name, value in environment.items() if name.startswith(PREFIX)}
    try:
        return Settings.model_validate(given)
    except ValidationError as fault:
        lines = [f"{PREFIX}{str(error['loc'][0]).upper()}: {error['msg']}" for error in fault.errors()]
        raise SettingsFault("Settings cannot be used. " + "; ".join(lines)) from None


_PAGE_HEAD = """# Settings

Each setting is read from the environment variable of its name when `everyneed` starts. An unknown name that begins with
`EVERYNEED_`, or a value of the wrong kind, stops it with a message that names the variable.

This page is written by `everyneed docs settings` from `app/settings.py`. Change the settings there, not on this page.

| Variable | Takes | Default | What it does |
| --- | --- | --- | --- |
"""
_KINDS = {str: "text", Path: "path", bool: "true or false", int: "whole number"}


def settings_page() -> str:
    """The page docs/settings.md, in Markdown: every setting with what it takes, its default and what it does."""
    rows = []
    for name, field in Settings.model_fields.items():
        bounds = {key: getattr(bound, key) for bound in field.metadata for key in ("ge", "le") if hasattr(bound, key)}
        takes = _KINDS[field.annotation] if field.annotation in _KINDS else str(field.annotation)
        if bounds:
            takes += f", {bounds['ge']} to {bounds['le']}"
        default = str(field.default).lower() if field.annotation is bool else field.default
        shown = "empty" if default == "" else f"`{default}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {takes} | {shown} | {field.description} |\n")
    return _PAGE_HEAD + "".join(rows)
