"""Notebooks kept as Python source (jupytext's py:percent), run and shown as one HTML file each.

    cells       the cells of a file
    child       runs them, in a process of its own, and tells what each one printed
    running     starts that process and reads what it tells
    page        the HTML: prose, code, and below each cell what it printed and drew
"""
