"""Loading a reference set, and what is said when one of its files is damaged."""

import hashlib
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.terminology.concept import ConceptId
from app.terminology.faults import MOST_FAULTS, Fault
from app.terminology.load import RefsetFault, check_refset, load_refset
from app.terminology.refset import Group, Refset, TermKind

HEADER = "concept_id,active,preferred_term,fsn,clinic_label,short_code"
MEMBERS = f"""{HEADER}
128188000,1,Cerebral palsy,Cerebral palsy (disorder),,Cpalsy
195967001,1,Asthma,Asthma (disorder),Asthma,
881521000000108,1,GMFCS level I,,,
881541000000101,1,GMFCS level II,,,
73211009,0,Diabetes mellitus,,,
"""
RULES = """\
[members]
128188000 = { group = "condition", topic = "Physical", prints = true }  # Cerebral palsy
73211009 = { group = "condition", topic = "Endocrine" }  # left the set, rule kept
881521000000108 = { group = "functional_level", topic = "GMFCS", counted = false }
[equivalents]
128188000 = ["cp"]
[found_only_whole]
128188000 = ["Cpalsy"]
[one_of.gmfcs]
words = "GMFCS level"
members = [
    881521000000108,
    881541000000101,  # II
]
[stated_by.topics]
"Physical" = ["physiotherapist"]
"GMFCS" = ["physiotherapist", "occupational_therapist"]
[stated_by.concepts]
128188000 = []  # Cerebral palsy
"""
USUAL = """\
[paediatrician]
needs = [
    881521000000108,  # GMFCS level I
    128188000,  # Cerebral palsy
]
[speech_and_language_therapist]
needs = [128188000]
"""
SHIPPED_CSV, SHIPPED_RULES = "paediatric_disability.csv", "paediatric_disability_rules.toml"
SHIPPED_USUAL = "usual_needs.toml"


def release(members: bytes, rules: bytes, usual: bytes, active: int = 4) -> str:
    return f"""\
[refset]
id = "999001751000000105"
name = "A set"
label = "For a test"
effective = 2026-11-24
source = "this test"
licence = "none needed"
[members]
file = "members.csv"
active = {active}
sha256 = "{hashlib.sha256(members).hexdigest()}"
[rules]
file = "rules.toml"
sha256 = "{hashlib.sha256(rules).hexdigest()}"
[usual_needs]
file = "usual.toml"
sha256 = "{hashlib.sha256(usual).hexdigest()}"
"""


def written(folder: Path, members: str = MEMBERS, rules: str = RULES, usual: str = USUAL, **replaced: str) -> Path:
    """A folder with a sound release file for these texts; `replaced` swaps a text in the release file."""
    text = release(members.encode(), rules.encode(), usual.encode())
    for old, new in replaced.items():
        text = re.sub(rf"(?m)^{old} = .*$", new, text)
    files = {"members.csv": members, "rules.toml": rules, "usual.toml": usual, "release.toml": text}
    for name, content in files.items():
        (folder / name).write_bytes(content.encode())
    return folder


def faults(folder: Path) -> list[tuple[str, int | None, str]]:
    return [(fault.file, fault.line, fault.what) for fault in check_refset(folder)]


def test_members_and_rules_become_a_refset(tmp_path: Path) -> None:
    known = load_refset(written(tmp_path))
    assert len(known) == 4
    palsy = known.members[ConceptId(128188000)]
    assert (palsy.group, palsy.topic, palsy.counted, palsy.printable) == (Group.CONDITION, "Physical", True, True)
    assert palsy.fully_specified_name == "Cerebral palsy (disorder)"
    assert [(term.text, term.kind, term.whole) for term in palsy.terms] == [
        ("Cerebral palsy", TermKind.PREFERRED, False),
        ("cp", TermKind.EQUIVALENT, False),
        ("Cpalsy", TermKind.SHORT_CODE, True),
        ("Cerebral palsy (disorder)", TermKind.FULLY_SPECIFIED, False),
    ]
    second = known.members[ConceptId(881541000000101)]
    assert (second.one_of, second.position) == ("gmfcs", 1)
    assert known.release.effective.isoformat() == "2026-11-24"


def test_a_concepts_professions_stand_in_place_of_its_topics_and_the_paediatrician_always_may(tmp_path: Path) -> None:
    known = load_refset(written(tmp_path))
    assert known.members[ConceptId(881521000000108)].stated_by == {
        "paediatrician",
        "physiotherapist",
        "occupational_therapist",
    }
    assert known.members[ConceptId(128188000)].stated_by == {"paediatrician"}
    assert known.members[ConceptId(195967001)].stated_by == {"paediatrician"}


