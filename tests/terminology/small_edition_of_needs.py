"""A small edition with the members of the example reference set, their neighbours, and a second one that differs."""

from pathlib import Path

from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from tests.clinical.examples import CARE, EPILEPSY, GASTROSTOMY, GMFCS_II, GMFCS_III, OUTSIDE, PALSY, REFSET, SLEEP
from tests.terminology.edition.small_editions import Words, concept, edition, named, snapshot

SET = REFSET.release.refset
ROOT, FINDING, SITUATION = ConceptId(138875005), ConceptId(404684003), ConceptId(243796009)
PROCEDURE_ROOT, PROCEDURE = ConceptId(71388002), ConceptId(80146002)
DEVICE_DEPENDENCE, VENTILATOR = concept(11), concept(12)
NEUROLOGICAL, MYOCLONUS, RETIRED, VAGUE = concept(21), concept(22), concept(23), concept(24)
SAME_AS, POSSIBLY = ConceptId(900000000000527005), ConceptId(900000000000523009)

PARENTS = {
    FINDING: ROOT,
    SITUATION: ROOT,
    PROCEDURE_ROOT: ROOT,
    PROCEDURE: PROCEDURE_ROOT,
    NEUROLOGICAL: FINDING,
    DEVICE_DEPENDENCE: FINDING,
    PALSY: NEUROLOGICAL,
    EPILEPSY: NEUROLOGICAL,
    MYOCLONUS: NEUROLOGICAL,
    GASTROSTOMY: DEVICE_DEPENDENCE,
    VENTILATOR: DEVICE_DEPENDENCE,
    SLEEP: FINDING,
    CARE: SITUATION,
    GMFCS_II: FINDING,
    GMFCS_III: FINDING,
    OUTSIDE: FINDING,
}
NAMES: tuple[Words, ...] = (
    *named(ROOT, "SNOMED CT Concept", tag="root"),
    *named(FINDING, "Clinical finding", tag="finding"),
    *named(SITUATION, "Situation with explicit context", tag="situation"),
    *named(PROCEDURE_ROOT, "Procedure", tag="procedure"),
    *named(PROCEDURE, "Appendicectomy", "Appendectomy", tag="procedure"),
    *named(NEUROLOGICAL, "Disorder of nervous system"),
    *named(DEVICE_DEPENDENCE, "Dependence on device", tag="finding"),
    *named(PALSY, "Cerebral palsy", "Spastic quadriplegia family"),
    *named(EPILEPSY, "Epilepsy", "Seizure disorder"),
    *named(MYOCLONUS, "Myoclonic disorder"),
    *named(GASTROSTOMY, "Gastrostomy present", tag="finding"),
    *named(VENTILATOR, "Dependence on ventilator", tag="finding"),
    *named(SLEEP, "Sleep disturbance", tag="finding"),
    *named(CARE, "Needs care day and night", tag="situation"),
    *named(GMFCS_II, "Level II", tag="finding"),
    *named(GMFCS_III, "Level III", tag="finding"),
    *named(OUTSIDE, "Hypertension", "High blood pressure"),
    *named(RETIRED, "Epileptic disorder, old"),
    *named(VAGUE, "Fits or palsy"),
)
MEMBERS = (PALSY, EPILEPSY, GASTROSTOMY, CARE, GMFCS_II, GMFCS_III, MYOCLONUS, VENTILATOR)


def edition_of_needs(folder: Path, *, members: tuple[ConceptId, ...] | None = MEMBERS) -> Edition:
    """The edition; without `members` it has no such reference set."""
    return edition(
        folder,
        snapshot(
            (*PARENTS, ROOT, RETIRED, VAGUE),
            NAMES,
            PARENTS.items(),
            inactive=(RETIRED, VAGUE),
            refsets={} if members is None else {SET: members},
            associations=((RETIRED, SAME_AS, EPILEPSY), (VAGUE, POSSIBLY, EPILEPSY), (VAGUE, POSSIBLY, PALSY)),
            reasons=((RETIRED, ConceptId(900000000000482003)),),
        ),
    )
