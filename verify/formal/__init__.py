"""General proofs checked by Coq: finding it, running it within limits, and believing little.

    table      the pins: each end statement typed a second time, apart from the proofs
    printed    each printed claim as a statement of Coq, made from its formulas by a table of names
    coq_terms  terms and formulas of the calculus in the language of Coq
    indices    the free indices of such a term
    tokens     the words that a proof file may not use
    coq        coqc and MathComp, found and run within time and memory
    outcome    what was found out about one statement
    check      compile, audit the axioms, compile the pins
    meaning    the hash of what a claim says, which stands beside its pin
    claim      the outcome as one more line of a report, of role crosscheck

Nothing here names a theorem: a theorem says where its pins stand (`Theorem.formal`).
"""
