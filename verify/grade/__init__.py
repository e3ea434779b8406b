"""Coursework: submissions are marked by exact decisions, and nothing of them runs in our process.

    assignment.py    what a lecturer writes, read strictly
    submission.py    what a student hands in, collected without following or unpacking anything
    network_item.py  builder_item.py  proof_item.py  counterexample_item.py    the kinds of items
    grading.py       one submission and one assignment to one result: a pure function
    batch.py         many submissions, each in a process of its own, with a journal

A result is data with a version, `netproof-results/1`; pages, tables and other graders' formats are
made from it. The study behind the formats and limits is summed up in each file's docstring.
"""
