"""The gradient-variance bound, in pieces: terms, the two proofs, sharper facts, errata, instance.

The theorem itself is put together in `theorems.learnability.variance_bound`.
"""
