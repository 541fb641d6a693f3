"""Real things of the demonstration clinic, to put into the paths of routes."""

import re

from app.identity import Identity, shown
from tests.service import Service, Visitor
from tests.web.page_text import Fields

_OPEN = """
select a.id, a.child, a.referral from appointment a left join encounter e on e.appointment = a.id
where a.held_on = ? and e.id is null
order by (select count(*) from need n where n.child = a.child) desc, a.id
"""

_UNCODED = """
select s.encounter, s.need from need_statement s join encounter e on e.id = s.encounter and e.version = s.version
where s.concept is null and s.change = 'new' and not exists
  (select 1 from need_statement later where later.need = s.need and later.concept is not null)
order by s.encounter desc
"""


def _identity(number: object) -> str:
    assert isinstance(number, int)
    return shown(Identity(number))


def open_appointments(service: Service) -> list[tuple[str, str, str]]:
    """The day's appointments that nobody has recorded: appointment, child, referral; most needs first."""
    found = service.rows(_OPEN, service.day.isoformat())
    return [(_identity(appointment), _identity(child), _identity(referral)) for appointment, child, referral in found]


def encounters(service: Service) -> list[tuple[str, str]]:
    """Encounters at which a child was seen, the last first, each with its child."""
    found = service.rows(
        "select id, child from encounter where attendance in ('5', '6') and version = 1 order by contact_on desc, id"
    )
    return [(_identity(encounter), _identity(child)) for encounter, child in found]


def account(service: Service, username: str) -> str:
    """The identity of an account."""
    return _identity(service.rows("select id from account where username = ?", username)[0][0])


def uncoded_need(service: Service) -> tuple[str, str]:
    """An encounter, and one of its needs, in the clinician's own words; recorded on the form where there is none."""
    found = service.rows(_UNCODED)
    if not found:
        recorded_in_own_words(service.signed_in("paediatrician"), *open_appointments(service)[-2][1:])
        found = service.rows(_UNCODED)
    return _identity(found[0][0]), _identity(found[0][1])


def recorded_in_own_words(clinician: Visitor, child: str, referral: str, words: str = "Giggle attacks") -> str:
    """Record a visit at which one need is told in words that the reference set does not have; where it stands."""
    path = f"/children/{child}/referrals/{referral}/encounter"
    form = clinician.get(path).page.form(path)
    added = clinician.post(path, form.with_fields({"add": words, "action": "not-in-list"}))
    assert added.status == 200, added.page.words
    form = added.page.form(path)
    answer = clinician.post(path, form.with_fields({"outcome": "review", "next_weeks": "26", "action": "save"}))
    assert answer.status == 303, answer.page.words
    return answer.location.split("?")[0]


def group_session(service: Service) -> str:
    """The last group session that stands."""
    found = service.rows(
        "select id from group_session s where not entered_in_error and not exists"
        " (select 1 from group_session later where later.id = s.id and later.version > s.version)"
        " order by held_on desc, id limit 1"
    )
    return _identity(found[0][0])


def submission(service: Service) -> str:
    """A file that was built; where there is none, one is built as a worker does."""
    from app.csds.desk import BuiltFile
    from app.csds.periods import ReportingPeriod, Window
    from app.demo.people import ODS_CODE
    from app.wiring import installation

    if not service.rows("select id from csds_submission"):
        with installation(service.settings) as opened:
            organisation = opened.desk.records.organisation(ODS_CODE)
            assert organisation is not None
            folder = service.settings.csds_folder / ODS_CODE
            folder.mkdir(parents=True, exist_ok=True)
            files = {"accdb": b"a file", "manifest.json": MANIFEST.encode(), "problems.csv": PROBLEMS.encode()}
            for name, content in ((f"CSDS.{ending}", content) for ending, content in files.items()):
                (folder / name).write_bytes(content)
            file = BuiltFile(
                *(ReportingPeriod.of(service.day).before, Window.PRIMARY, False, False, "CSDS.accdb", "a" * 64),
                *(MANIFEST, 0),
            )
            opened.submissions.built(organisation, None, file)
    return _identity(service.rows("select id from csds_submission order by id")[0][0])


def returned_report(service: Service) -> str:
    """A validation file that was read for the submission: a line of a child and a line of nobody here."""
    from app.csds.returned.load import AskedReport, ReadsHere, read_report
    from app.demo.people import ODS_CODE
    from app.wiring import installation

    class Silent:
        def step(self, name: str, done: int, total: int) -> None:
            """Nothing is shown."""

    if not service.rows("select id from csds_report"):
        of, child = submission(service), encounters(service)[0][1]
        path = service.settings.csds_folder / "Validation.csv"
        path.write_text(REPORT.format(child=child))
        with installation(service.settings) as opened:
            organisation = opened.desk.records.organisation(ODS_CODE)
            assert organisation is not None
            store, desk = opened.store, opened.submissions
            here = ReadsHere(desk, store.csds_reports, opened.records_of, opened.refset, "", None)
            read_report(AskedReport(organisation, None, of, path, path.name, None), here, Silent())
    return _identity(service.rows("select id from csds_report order by id")[0][0])


