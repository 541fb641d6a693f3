"""The core: one child's attendance, as the clinician recorded it.

Glossary: our word, HL7 FHIR R4's, the NHS Data Dictionary's (Community Services Data Set v1.6).

=====================  =============================  ==================================================
ours                   FHIR R4                        NHS Data Dictionary
=====================  =============================  ==================================================
child                  Patient                        PATIENT; master patient index and risk indicators
child's fact           Patient element or extension   an item of the master patient index
referral               EpisodeOfCare, ServiceRequest  REFERRAL REQUEST; service or team referral
encounter              Encounter                      CARE CONTACT
care activity          Procedure                      CARE ACTIVITY
care professional      Practitioner                   CARE PROFESSIONAL; staff details
need                   Condition, Observation or      DIAGNOSIS, CODED FINDING, ASSISTIVE TECHNOLOGY
                       DeviceUseStatement             FINDING or SOCIAL AND PERSONAL CIRCUMSTANCE
statement              a version of that resource     (the most recent is submitted)
group asked            QuestionnaireResponse item     (none: absence is never "no")
outcome                Encounter.hospitalization,     OUTCOME OF ATTENDANCE; REFERRAL CLOSURE REASON
                       EpisodeOfCare.status
=====================  =============================  ==================================================
"""
