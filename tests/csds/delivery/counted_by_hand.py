"""How many rows each table of a month has, counted by SQL against the application's own tables.

Written from what the tables of the data set mean (DAPB1069; docs/csds-mapping.md), and shares nothing with the program:
only which concepts are disorders is read from the shipped list, by the semantic tag of its names.
"""

# ruff: noqa: S608 - the pieces of SQL are all of this file

import csv
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

DISORDERS_WITHOUT_A_NAME = (
    56409008, 230777006, 230778001, 774149004, 778011005, 782555009, 782723007, 782755007, 1010441004, 1010442006,
    1119386008, 1119387004, 1148757008, 1148758003,
)  # fmt: skip
"""Of the members that the list gives no fully specified name, those whose preferred term is that of a disorder."""

SHARED = """
create temp table given as
  select :first as first, :last as last, (select id from organisation where ods_code = :ods) as org;

create temp table whose as
  select c.id as child, coalesce(l.merged_into, c.id) as standing
  from child c left join child_link l on l.organisation = c.organisation and l.child = c.id and l.standing = 1
    and l.version = (select max(version) from child_link x where x.organisation = c.organisation and x.child = c.id)
  where c.organisation = (select org from given);

create temp table visit as
  select e.*, w.standing from encounter e join whose w using (child)
  where e.organisation = (select org from given) and e.entered_in_error = 0
    and e.version = (select max(version) from encounter x where x.organisation = e.organisation and x.id = e.id);

create temp table contact as
  select * from visit where kind = 'care_contact'
    and contact_on between (select first from given) and (select last from given);

create temp table referred as
  select r.*, w.standing, coalesce(r.discharged_on, t.ended) as closed
  from referral r join whose w using (child)
  left join (
    select referral, version, max(coalesce(closed_on, rejected_on)) as ended from referral_team
    where organisation = (select org from given) group by referral, version
    having count(*) = count(coalesce(closed_on, rejected_on))
  ) t on t.referral = r.id and t.version = r.version
  where r.organisation = (select org from given)
    and r.version = (select max(version) from referral x where x.organisation = r.organisation and x.id = r.id);

create temp table request as
  select * from referred r where r.id in (select referral from contact)
    or (received_on <= (select last from given) and (closed is null or closed >= (select first from given)));

create index temp.ix_visit on visit (standing, referral);
create index temp.ix_request on request (standing, closed);

create temp table patient as
  select standing, case
    when max(closed is null or closed > (select last from given)) then (select last from given)
    else coalesce((select max(v.contact_on) from visit v join request q on q.id = v.referral
                   where v.standing = request.standing and v.kind = 'care_contact'
                     and v.contact_on <= (select max(closed) from request z where z.standing = request.standing)),
                  max(closed)) end as stated_at
  from request group by standing;

create temp table said as
  select s.*, v.standing, v.referral, v.contact_on,
    row_number() over (order by v.contact_on, coalesce(v.contact_at, '00:00:00'), v.id) as place
  from need_statement s join visit v on v.id = s.encounter and v.version = s.version
  where s.organisation = (select org from given) and s.need not in (
    select need from need_statement x join visit y on y.id = x.encounter and y.version = x.version
    where x.change = 'entered_in_error');

create index temp.ix_said on said (standing, need);
create index temp.ix_marked on said (referral, need);

create temp table need_at as
  with horizon as (
    select standing, (select last from given) as at, 'end' as kind from patient
    union all select standing, stated_at, 'in force' from patient),
  heard as (select s.*, h.kind from said s join horizon h on h.standing = s.standing and s.contact_on <= h.at),
  content as (
    select *, row_number() over (partition by kind, need order by place desc) as back from heard
    where change not in ('carried', 'reviewed_unchanged')),
  state as (
    select kind, need, change, row_number() over (partition by kind, need order by place desc) as back from heard
    where change <> 'carried'),
  affirmed as (select kind, need, max(contact_on) as affirmed_on from heard
    where change in ('new', 'still_present', 'reviewed_unchanged') group by kind, need)
  select c.kind, c.standing, c.need, c.concept, c.certainty, c.need_group, c.diagnosed, a.affirmed_on,
    s.change <> 'resolved' as stands,
    c.need_group in ('condition', 'ungrouped') and c.concept in (select concept from disorder) as disorder
  from content c join state s on s.kind = c.kind and s.need = c.need and s.back = 1
  left join affirmed a on a.kind = c.kind and a.need = c.need
  where c.back = 1 and c.concept is not null;

create temp table spoken as
  select distinct s.need, s.referral from said s join request q on q.id = s.referral
  where s.contact_on <= (select last from given) and s.change in ('new', 'still_present', 'reviewed_unchanged');

create temp table chosen as
  with marking as (
    select need, referral, is_primary, place,
      row_number() over (partition by need, referral order by place desc) as back
    from said where contact_on <= (select last from given) and change not in ('carried', 'reviewed_unchanged')),
  marked as (
    select m.need, m.referral from marking m where back = 1 and is_primary = 1 and not exists (
      select 1 from said x where x.referral = m.referral and x.need <> m.need and x.place > m.place and x.is_primary = 1
        and x.change in ('new', 'still_present') and x.contact_on <= (select last from given)))
  select m.need, m.referral, n.concept,
    row_number() over (partition by m.referral order by n.affirmed_on desc, n.need desc) as back
  from marked m join spoken p using (need, referral)
  join need_at n on n.need = m.need and n.kind = 'end' and n.stands and n.disorder and n.certainty = 'diagnosed';

create temp table fact as
  select f.*, w.standing, row_number() over (order by f.recorded_at, f.id) as place from child_fact f
  join whose w using (child) where f.organisation = (select org from given);

create index temp.ix_fact on fact (standing, kind, place);

create temp table answer as
  with begun as (
    select f.*, p.stated_at,
      f.value is null or f.value = 'ZZ' or (f.kind = 'disability_question' and f.value = 'NN') as alone
    from fact f join patient p using (standing)
    where f.kind in ('disability_question', 'sen_type', 'safeguarding_factor')
      and (f.since is null or f.since <= p.stated_at)),
  newest as (
    select *, row_number() over (partition by standing, kind, value order by place desc) as back,
      max(case when alone and (until is null or until >= stated_at) then place end)
        over (partition by standing, kind) as last_alone,
      max(case when not alone and (until is null or until >= stated_at) then place end)
        over (partition by standing, kind) as last_other
    from begun)
  select * from newest where back = 1 and (until is null or until >= stated_at)
    and case when alone then place = last_alone and place > coalesce(last_other, 0)
        else place > coalesce(last_alone, 0) end;

create temp table spell as
  select f.*, row_number() over (partition by standing, kind, value, since order by place desc) as back from fact f
  join patient using (standing) where value is not null and (since is null or since <= (select last from given));
"""

