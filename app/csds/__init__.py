"""The Community Services Data Set: the monthly submission (DAPB1069), built from the encounters as they were recorded.

Words of CSDS that stay in this package, and what they mean:

CYP201CareContact  a table of the submission, in its own name; so are the fields: `CareContactID`
IDB                the Access Intermediate Database: the file (.accdb) that SDCS Cloud takes
primary, refresh   the two windows in which a month is submitted, the second a month after the first
reporting period   a calendar month
supplement         a file with what was recorded here alone, to be merged with the file of the provider's other systems
"""
