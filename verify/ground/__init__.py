"""Ground proofs: finitely many instances refuted by case splits, equality and linear arithmetic.

    terms        polynomials over atoms (indices, function values, powers, hinges, floors)
    axioms       what every atom obeys: its domain, 0 <= e - floor(e) < 1, relu(e) = e or 0
    farkas       a contradiction among linear inequalities, as their nonnegative multipliers
    search       the case tree
"""
