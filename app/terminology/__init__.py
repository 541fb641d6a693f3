"""SNOMED CT as this service needs it.

Glossary, our word and the standard's:

==================  =======================================================================================
concept             a clinical meaning; `ConceptId` is its SCTID (SNOMED CT identifier)
term                words for a concept; a SNOMED CT description when it has a description identifier
preferred term      the term the UK shows for a concept
fully specified     the term that names a concept beyond doubt, ending in its kind in brackets
clinic label        words a clinic uses for a concept; a synonym to search by, never the words shown
short code          a clinic's abbreviation for a concept, verbatim; to search by, never the words shown
equivalent          what clinicians type for a concept (`cp`, `gmfcs3`, `ld`), kept in our rules
refset, member      a simple reference set and a concept in it
group               what kind of need a member is: a health condition, a technology dependency, and so on
topic               a finer heading inside a group
one-of set          members of which a child may have at most one at a time, in the order they are offered
release             the dated edition a refset was taken from
==================  =======================================================================================
"""
