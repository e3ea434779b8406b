"""The tool against itself: what is a little wrong must be refuted, or be shown to be right.

    mutants      every network that is one change away from a given one
    equal        whether two networks compute the same: an exact input at which they differ, a proof
    witnesses    a theorem's witness mutated: refuted, or the same as far as the theorem can tell
    builders     a construction mutated: another function, or the same one
    assumptions  a theorem without one of its assumptions: false, or not needed
    variants     formulas that are a little stronger than a claim, or its opposite
    statements   whether such a formula is refuted, or true after all
    run          all of it for the registered theorems and constructions

Nothing here is trusted: it looks for mistakes and can only fail to find them.
"""
