"""Exact piecewise affine functions of one real variable on a closed interval.

    vertices     the integers that a partition and the values on it are stored in
    kinks        new vertices inside pieces: where a value passes 0
    networks     the outputs of a network of one variable, layer by layer
    merging      two functions on one partition
    levels       the largest integer below a function
    composition  one function of another
    comparing    where a relation fails; which points are superfluous
    function     Piecewise: one function, with its arithmetic
    windows      an interval with too many pieces, part by part
    terms        terms of the calculus as functions of one variable
"""