_FINDING = """
  c.concept is not null and c.change in ('new', 'still_present', 'reviewed_unchanged')
  and c.certainty not in ('excluded', 'suspected') and c.need_group not in ('technology_dependency', 'safeguarding')
  and c.concept not in (select concept from circumstance)
  and not (c.need_group in ('condition', 'ungrouped') and c.concept in (select concept from disorder))
  and c.encounter in (select id from contact)
"""
_MEASURED = "(weight_grams is not null or height_millimetres is not null)"
_AT_CONTACT = "(s.completed_on is null or s.completed_on = v.contact_on) and v.attendance in ('5', '6')"
_OF_CONTACT = (
    "select s.* from encounter_score s join contact v on v.id = s.encounter and v.version = s.version "
    f"where v.kind = 'care_contact' and {_AT_CONTACT}"
)
_ACTIVITY = "select a.* from care_activity a join contact v on v.id = a.encounter and v.version = a.version"
_MADE_BY = f"""
  {_ACTIVITY.replace("a.*", "a.professional")}
  union select c.professional from said c where {_FINDING}
  union select professional from contact where {_MEASURED} or (id in (select encounter from ({_OF_CONTACT}))
    and id not in (select encounter from ({_ACTIVITY})))
  union select professional from held
"""
_OF_NEED = "select distinct standing, concept from need_at where kind = 'in force' and stands and not disorder"
_DIAGNOSIS = (
    "select distinct p.referral, n.concept, case when length(n.diagnosed) = 10 then n.diagnosed end "
    "from need_at n join spoken p using (need) where n.kind = 'end' and n.disorder and n.stands"
)

