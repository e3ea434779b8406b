"""Finds what the rechecker is told: which fact is used where, so that it need not search.

This runs the rechecker's own normal forms and searches; what it finds wrongly is rejected.
"""