def test_a_topic_shared_with_another_group_says_nothing_there(tmp_path: Path) -> None:
    rule = '195967001 = { group = "education", topic = "GMFCS" }\n[equivalents]'
    known = load_refset(written(tmp_path, rules=RULES.replace("[equivalents]", rule)))
    assert known.members[ConceptId(195967001)].stated_by == {"paediatrician"}


def test_usual_needs_keep_their_order(tmp_path: Path) -> None:
    assert load_refset(written(tmp_path)).usual == {
        "paediatrician": (ConceptId(881521000000108), ConceptId(128188000)),
        "speech_and_language_therapist": (ConceptId(128188000),),
    }


def test_a_member_that_left_is_not_offered_and_a_member_without_a_rule_is_kept_from_counts_and_print(
    tmp_path: Path,
) -> None:
    known = load_refset(written(tmp_path))
    assert ConceptId(73211009) not in known
    asthma = known.members[ConceptId(195967001)]
    assert asthma.group is Group.UNGROUPED
    assert (asthma.counted, asthma.sensitive, asthma.printable) == (False, True, False)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("128188000,1", "128188001,1", 2, "check digit is 1 and should be 0"),
        ("195967001,1", "128188000,1", 3, "listed again; it stands on line 2"),
        ("195967001,1,Asthma", "195967001,1,", 3, "preferred_term is blank"),
        ("195967001,1", "195967001,yes", 3, "active is 'yes'"),
        ("Asthma (disorder),Asthma,", "Asthma (disorder)", 3, "the line has 4 fields and must have 6"),
        ("195967001,1,Asthma", '195967001,1,"Asthma', 3, "a quotation mark is not closed"),
        ("195967001,1,Asthma", "195967001,1, Asthma", 3, "preferred_term begins or ends with a space"),
        ("195967001,1,Asthma", "195967001,1,Asth\u00a0ma", 3, "a hidden character"),
        ("195967001,1,Asthma", "\n195967001,1,Asthma", 3, "the line has 0 fields"),
        (",clinic_label", "", 1, "the column clinic_label is missing"),
        ("concept_id,active", "active,concept_id", 1, "the columns are not those"),
        ("concept_id", "\ufeffconcept_id", 1, "begins with a byte order mark"),
        ("level I,,,\n", "level I,,,\r\n", 4, "does not end in LF"),
        ("mellitus,,,\n", "mellitus,,,", 6, "ends in the middle of a line"),
    ],
)
def test_a_fault_in_the_file_of_members_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, what: str
) -> None:
    assert MEMBERS.count(old) == 1
    told = faults(written(tmp_path, members=MEMBERS.replace(old, new)))
    assert any(each[:2] == ("members.csv", line) and what in each[2] for each in told), told


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ('128188000 = { group = "condition"', '128188000 = { group = "disease"', 2, "'disease' is not a group"),
        ("73211009 =", "138875005 =", 3, "concept 138875005 is not in the file of members"),
        ("73211009 =", "73211008 =", 3, "check digit is 8 and should be 9"),
        ("counted = false", "counted = 0", 4, "something unknown"),
        ("prints = true", "prints = true, sensitive = true", 2, "cannot print"),
        ('topic = "GMFCS"', 'topic = ""', 4, "the topic is missing"),
        ('["cp"]', '"cp"', 6, "not a list of texts"),
        ('["cp"]', '["cp", "C.P."]', 6, None),
        ('["cp"]', '["cp", "CP"]', 6, "'CP' is listed twice"),
        ('["cp"]', '["–"]', 6, "neither letter nor digit"),
        ('["Cpalsy"]', '["Palsy"]', 8, "'Palsy' is no text of 128188000"),
        ("    881541000000101,", "    881521000000108,", 12, "is in the set twice"),
        ("    881541000000101,", "    138875005,", 13, "concept 138875005 is not in the file"),
        ('words = "GMFCS level"\n', "", 9, "the one-of set gmfcs is not complete"),
        ("[equivalents]", "[equivalent]", 5, "there is no section 'equivalent'"),
        ("[equivalents]", "[equivalents", 5, "this is not TOML"),
        ("[one_of.gmfcs]", "128188000 = ['x']\n[one_of.gmfcs]", None, "this is not TOML"),
        ('"Physical" =', '"Physics" =', 16, "no health condition, technology dependency or functional level has the"),
        ('["physiotherapist"]', '["Physiotherapist"]', 16, "'Physiotherapist' is not written as a profession"),
        ('["physiotherapist"]', '["physio therapist"]', 16, "is not written as a profession"),
        ('["physiotherapist"]', '"physiotherapist"', 16, "the entry of Physical is not a list of professions"),
        ('["physiotherapist"]', "[3]", 16, "the entry of Physical is not a list of professions"),
        ('"occupational_therapist"', '"physiotherapist"', 17, "'physiotherapist' is listed twice"),
        ("128188000 = []", "128188001 = []", 19, "check digit is 1 and should be 0"),
        ("128188000 = []", "138875005 = []", 19, "concept 138875005 is not in the file of members"),
        ("128188000 = []", "73211009 = []", 19, None),
        ("128188000 = []", "195967001 = []", 19, None),
        ("[stated_by.concepts]", "[stated_by.members]", 18, "[stated_by] holds something unknown: 'members'"),
        ("[stated_by.topics]", "[stated_by]\nmembers = 3\n[stated_by.topics]", 16, "unknown: 'members'"),
        ("[members]", "stated_by = 3\n[members]", None, "this is not TOML"),
        ('topic = "Endocrine" }', 'topic = "GMFCS" }', 3, None),
    ],
)
def test_a_fault_in_the_rules_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None, what: str | None
) -> None:
    assert RULES.count(old) == 1
    told = faults(written(tmp_path, rules=RULES.replace(old, new)))
    if what is None:
        assert told == []
    else:
        at = [each for each in told if what in each[2]]
        assert at, told
        assert at[0][0] == "rules.toml"
        assert at[0][1] is not None if line is None else at[0][1] == line