COUNTS: Mapping[str, str] = {
    "CYP000Header": "select 1",
    "CYP001MPI": "select standing from patient",
    "CYP002GP": """
        select standing, null from patient union all
        select distinct f.standing, f.value || coalesce(f.since, '') from fact f join patient using (standing)
        where f.kind = 'gp_practice' and f.value is not null
          and f.until >= (select first from given) and f.until < (select last from given)
          and not exists (select 1 from fact x where x.standing = f.standing and x.kind = f.kind and x.place > f.place
            and (x.since is null or x.since <= f.until) and (x.until is null or x.until >= f.until))""",
    "CYP003AccommType": """
        select standing from (select f.*, row_number() over (partition by standing order by place desc) as back
          from fact f join patient using (standing) where f.kind = 'accommodation'
          and coalesce(f.since, date(f.recorded_at)) <= (select last from given)
          and (f.until is null or f.until >= (select last from given))) where back = 1 and value is not null""",
    "CYP004CarePlanType": """
        select distinct f.standing from fact f join patient using (standing)
        where f.kind = 'transition_plan' and f.value in ('being_made', 'agreed') and f.since <= (select last from given)
          and (select x.value from fact x where x.standing = f.standing and x.kind = f.kind
               and (x.since is null or x.since <= (select last from given))
               and (x.until is null or x.until >= (select last from given)) order by x.place desc limit 1)
            in ('being_made', 'agreed')""",
    "CYP006SocPerCircumstances": """
        select distinct standing, concept, affirmed_on from need_at where kind = 'end' and stands and not disorder
          and certainty not in ('excluded', 'suspected') and need_group not in ('technology_dependency', 'safeguarding')
          and concept in (select concept from circumstance)""",
    "CYP007EmpStatus": "",
    "CYP008OverseasVisitorChargCat": """
        select id from spell where kind = 'overseas_visitor_category' and back = 1
          and (until is null or until >= (select first from given)) and coalesce(until, '') <> '0001-01-01'
          and (until <= (select last from given) or id in (
            select s.id from spell s where s.kind = 'overseas_visitor_category' and s.back = 1 and not exists (
              select 1 from spell y
              where y.standing = s.standing and y.kind = s.kind and y.back = 1 and y.place <> s.place
                and (coalesce(y.since, ''), y.place) > (coalesce(s.since, ''), s.place)
                and (y.until is null or y.until >= (select last from given)))))""",
    "CYP101Referral": "select id from request",
    "CYP102ServiceTypeReferredTo": """
        select t.referral, t.ordinal from referral_team t join request q on q.id = t.referral and q.version = t.version
        where coalesce(t.closed_on, t.rejected_on) is null
          or coalesce(t.closed_on, t.rejected_on) >= (select first from given)""",
    "CYP103OtherReasonReferral": """
        select distinct q.id, j.value
        from request q, json_each('["' || replace(q.further_reasons, ',', '","') || '"]') j
        where j.value <> coalesce(q.reason, '') and j.value <> ''""",
    "CYP104RTT": """
        select distinct w.referral, w.started_on,
          case when w.ended_on <= (select last from given) then w.ended_on end,
          case when w.ended_on <= (select last from given) or w.status not in ('30', '31', '32', '33', '34', '35', '36')
            then w.status end
        from referral_waiting w join request q on q.id = w.referral and q.version = w.version
        where (w.started_on is null or w.started_on <= (select last from given))
          and (w.ended_on is null or w.ended_on >= (select first from given))""",
    "CYP105OnwardReferral": """
        select v.id, j.key from contact v,
          json_each('["' || replace(nullif(v.onward_referrals, ''), ',', '","') || '"]') j""",
    "CYP201CareContact": "select id from contact",
    "CYP202CareActivity": f"""
        select encounter, ordinal from ({_ACTIVITY})
        union all select encounter, ordinal from said c where {_FINDING}
        union all select id, 0 from contact where {_MEASURED} or (id in (select encounter from ({_OF_CONTACT}))
          and id not in (select encounter from ({_ACTIVITY})))""",
    "CYP301GroupSession": "select id from held",
    "CYP401SpEdNeedId": "select id from answer where kind = 'sen_type' and value is not null",
    "CYP402SVF": "select id from answer where kind = 'safeguarding_factor' and value is not null",
    "CYP403CPP": """
        select id from spell where kind = 'child_protection_plan' and back = 1 and coalesce(until, '') <> '0001-01-01'
          and (until is null or until >= (select first from given))""",
    "CYP404AssTechToSupportDisTyp": f"""{_OF_NEED}
        and certainty not in ('excluded', 'suspected') and need_group = 'technology_dependency'""",
    "CYP601MedicalHistory": """
        select distinct standing, concept, case when length(diagnosed) = 10 then diagnosed end from need_at
        where kind = 'end' and disorder and certainty = 'diagnosed' and not stands""",
    "CYP602DisabilityType": "select id from answer where kind = 'disability_question' and answer <> 'not_asked'",
    "CYP606ProvDiag": f"select distinct referral, concept from ({_DIAGNOSIS} and n.certainty = 'suspected')",
    "CYP607PrimDiag": "select referral from chosen where back = 1",
    "CYP608SecDiag": f"""{_DIAGNOSIS} and n.certainty = 'diagnosed' and not exists (
        select 1 from chosen c where c.referral = p.referral and c.back = 1 and c.concept = n.concept)""",
    "CYP609CodedAssessmentReferral": f"""
        select distinct v.referral, s.concept, s.score, coalesce(s.completed_on, v.contact_on)
        from encounter_score s join visit v on v.id = s.encounter and v.version = s.version
        join request q on q.id = v.referral
        where not (v.kind = 'care_contact' and {_AT_CONTACT})
          and coalesce(s.completed_on, v.contact_on) between (select first from given) and (select last from given)""",
    "CYP611Obs": f"select id from contact where {_MEASURED}",
    "CYP612CodedAssessmentContact": _OF_CONTACT,
    "CYP901StaffDetails": f"select distinct professional from ({_MADE_BY}) where professional is not null",
}  # fmt: skip
"""What has a row in each table; a table that is not here is not filled."""


