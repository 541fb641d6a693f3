"""CSDS version 1.6 (DAPB1069, Amd 82/2021): its tables, fields, codes and rules, by family of tables.

Names and types are those of NHS England's v1.6 submission model, the mandation that of the v1.5 specification carried
forward, codes those of the NHS Data Dictionary with shortened labels, and each rule says how it is known.
"""
