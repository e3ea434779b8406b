"""Certificates: what was proved, and how, written down so that a stranger can check it.

    terms        terms, formulas and ground proofs as JSON
    statement    what is claimed, in canonical form, and its SHA-256
    evidence     how each claim was proved
    models       the numbers and functions of an instance
    write        the whole file

The format is that of `verify/recheck/FORMAT.md`; `verify/recheck` reads it and imports nothing of
this.  Nothing here is trusted: a wrong certificate is rejected.
"""
