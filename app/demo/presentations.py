"""How children present to a community paediatric clinic: main conditions, what goes with them, and at which ages.

The tables are this demonstration's own, made to be plausible to a clinician, not to estimate prevalence. Each line
is a concept, its weight among the others of its table, and the term by which the reference set prefers to call it.
"""

from dataclasses import dataclass

from app.terminology.concept import ConceptId


@dataclass(frozen=True, slots=True)
class Weighted:
    """A concept with its weight among its neighbours; `term` says to a reader which it is."""

    concept: ConceptId
    weight: float
    term: str


def _table(text: str) -> tuple[Weighted, ...]:
    rows = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(Weighted(ConceptId(int(concept)), float(weight), term) for concept, weight, term in rows)


@dataclass(frozen=True, slots=True)
class Presentation:
    """One way to present.

    `main` is one condition of which the child has one, `companions` what often goes with it, `technology` what such
    a child may depend on. `ages` bound the age today in years; `boys` is their share; `reason` is the code of
    REASON_FOR_REFERRAL. `with_disability` and `without` weigh it among children with and without intellectual
    disability; `heavy` says how much likelier technology and round-the-clock care are than in an average child.
    """

    name: str
    main: tuple[Weighted, ...]
    companions: tuple[Weighted, ...]
    technology: tuple[Weighted, ...]
    ages: tuple[float, float]
    boys: float
    reason: str
    with_disability: float
    without: float
    heavy: float


LEARNING_DISABILITY = _table("""
86765009  42 Mild learning disability
61152003  32 Moderate learning disability
40700009  19 Severe learning disability
31216003   7 Profound learning disability
""")

COMMON = _table("""
14760008  9 Constipation
39898005  8 Sleep disorder
195967001 7 Asthma
43116000  6 Eczema
78164000  5 Feeding problem
80327007  4 Serous otitis media
44057004  3 Conductive hearing loss
397540003 4 Visual impairment
298203008 4 Joint laxity
34713006  3 Vitamin D deficiency
87522002  3 Iron deficiency anaemia
414285001 3 Allergy to food
61582004  3 Allergic rhinitis
277843001 4 Problem behaviour
197480006 4 Anxiety disorder
7006003   3 Clumsiness
161129001 3 Learning difficulties
414916001 3 Obesity
8009008   3 Nocturnal enuresis
439469002 2 Recurrent abdominal pain
37796009  2 Migraine
310661005 3 Premature infant 28-37 weeks
253978002 2 Dysmorphic features
13213009  2 Congenital heart disease
88610006  2 Heart murmur
235595009 2 Gastrooesophageal reflux disease
62718007  2 Dribbling from mouth
22325002  2 Abnormal gait
22253000  1 Pain
279069000 1 Musculoskeletal pain
301471002 1 Enlarged tonsil
1091000119108 1 Obstructive sleep apnoea of child
448739000 1 Recurrent lower respiratory tract infection
68566005  1 UTI - Urinary tract infection
44513007  1 Congenital anomaly of the kidney
237836003 1 Short stature disorder
40930008  1 Hypothyroidism
396331005 1 Coeliac disease
398309008 1 Talipes
87979003  1 Cleft palate
400210000 1 Haemangioma
249366005 1 Bleeding from nose
""")

