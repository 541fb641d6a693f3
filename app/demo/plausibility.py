"""What a need of the demonstration goes with: ages, genders, other needs; and how sure one is of it at first.

Needs go by the terms of `presentations`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.clinical.child import Gender
from app.demo.presentations import (
    ATTENTION,
    ATTENTION_DISORDERS,
    AUTISM,
    COORDINATION,
    DOWN,
    EARLY,
    EPILEPSY,
    GENETIC,
    HEARING,
    LANGUAGE,
    LEARNING_DISABILITY,
    PALSY,
    SPINE,
)

ANY_AGE = (0.0, 19.0)

AGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "Autism spectrum condition": (2, 19),
        "Attention deficit hyperactivity disorder": (5, 19),
        "Attention deficit hyperactivity disorder, predominantly inattentive type": (5, 19),
        "Attention deficit hyperactivity disorder, predominantly hyperactive impulsive type": (5, 19),
        "DCD - developmental coordination disorder": (5, 19),
        "Developmental language disorder": (4, 19),
        "Developmental speech disorder": (3, 19),
        "Disorder of fluency": (3, 19),
        "Speech and language developmental delay": (1, 13),
        "Elective mutism": (4, 19),
        "Impaired social interaction": (2, 19),
        "Dyslexia": (7, 19),
        "Dysgraphia": (7, 19),
        "Dyscalculia": (7, 19),
        "Learning difficulties": (4, 19),
        "Mild learning disability": (3, 19),
        "Moderate learning disability": (3, 19),
        "Severe learning disability": (3, 19),
        "Profound learning disability": (3, 19),
        "Anxiety disorder": (5, 19),
        "Obsessive-compulsive disorder": (8, 19),
        "Oppositional defiant disorder": (5, 19),
        "Problem behaviour": (2, 19),
        "Self-injurious behaviour": (2, 19),
        "Insecure attachment": (2, 19),
        "Tic disorder": (5, 19),
        "Pica": (2, 19),
        "Avoidant restrictive food intake disorder": (3, 19),
        "Nocturnal enuresis": (5, 19),
        "Clumsiness": (4, 19),
        "Obesity": (3, 19),
        "Migraine": (6, 19),
        "Absence seizure": (4, 15),
        "Febrile convulsion": (0.5, 6),
        "West syndrome": (0.2, 3),
        "Funny turn": (0.2, 12),
        "Cardiomyopathy": (4, 19),
        "Duchenne muscular dystrophy": (2, 19),
        "Scoliosis deformity of spine": (4, 19),
        "Abnormal gait": (1.5, 19),
        "Dizzy spells": (5, 19),
        "Recurrent abdominal pain": (4, 19),
        "Asthma": (3, 19),
        "Allergic rhinitis": (3, 19),
        "Musculoskeletal pain": (4, 19),
        "Dribbling from mouth": (2, 19),
        "Cerebral palsy": (0.5, 19),
        "Floppy infant syndrome": (0, 4),
        "Plagiocephaly": (0, 2),
        "Torticollis": (0, 2),
        "Laryngomalacia": (0, 3),
        "Faltering growth rate": (0.1, 6),
        "Undescended testicle": (0, 6),
        "Premature infant 28-37 weeks": (0, 10),
        "Allergy to cow's milk protein": (0, 5),
        "School problem": (4, 19),
        "School non-attendance": (5, 18),
        "Urinary incontinence": (5, 19),
        "Incontinence of faeces": (5, 19),
        "Difficulty participating in leisure activities": (3, 19),
        "Uses alternative communication skill": (2, 19),
        "Vagal nerve stimulator in situ": (4, 19),
        "Intrathecal drug delivery device in situ": (4, 19),
        "Learning disability excluded": (4, 19),
        "On melatonin for sleep disorder": (2, 19),
    }
)
"""From and to which age in years a need is first recorded; whatever is not listed, at any age."""

GENDERS: Mapping[str, Gender] = MappingProxyType(
    {
        "Duchenne muscular dystrophy": Gender.MALE,
        "Undescended testicle": Gender.MALE,
        "Turner syndrome": Gender.FEMALE,
    }
)

APART: tuple[frozenset[str], ...] = (
    frozenset(each.term for each in PALSY),
    frozenset({"Epilepsy", "Generalised epilepsy", "West syndrome"}),
    frozenset({*(each.term for each in HEARING), "Conductive hearing loss"}),
    frozenset({"Gastrostomy present", "Nasogastric tube in situ"}),
    frozenset({"Dependence on ventilator", "Dependence on continuous positive airway pressure ventilation"}),
    frozenset({"Does use hearing aid", "Cochlear prosthesis in situ"}),
    frozenset({"Obesity", "Faltering growth rate", "Failure to gain weight"}),
    ATTENTION_DISORDERS,
    frozenset({"Feeding problem", "Avoidant restrictive food intake disorder"}),
    frozenset({*(each.term for each in LANGUAGE)}),
    frozenset({"Learning difficulties", *(each.term for each in LEARNING_DISABILITY)}),
    frozenset({"Clumsiness", "DCD - developmental coordination disorder"}),
    frozenset({"Visual impairment", "Cortical visual impairment"}),
    frozenset({"Congenital heart disease", "Ventricular septal defect"}),
    frozenset({"Impaired social interaction", "Autism spectrum condition"}),
    frozenset({"Musculoskeletal pain", "Pain"}),
    frozenset({"Spina bifida", "Cerebral palsy"}),
    frozenset({"Chromosomal disorder", *(each.term for each in DOWN)}),
    frozenset({"Iron deficiency anaemia", "Anaemia"}),
    # What presumes skills that a child with a severe or profound learning disability is not tested for.
    *(
        frozenset({severity, other})
        for severity in ("Severe learning disability", "Profound learning disability")
        for other in (
            "DCD - developmental coordination disorder",
            "Dyslexia",
            "Dysgraphia",
            "Dyscalculia",
            "Disorder of fluency",
            "Elective mutism",
            "Oppositional defiant disorder",
        )
    ),
)
"""Needs of which a child of the demonstration has one at most."""

OFTEN_SUSPECTED = frozenset(
    {
        *(each.term for each in (*AUTISM, *ATTENTION, *COORDINATION, *EPILEPSY, *LEARNING_DISABILITY)),
        "Conductive hearing loss",
        "Developmental language disorder",
        "Cerebral palsy",
        "Genetic disease",
        "Visual impairment",
        "Dyslexia",
    }
)
FROM_BIRTH = frozenset(each.term for each in (*DOWN, *GENETIC, *EARLY, *SPINE))