def test_a_concept_in_two_one_of_sets_is_refused(tmp_path: Path) -> None:
    rules = RULES + '[one_of.other]\nwords = "Other"\nmembers = [128188000, 881521000000108]\n'
    assert faults(written(tmp_path, rules=rules)) == [
        ("rules.toml", 22, "concept 881521000000108 is in the one-of set gmfcs already.")
    ]


def test_a_profession_is_listed_only_for_what_takes_a_profession_to_say(tmp_path: Path) -> None:
    rules = RULES.replace(
        'group = "condition", topic = "Physical", prints = true', 'group = "education", topic = "Physical"'
    )
    assert faults(written(tmp_path, rules=rules)) == [
        ("rules.toml", 16, "no health condition, technology dependency or functional level has the topic 'Physical'."),
        ("rules.toml", 19, "concept 128188000 is no health condition, technology dependency or functional level."),
    ]


def test_a_table_of_professions_that_is_no_table_is_told(tmp_path: Path) -> None:
    rules = "stated_by = 3\n" + RULES.partition("[stated_by.topics]")[0]
    assert faults(written(tmp_path, rules=rules)) == [
        ("rules.toml", 1, "stated_by is no table."),
    ]


def test_a_fault_in_a_members_rule_is_not_told_again_of_its_topic_or_its_usual_needs(tmp_path: Path) -> None:
    told = faults(written(tmp_path, rules=RULES.replace('"condition"', '"disease"', 1)))
    assert told == [("rules.toml", 2, "'disease' is not a group.")]


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("    128188000,", "    128188001,", 4, "check digit is 1 and should be 0"),
        ("    128188000,", "    138875005,", 4, "concept 138875005 is no active member"),
        ("    128188000,", "    73211009,", 4, "concept 73211009 is no active member"),
        ("    128188000,", "    195967001,", 4, "concept 195967001 is sensitive, or is not grouped yet"),
        ("    128188000,", "    881521000000108,", 3, "concept 881521000000108 is listed twice"),
        ("needs = [128188000]", "needs = []", 6, "does not hold a list of needs"),
        ("needs = [128188000]", "needs = 128188000", 6, "does not hold a list of needs"),
        ("needs = [128188000]", "need = [128188000]", 6, "does not hold a list of needs"),
        ("needs = [128188000]", "needs = [128188000]\nfirst = 1", 6, "does not hold a list of needs, and that alone"),
        ("needs = [128188000]", "needs = [true]", 6, "'True' is not a SNOMED CT concept identifier"),
        ("[speech_and_language_therapist]", "[Speech]", 6, "'Speech' is not written as a profession"),
        ("[speech_and_language_therapist]", "[paediatrician]", 6, "this is not TOML"),
    ],
)
def test_a_fault_in_the_usual_needs_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, what: str
) -> None:
    assert USUAL.count(old) == 1
    told = faults(written(tmp_path, usual=USUAL.replace(old, new)))
    assert any(each[:2] == ("usual.toml", line) and what in each[2] for each in told), told


