"""The invariants of R4 that ask about content, as code, each named by its key in the specification.

They are asked of resources that fit their schema, and may rely on it.
"""