def mended_since(service: Service) -> None:
    """A later build than the submission, in which one of its problems is gone, after its child was corrected."""
    from app.access.audit import AuditAction, AuditEvent
    from app.csds.delivery.kept.writer import kept_problems
    from app.csds.desk import BuiltFile
    from app.demo.people import ODS_CODE
    from app.identity import parse_identity
    from app.wiring import installation

    of, child = submission(service), encounters(service)[0][1]
    clerk = service.rows("select id from account where username = 'clerk'")[0][0]
    assert isinstance(clerk, int)
    heading, first, *others = PROBLEMS.replace("/children/x", f"/children/{child}").splitlines(keepends=True)
    folder = service.settings.csds_folder / ODS_CODE
    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisation(ODS_CODE)
        assert organisation is not None
        earlier, _ = opened.submissions.submission(organisation, of)
        (folder / kept_problems(earlier)).write_text("".join((heading, first, *others)))
        action, identity = AuditAction.CHILD_CORRECTED, opened.new_identity()
        opened.store.accounts.note(
            AuditEvent(
                *(identity, opened.now(), organisation.id, Identity(clerk), None, None, action, parse_identity(child))
            )
        )
        file = BuiltFile(earlier.period, earlier.window, False, False, "CSDS.accdb", "b" * 64, MANIFEST, 0)
        later = opened.submissions.built(organisation, None, file)
        (folder / kept_problems(later)).write_text("".join((heading, *others)))


REPORT = """\
Rule,Severity,Table,Field,Message,LocalPatientID
CYP00101,Record rejected,CYP001MPI,NHSNumber,The number is not valid.,{child}
CYP00102,Warning,CYP001MPI,Postcode,The postcode is not in the list.,NOBODY-HERE
CYP00001,File rejected,,,The file has no header.,
"""

PROBLEMS = """\
rule,code,severity,basis,enforced,table,field,problem,meaning,mend,record,page,rows that fall with it
7,,warning,analogue,False,CYP001MPI,Postcode,value missing,It has no value.,Enter it.,NM1,/children/x/registration,0
9,,record rejected,mandation,True,CYP101Referral,OrgID_Commissioner,value missing,None.,Enter it.,R1,/children/x,4
"""

MANIFEST = """{
  "warnings": [],
  "rows": {"CYP000Header": 1, "CYP001MPI": 4, "CYP501CodedImm": 0},
  "filled": {"CYP000Header": {"Version": 1}, "CYP001MPI": {"LocalPatientID": 4, "Postcode": 3}},
  "problems": {"enforced": {}, "advice": {"warning": 2}},
  "specification": "DAPB1069, version 1.6",
  "template": "csds-idb_v1.6.6.accdb",
  "refset": "a list",
  "software": "EveryNeed",
  "builtBy": "Nadia Rahmani",
  "provider": "RZZ01",
  "submitter": "RZZ01"
}"""


def draft_fields(visitor: Visitor, path: str) -> tuple[str, Fields]:
    """What a script sends to keep the form at a path as a draft: the token of the form, and its fields."""
    form = visitor.get(path).page.form(path)
    return form.value("form_token"), form.with_fields({"place": path})


def filled(service: Service, path: str) -> str:
    """A route's path with things of the demonstration clinic in place of its parameters."""
    if path.startswith("/reports/{"):
        return _of_reports(service, path)
    appointment, child, referral = open_appointments(service)[-1]
    encounter, need = uncoded_need(service) if "{need}" in path else (encounters(service)[0][0], "")
    things = {
        "submission": submission(service) if "{submission}" in path else "",
        "report": returned_report(service) if "{report}" in path else "",
        "appointment": appointment,
        "child": child,
        "referral": referral,
        "session": group_session(service) if "{session}" in path else "",
        "encounter": encounter,
        "need": need,
        "account": account(service, "therapist"),
        "act": "unlock",
        "form_token": "x" * 22,
        "key": "shipped",
        "concept": "128188000",
        "type": "Patient",
        "id": child,
        "version": "1",
    }
    return re.sub(r"\{(\w+)\}", lambda found: things[found[1]], path)


def _of_reports(service: Service, path: str) -> str:
    """A route of reports, with the area, the measure, the action and the change of a release of made-up counts."""
    from tests.reports import kept

    things = {
        "level": kept.NORTHMOOR.level.value,
        "area": kept.NORTHMOOR.code,
        "measure": "needs_by_group",
        "file": f"needs.none.{kept.keep(service)}.csv",
        "action": kept.action(service) if "{action}" in path else "",
        "change": kept.change(service) if "{change}" in path else "",
    }
    return re.sub(r"\{(\w+)\}", lambda found: things[found[1]], path)


def private_words(service: Service) -> set[str]:
    """Every NHS number (plain and spaced), name and birth date (as stored and as shown) of the clinic's children."""
    from datetime import date

    from app.clinical.ages import clinical_date

    words: set[str] = set()
    for family, given, born in service.rows("select family_name, given_name, birth_date from child_demographics"):
        words |= {str(family), str(given), str(family).upper()}
        if born is not None:
            words |= {str(born), clinical_date(date.fromisoformat(str(born)))}
    for (number,) in service.rows("select value from child_identifier where kind = 'nhs_number'"):
        text = str(number)
        words |= {text, f"{text[:3]} {text[3:6]} {text[6:]}"}
    return words