AUTISM = _table("35919005 1 Autism spectrum condition")
_AUTISM_WITH = _table("""
39898005  9 Sleep disorder
78164000  6 Feeding problem
700213005 3 Avoidant restrictive food intake disorder
898051000000104 6 Speech and language developmental delay
406506008 6 Attention deficit hyperactivity disorder
197480006 6 Anxiety disorder
277843001 5 Problem behaviour
88598008  4 Impaired social interaction
248062006 2 Self-injurious behaviour
14077003  2 Pica
14760008  5 Constipation
8009008   3 Nocturnal enuresis
27544004  3 DCD - developmental coordination disorder
568005    2 Tic disorder
191736004 1 Obsessive-compulsive disorder
84757009  2 Epilepsy
59770006  1 Dyslexia
""")
PALSY = _table("""
904531000000100 8 Bilateral spastic cerebral palsy
43486001  5 Hemiplegic cerebral palsy
128188000 3 Cerebral palsy
230773005 2 Spastic cerebral palsy
230780007 2 Dyskinetic cerebral palsy
278512001 1 Ataxic cerebral palsy
702315006 1 Dystonic cerebral palsy
""")
_PALSY_WITH = _table("""
84757009  8 Epilepsy
78164000  7 Feeding problem
14760008  7 Constipation
62718007  6 Dribbling from mouth
298382003 5 Scoliosis deformity of spine
157265008 4 Dislocation of hip joint
413924001 5 Cortical visual impairment
235595009 5 Gastrooesophageal reflux disease
310661005 4 Premature infant 28-37 weeks
126945001 4 Perinatal anoxic-ischaemic brain injury
448739000 4 Recurrent lower respiratory tract infection
898051000000104 5 Speech and language developmental delay
39898005  4 Sleep disorder
22253000  3 Pain
60700002  2 Sensorineural hearing loss
1148757008 2 Microcephaly
230745008 2 Hydrocephalus
36440009  2 Failure to gain weight
""")
DOWN = _table("41040004 1 Complete trisomy 21 syndrome")
_DOWN_WITH = _table("""
13213009  8 Congenital heart disease
44057004  7 Conductive hearing loss
80327007  6 Serous otitis media
40930008  5 Hypothyroidism
1091000119108 5 Obstructive sleep apnoea of child
397540003 5 Visual impairment
898051000000104 7 Speech and language developmental delay
33010005  3 Floppy infant syndrome
298203008 5 Joint laxity
14760008  4 Constipation
396331005 2 Coeliac disease
35919005  2 Autism spectrum condition
28055006  1 West syndrome
30288003  2 Ventricular septal defect
""")
GENETIC = _table("""
409709004 6 Chromosomal disorder
782964007 6 Genetic disease
449818005 4 22q11 deletion syndrome
613003    3 Fragile X syndrome
7199000   3 Tuberous sclerosis syndrome
92824003  3 Neurofibromatosis type 1
86095007  2 Inborn error of metabolism
38804009  1 Turner syndrome
702816000 1 Methyl-cytosine phosphate guanine binding protein-2 duplication syndrome
""")
_GENETIC_WITH = _table("""
253978002 7 Dysmorphic features
84757009  6 Epilepsy
13213009  4 Congenital heart disease
33010005  4 Floppy infant syndrome
898051000000104 6 Speech and language developmental delay
78164000  5 Feeding problem
1148757008 3 Microcephaly
35919005  4 Autism spectrum condition
406506008 3 Attention deficit hyperactivity disorder
39898005  4 Sleep disorder
298382003 2 Scoliosis deformity of spine
237836003 3 Short stature disorder
44513007  2 Congenital anomaly of the kidney
60700002  3 Sensorineural hearing loss
397540003 3 Visual impairment
57148006  2 Congenital malformation of brain
""")
EPILEPSY = _table("""
84757009  6 Epilepsy
19598007  4 Generalised epilepsy
""")
_EPILEPSY_WITH = _table("""
29753000  5 Partial seizure
79631006  4 Absence seizure
161129001 4 Learning difficulties
406506008 4 Attention deficit hyperactivity disorder
39898005  4 Sleep disorder
277843001 3 Problem behaviour
197480006 3 Anxiety disorder
57148006  2 Congenital malformation of brain
41497008  2 Febrile convulsion
""")
ATTENTION = _table("""
406506008 8 Attention deficit hyperactivity disorder
35253001  2 Attention deficit hyperactivity disorder, predominantly inattentive type
7461003   1 Attention deficit hyperactivity disorder, predominantly hyperactive impulsive type
""")
_ATTENTION_WITH = _table("""
39898005  6 Sleep disorder
277843001 5 Problem behaviour
18941000  4 Oppositional defiant disorder
197480006 5 Anxiety disorder
59770006  4 Dyslexia
27544004  4 DCD - developmental coordination disorder
568005    3 Tic disorder
8009008   3 Nocturnal enuresis
161129001 3 Learning difficulties
304868003 2 Insecure attachment
""")
COORDINATION = _table("27544004 1 DCD - developmental coordination disorder")
_COORDINATION_WITH = _table("""
298203008 5 Joint laxity
59770006  3 Dyslexia
88278002  4 Dysgraphia
406506008 3 Attention deficit hyperactivity disorder
197480006 3 Anxiety disorder
55640002  2 Dyscalculia
""")
LANGUAGE = _table("""
898051000000104 8 Speech and language developmental delay
280032002 4 Developmental language disorder
1145003   3 Developmental speech disorder
229621000 1 Disorder of fluency
""")
_LANGUAGE_WITH = _table("""
80327007  6 Serous otitis media
44057004  4 Conductive hearing loss
88598008  4 Impaired social interaction
277843001 4 Problem behaviour
161129001 3 Learning difficulties
71959007  2 Elective mutism
87979003  1 Cleft palate
""")
_MUSCLE = _table("""
909621000000100 4 Neuromuscular disorder
76670001  4 Duchenne muscular dystrophy
111501005 3 Congenital hereditary muscular dystrophy
302226006 2 Peripheral nerve disease
237986005 2 Disorder of mitochondrial respiratory chain complexes
""")
_MUSCLE_WITH = _table("""
298382003 6 Scoliosis deformity of spine
85898001  4 Cardiomyopathy
448739000 4 Recurrent lower respiratory tract infection
78164000  4 Feeding problem
14760008  4 Constipation
22325002  5 Abnormal gait
22253000  3 Pain
197480006 2 Anxiety disorder
""")
HEARING = _table("""
898081000000105 3 Bilateral mild sensorineural hearing loss
898071000000108 4 Bilateral moderate sensorineural hearing loss
898061000000101 2 Bilateral severe sensorineural hearing loss
877191000000104 2 Bilateral profound sensorineural hearing loss
60700002  3 Sensorineural hearing loss
""")
_HEARING_WITH = _table("""
898051000000104 6 Speech and language developmental delay
82353009  2 Congenital infectious disease
315018008 2 Dizzy spells
397540003 2 Visual impairment
253978002 1 Dysmorphic features
""")
SPINE = _table("""
67531005  4 Spina bifida
230745008 4 Hydrocephalus
57148006  2 Congenital malformation of brain
""")
_SPINE_WITH = _table("""
14760008  5 Constipation
68566005  4 UTI - Urinary tract infection
398309008 3 Talipes
197521000000108 4 Physical disability
298382003 3 Scoliosis deformity of spine
84757009  3 Epilepsy
397540003 2 Visual impairment
""")
EARLY = _table("""
310661005 6 Premature infant 28-37 weeks
415073005 3 Perinatal disorder
33010005  3 Floppy infant syndrome
126945001 1 Perinatal anoxic-ischaemic brain injury
""")
_EARLY_WITH = _table("""
235595009 6 Gastrooesophageal reflux disease
21850008  4 Plagiocephaly
70070008  3 Torticollis
78164000  5 Feeding problem
909661000000108 4 Faltering growth rate
782555009 4 Allergy to cow's milk protein
271737000 2 Anaemia
38086007  2 Laryngomalacia
204878001 2 Undescended testicle
398309008 2 Talipes
48334007  2 Congenital dislocation of hip
""")