def _all_counts() -> Mapping[str, str]:
    accommodation = COUNTS["CYP003AccommType"]
    plan = COUNTS["CYP004CarePlanType"]
    current = plan.rindex("in ('being_made', 'agreed')")
    return {
        **COUNTS,
        "CYP005CarePlanAgreement": f"{plan[:current]}= 'agreed'",
        "CYP007EmpStatus": accommodation.replace("'accommodation'", "'employment'"),
    }


def counts_of_month(database: Path, refset: Path, ods_code: str, first: date, last: date) -> dict[str, int]:
    """The rows of each table that has any, of the month from `first` to `last`."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as sql:
        sql.execute("create temp table disorder (concept integer primary key)")
        sql.execute("create temp table circumstance (concept integer primary key)")
        sql.executemany("insert or ignore into disorder values (?)", [(each,) for each in _disorders(refset)])
        circumstances = (25622003, 105531004, 161155000, 248539004, 300742006)
        sql.executemany("insert into circumstance values (?)", [(each,) for each in circumstances])
        given = {"first": str(first), "last": str(last), "ods": ods_code}
        create, *others = SHARED.split(";\n")
        sql.execute(create, given)
        for statement in others:
            sql.execute(statement)
        sql.execute(
            "create temp table held as select * from group_session g where organisation = (select org from given) "
            "and entered_in_error = 0 and held_on between (select first from given) and (select last from given) and "
            "version = (select max(version) from group_session x where x.organisation = g.organisation and x.id = g.id)"
        )
        counted = {
            table: int(sql.execute(f"select count(*) from ({rows})").fetchone()[0])
            for table, rows in _all_counts().items()
        }
    return {table: count for table, count in counted.items() if count}


def _disorders(refset: Path) -> list[int]:
    with refset.open(encoding="utf-8-sig", newline="") as file:
        named = [int(row["concept_id"]) for row in csv.DictReader(file) if row["fsn"].endswith("(disorder)")]
    return [*named, *DISORDERS_WITHOUT_A_NAME]
