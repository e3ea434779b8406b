"""A report as one HTML file that needs nothing else: no network, no script, no other file.

    markup          text that is escaped unless this package made it
    style           colours (two themes), layout, paper
    document        head, navigation, tables, downloads
    claims          one claim: formula, status, values
    prose           the words of a theorem: powers raised, indices lowered
    numbers, bars   exact numbers; the slack of an inequality
    counterexample  a counterexample worked out
    page            a report's page
"""