_HEARING_AIDS = "285055002 {} Does use hearing aid\n449840001 {} Cochlear prosthesis in situ"
_GENERAL_TECHNOLOGY = _table("""
761541000000100 6 Uses alternative communication skill
285055002 4 Does use hearing aid
302109006 4 Gastrostomy present
449842009 2 Nasogastric tube in situ
429487005 2 Dependence on continuous positive airway pressure ventilation
700132008 1 Ventriculoperitoneal shunt in situ
302108003 1 Tracheostomy present
""")
_PALSY_TECHNOLOGY = _table("""
302109006 9 Gastrostomy present
761541000000100 6 Uses alternative communication skill
449842009 2 Nasogastric tube in situ
864041000000108 2 Intrathecal drug delivery device in situ
700132008 2 Ventriculoperitoneal shunt in situ
444932008 1 Dependence on ventilator
285055002 2 Does use hearing aid
302108003 1 Tracheostomy present
""")
_BREATHING_TECHNOLOGY = _table("""
444932008 5 Dependence on ventilator
429487005 5 Dependence on continuous positive airway pressure ventilation
302109006 5 Gastrostomy present
761541000000100 2 Uses alternative communication skill
302108003 2 Tracheostomy present
""")
_HEARING_TECHNOLOGY = _table(_HEARING_AIDS.format(8, 3)) + _GENERAL_TECHNOLOGY[:1]
_SHUNT_TECHNOLOGY = _table("700132008 9 Ventriculoperitoneal shunt in situ") + _GENERAL_TECHNOLOGY[:4]
_SEIZURE_TECHNOLOGY = _table("700210008 5 Vagal nerve stimulator in situ") + _GENERAL_TECHNOLOGY[:3]
_SPEECH_TECHNOLOGY = _GENERAL_TECHNOLOGY[:3]

