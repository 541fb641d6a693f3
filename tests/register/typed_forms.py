"""What is typed into the register's forms, and hostile content to type instead."""

from app.identity import Identity, shown

NUMBER, OTHER_NUMBER, THIRD_NUMBER = "9990000018", "9990000026", "9990000034"

REGISTRATION = {
    "child": shown(Identity(7_000_001)),
    "family_name": "Beispiel",
    "given_name": "Noor",
    "title": "",
    "preferred_name": "Nono",
    "birth_date": "4/2/2021",
    "gender": "2",
    "nhs_number": "999 000 0026",
    "nhs_number_status": "01",
    "local_identifier": "L-4711",
    "local_identifier_issuer": "rxx01",
    "address": "1 Example Road,  Sampleton",
    "postcode": "zz991aa",
    "sensitive_address": "N",
    "placement": "foster",
    "looked_after": "Y",
    "responsible_authority": "E09001",
    "parental_responsibility": "shared_authority",
    "main_carer": "FPM",
    "gp_practice": "a81001",
    "school": "ee999001",
    "ehc_plan": "sen_support",
    "preferred_language": "q2",
    "interpreter": "Y",
    "ethnic_category": "A",
}

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE child; --",
    "bidi": "Ann\u202eleM",
    "nul": "Ann\x00a",
    "emoji": "🧸🧸",
    "too long": "x" * 5_000,
    "only blanks and marks": "\u0301\u200d",
}
