"""SNOMED CT Release Format 2: reading a release as it comes from its distributor.

==================  =======================================================================================
package             what a distributor ships in one zip or folder: one module or several, of one date
component           a concept, a description or a relationship; its rows share an identifier over time
effective time      the date from which a row holds; of several rows of a component the last one in force holds
Full                every row there ever was
Snapshot            of each component the last row, inactive ones too
Delta               the rows since the release before
reference set       rows (members) that each say something of one component, by the pattern of their columns
language set        a reference set that says which descriptions a language uses, and which one it prefers
association set     a reference set that says what to use in place of an inactive concept
==================  =======================================================================================

Source: SNOMED CT Release File Specifications, sections 3 to 5.
"""