PRESENTATIONS: tuple[Presentation, ...] = (
    Presentation("autism", AUTISM, _AUTISM_WITH, _SPEECH_TECHNOLOGY, (3, 18), 0.74, "017", 30, 28, 0.7),
    Presentation("cerebral palsy", PALSY, _PALSY_WITH, _PALSY_TECHNOLOGY, (1.5, 18), 0.57, "011", 17, 5, 6),
    Presentation("Down syndrome", DOWN, _DOWN_WITH, _GENERAL_TECHNOLOGY, (0.3, 18), 0.53, "021", 10, 0, 1),
    Presentation("genetic", GENETIC, _GENETIC_WITH, _GENERAL_TECHNOLOGY, (0.3, 18), 0.52, "087", 15, 4, 3),
    Presentation("epilepsy", EPILEPSY, _EPILEPSY_WITH, _SEIZURE_TECHNOLOGY, (2, 18), 0.53, "027", 8, 4, 2),
    Presentation("attention", ATTENTION, _ATTENTION_WITH, _SPEECH_TECHNOLOGY, (6, 18), 0.76, "025", 6, 19, 0.1),
    Presentation("coordination", COORDINATION, _COORDINATION_WITH, _SPEECH_TECHNOLOGY, (5, 18), 0.7, "042", 1, 6, 0.1),
    Presentation("language", LANGUAGE, _LANGUAGE_WITH, _SPEECH_TECHNOLOGY, (1.5, 12), 0.66, "062", 8, 17, 0.4),
    Presentation("neuromuscular", _MUSCLE, _MUSCLE_WITH, _BREATHING_TECHNOLOGY, (1, 18), 0.68, "044", 2, 2, 8),
    Presentation("hearing", HEARING, _HEARING_WITH, _HEARING_TECHNOLOGY, (0.3, 18), 0.52, "035", 2, 3, 6),
    Presentation("spine and brain", SPINE, _SPINE_WITH, _SHUNT_TECHNOLOGY, (0.3, 18), 0.5, "064", 2, 2, 5),
    Presentation("early life", EARLY, _EARLY_WITH, _GENERAL_TECHNOLOGY[2:5], (0.05, 3.5), 0.54, "017", 0, 9, 1),
    Presentation("learning", (), COMMON, _SPEECH_TECHNOLOGY, (4, 18), 0.6, "013", 12, 0, 0.5),
    Presentation("general", (), COMMON, _SPEECH_TECHNOLOGY, (0.5, 18), 0.55, "031", 0, 8, 0.1),
)