def test_a_sensitive_member_is_never_usual(tmp_path: Path) -> None:
    told = faults(written(tmp_path, rules=RULES.replace("prints = true", "sensitive = true")))
    what = "concept 128188000 is sensitive, or is not grouped yet, and is never offered unasked."
    assert told == [("usual.toml", 4, what), ("usual.toml", 7, what)]


@pytest.mark.parametrize(
    ("key", "replacement", "line", "what"),
    [
        ("id", 'id = "999001751000000106"', 2, "check digit"),
        ("name", "", 1, "name under [refset] is missing"),
        ("effective", 'effective = "2026-11-24"', 5, "effective under [refset]"),
        ("effective", "effective = 2026-11-24T10:00:00", 5, "effective under [refset]"),
        ("active", "active = 5", 6, "4 active members and release.toml states 5"),
        ("active", "active = true", 10, "active under [members]"),
        ("sha256", 'sha256 = "abc"', 11, "64 hexadecimal digits"),
        ("file", 'file = "../members.csv"', 9, "not the plain name of a file"),
        ("licence", "licence = ", 7, "this is not TOML"),
    ],
)
def test_a_fault_in_the_release_file_is_told_with_its_line(
    tmp_path: Path, key: str, replacement: str, line: int, what: str
) -> None:
    told = faults(written(tmp_path, **{key: replacement}))
    assert any(each[1] == line and what in each[2] for each in told), told


def test_a_changed_file_is_refused_until_its_new_hash_is_written_down(tmp_path: Path) -> None:
    written(tmp_path)
    changed = MEMBERS.replace("Asthma,Asthma", "Asthma,Athsma").encode()
    (tmp_path / "members.csv").write_bytes(changed)
    (fault,) = check_refset(tmp_path)
    assert (fault.file, fault.line) == ("release.toml", 11)
    assert fault.what.startswith("members.csv has changed since this release was written")
    assert hashlib.sha256(changed).hexdigest() in fault.what


def test_changed_usual_needs_are_refused_until_their_new_hash_is_written_down(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "usual.toml").write_text(USUAL.replace("[128188000]", "[881521000000108]"))
    (fault,) = check_refset(tmp_path)
    assert (fault.file, fault.line) == ("release.toml", 17)
    assert fault.what.startswith("usual.toml has changed since this release was written")


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    assert [fault.file for fault in check_refset(tmp_path / "nowhere")] == ["release.toml"]
    written(tmp_path)
    (tmp_path / "members.csv").unlink()
    (tmp_path / "rules.toml").unlink()
    (tmp_path / "usual.toml").unlink()
    assert [(fault.file, fault.line) for fault in check_refset(tmp_path)] == [
        ("members.csv", None),
        ("rules.toml", None),
        ("usual.toml", None),
    ]


def test_all_faults_are_told_at_once_and_the_message_reads_well(tmp_path: Path) -> None:
    members = MEMBERS.replace("128188000,1", "128188001,1").replace("1,Asthma,", "1,,")
    with pytest.raises(RefsetFault) as refusal:
        load_refset(written(tmp_path, members=members, rules=RULES.replace('"condition"', '"disease"')))
    assert len(refusal.value.faults) == 4
    assert str(refusal.value).splitlines()[:2] == [
        "members.csv, line 2: '128188001' is not a SNOMED CT concept identifier: its check digit is 1 and should be 0, "
        "so a digit is mistyped or two are swapped. Copy the whole identifier from the release.",
        "members.csv, line 3: preferred_term is blank. Write the term that the UK edition prefers.",
    ]


def test_no_more_than_fifty_faults_are_kept(tmp_path: Path) -> None:
    members = HEADER + "\n" + "x,1,Y,,,\n" * 60
    with pytest.raises(RefsetFault, match="and 10 more of the kind"):
        load_refset(written(tmp_path, members=members))
    assert len(check_refset(tmp_path)) == MOST_FAULTS


# Damaged copies of the shipped files


@pytest.fixture(scope="module")
def originals(shipped_folder: Path) -> Mapping[str, bytes]:
    names = (SHIPPED_CSV, SHIPPED_RULES, SHIPPED_USUAL, "release.toml")
    return {name: (shipped_folder / name).read_bytes() for name in names}


