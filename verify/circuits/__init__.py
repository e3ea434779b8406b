"""Boolean circuits of logic gates, threshold gates and McCulloch-Pitts units, in one graph type.

    gate         a gate: its kind, what it reads, its weights; the function that it computes
    circuit      the acyclic graph of gates, its counts, its value at one point
    adders       sums of weighted bits, 64 of them per machine word
    words        circuits on 64 inputs per operation, over the whole cube block by block
    terms        circuits as z3 terms
    cnf          circuits as clauses
    rup          the checker of proofs by unit propagation
    solving      a SAT solver's answer, its proof checked by `rup`
    equivalence  two circuits, the same function
    thresholds   a gate as one threshold gate, or a few
    networks     circuits as threshold or relu networks, and back

A truth table is a text of 2^n digits: the digit at position p is the value at the point with
x_i = bit i - 1 of p, as in `verify.cube` ("0001" is x1 and x2, "0101" is x1).
"""
