"""The way in for every FHIR body: received bytes become a checked resource, or problems that say how to mend them.

`load.load_r4` reads the elements of R4 once, at start; `check.checked` judges a body by them. A body without a
fault is judged by compiled JSON Schemas and costs little more than parsing it. Only what failed is looked at again,
element by element, by `describe`, which stops at fifty problems and at a fixed amount of work. Both read the same
definitions, `r4_elements.txt`; a property test holds their verdicts equal.

No problem ever repeats a value that was sent: values are patients' data.
"""