FAMILY_ISSUES = _table("""
161155000 8 School problem
25622003  6 Support system deficit
248539004 5 Family problems
405651005 4 Equipment problem
105531004 4 Housing unsatisfactory
300742006 4 Difficulty participating in leisure activities
165232002 5 Urinary incontinence
72042002  3 Incontinence of faeces
""")
PASSING_CONDITIONS = _table("""
80327007  6 Serous otitis media
50417007  4 Lower respiratory tract infection
68566005  3 UTI - Urinary tract infection
87522002  4 Iron deficiency anaemia
34713006  4 Vitamin D deficiency
235595009 3 Gastrooesophageal reflux disease
248228001 3 Funny turn
909661000000108 3 Faltering growth rate
14760008  5 Constipation
49727002  2 Cough
34014006  2 Viral disease
70070008  1 Torticollis
""")
CARE_PLANS = _table("""
700225008 8 Carer understands care plan
700224007 1 Carer does not understand care plan
""")
SAFEGUARDING = _table("""
160877008 6 Child at risk
720824009 3 Victim of child neglect
205171000000107 2 Victim of domestic violence
419916003 2 Victim of emotional abuse
""")
GROSS_MOTOR = _table("""
881521000000108 3 Gross Motor Function Classification System for Cerebral Palsy level I
881541000000101 3 Gross Motor Function Classification System for Cerebral Palsy level II
882021000000108 2 Gross Motor Function Classification System for Cerebral Palsy level III
882041000000101 2 Gross Motor Function Classification System for Cerebral Palsy level IV
882061000000100 2 Gross Motor Function Classification System for Cerebral Palsy level V
""")
_PATTERN = "Surveillance of Cerebral Palsy in Europe classification - predominant pattern"
BRAIN_IMAGING = _table(f"""
914411000000107 1 {_PATTERN} A - maldevelopment
914431000000104 5 {_PATTERN} B - predominant white matter injury
914451000000106 2 {_PATTERN} C - predominant grey matter injury
914931000000105 1 {_PATTERN} E - normal
""")
DIETS = _table("""
78150000  4 Soft diet
226213003 4 Thickened fluids diet
703977005 2 Weight gain diet
10888001  1 Liquid diet
""")
MALNUTRITION_RISK = _table("""
764891000000105 4 Low risk of malnutrition
764901000000106 4 Medium risk of malnutrition
764911000000108 2 High risk of malnutrition
""")
ATTENTION_TREATMENT = _table("""
886391000000109 6 On stimulant drug therapy for ADHD (attention deficit hyperactivity disorder)
886411000000109 2 On non-stimulant drug therapy for ADHD (attention deficit hyperactivity disorder)
""")
NOTHING_FOUND = _table("""
860642002 5 No neurodevelopmental disorder present
281900007 4 No abnormality detected
""")
SUPERVISION = _table("240451000000106 1 Requires constant supervision")[0]
MELATONIN = _table("887881000000101 1 On melatonin for sleep disorder")[0]
EMERGENCY_PLAN = _table("702779007 1 Emergency health care plan agreed")[0]
SPECIALIST_CRITERIA = _table(
    "889921000000104 1 Meets criteria for referral to paediatric neurology epilepsy specialist"
)[0]
NON_ATTENDANCE = _table("248050007 1 School non-attendance")[0]
DISABILITY_EXCLUDED = _table("984051000000100 1 Learning disability excluded")[0]
SUSPICIONS = (*AUTISM, *EPILEPSY[:1], *COORDINATION)
ATTENTION_DISORDERS = frozenset(each.term for each in ATTENTION)
OWN_WORDS = ("Toe walking", "Eats sand and soil", "Startles at loud noises", "Leaves the classroom without telling")


def every_concept() -> frozenset[ConceptId]:
    """All concepts the demonstration may record."""
    tables = (
        *(table for each in PRESENTATIONS for table in (each.main, each.companions, each.technology)),
        *(LEARNING_DISABILITY, COMMON, FAMILY_ISSUES, PASSING_CONDITIONS, CARE_PLANS, SAFEGUARDING, GROSS_MOTOR),
        *(BRAIN_IMAGING, DIETS, MALNUTRITION_RISK, ATTENTION_TREATMENT, NOTHING_FOUND),
        (SUPERVISION, MELATONIN, EMERGENCY_PLAN, SPECIALIST_CRITERIA, NON_ATTENDANCE, DISABILITY_EXCLUDED),
    )
    return frozenset(each.concept for table in tables for each in table)