def damaged(originals: Mapping[str, bytes], name: str, content: bytes) -> tuple[Fault, ...]:
    """The faults of a copy of the shipped folder in which the file `name` holds `content`."""
    with tempfile.TemporaryDirectory() as folder:
        for each, original in originals.items():
            (Path(folder) / each).write_bytes(content if each == name else original)
        told = check_refset(Path(folder))
        if told:
            with pytest.raises(RefsetFault):
                load_refset(Path(folder))
        return told


def assert_names(told: tuple[Fault, ...], file: str, line: int) -> None:
    assert (file, line) in {(fault.file, fault.line) for fault in told}
    assert all(fault.line is not None and fault.what and fault.mend for fault in told)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_wrong_digit_in_an_identifier_is_told_by_line(originals: Mapping[str, bytes], data: st.DataObject) -> None:
    lines = originals[SHIPPED_CSV].split(b"\n")
    at = data.draw(st.integers(1, len(lines) - 2))
    place = data.draw(st.integers(0, lines[at].index(b",") - 1))
    digit = data.draw(st.sampled_from([d for d in range(48, 58) if d != lines[at][place]]))
    lines[at] = lines[at][:place] + bytes([digit]) + lines[at][place + 1 :]
    assert_names(damaged(originals, SHIPPED_CSV, b"\n".join(lines)), SHIPPED_CSV, at + 1)


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_a_dropped_field_or_a_repeated_line_is_told_by_line(
    originals: Mapping[str, bytes], data: st.DataObject
) -> None:
    lines = originals[SHIPPED_CSV].split(b"\n")
    at = data.draw(st.integers(0, len(lines) - 2))
    dropped = [*lines[:at], lines[at].rpartition(b",")[0], *lines[at + 1 :]]
    assert_names(damaged(originals, SHIPPED_CSV, b"\n".join(dropped)), SHIPPED_CSV, at + 1)
    repeated = [*lines[:-1], lines[at], b""]
    assert_names(damaged(originals, SHIPPED_CSV, b"\n".join(repeated)), SHIPPED_CSV, len(lines))


@pytest.mark.parametrize("column", range(6))
def test_a_dropped_column_is_told(originals: Mapping[str, bytes], column: int) -> None:
    lines = [line.split(b",") for line in originals[SHIPPED_CSV].split(b"\n")]
    kept = b"\n".join(b",".join(fields[:column] + fields[column + 1 :]) for fields in lines)
    assert_names(damaged(originals, SHIPPED_CSV, kept), SHIPPED_CSV, 1)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig", "mac-roman"])
def test_a_file_in_another_encoding_is_told_by_line(originals: Mapping[str, bytes], encoding: str) -> None:
    text = originals[SHIPPED_CSV].decode()
    first = next(n for n, line in enumerate(text.split("\n"), start=1) if not line.isascii())
    told = damaged(originals, SHIPPED_CSV, text.encode(encoding))
    assert_names(told, SHIPPED_CSV, 1 if encoding.startswith("utf") else first)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_is_told(originals: Mapping[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(originals)))
    content = originals[name]
    told = damaged(originals, name, content[: data.draw(st.integers(0, len(content) - 2))])
    assert told
    assert all(fault.line is not None for fault in told)
    assert any(fault.file == name or name in fault.what for fault in told)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_no_changed_byte_of_members_rules_or_usual_needs_goes_unnoticed(
    originals: Mapping[str, bytes], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([SHIPPED_CSV, SHIPPED_RULES, SHIPPED_USUAL]))
    content = bytearray(originals[name])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    told = damaged(originals, name, bytes(content))
    assert told
    assert all(fault.line is not None for fault in told)
    assert any(fault.file == name or name in fault.what for fault in told)


@given(
    name=st.sampled_from(["release.toml", SHIPPED_CSV, SHIPPED_RULES, SHIPPED_USUAL]), content=st.binary(max_size=200)
)
@settings(max_examples=60, deadline=None)
def test_any_other_bytes_are_refused_and_never_crash(originals: Mapping[str, bytes], name: str, content: bytes) -> None:
    assert damaged(originals, name, content)


def test_the_shipped_files_are_untouched_by_a_round_trip(originals: Mapping[str, bytes], shipped: Refset) -> None:
    assert damaged(originals, SHIPPED_CSV, originals[SHIPPED_CSV]) == ()
    assert shipped.release.sha256 == hashlib.sha256(originals[SHIPPED_CSV]).hexdigest()
