"""Words that belong to the command: no theorem and no parameter may take one of them.

A plug-in's theorem is a sub-command and its parameters are flags, so a theorem called `list` or a
parameter called `json` would hide a part of the command.  Words that only later versions use are
reserved already: a theorem must not stop working because the command learned something.
"""

# What `verify WORD` means before any theorem is looked for.
COMMANDS = ("list", "show", "all", "errata", "build", "inspect", "run", "recheck", "trust",
            "grade", "assignment", "doctor", "formal", "selftest", "circuit", "site", "help",
            "version", "completion", "notebooks")

# The flags of every check, without their dashes.  `seed` is missing on purpose: a theorem that
# draws something at random declares a parameter `seed`, which is then what --seed sets.
OPTIONS = ("json", "html", "certificate", "witness", "activation", "limit",
           "second-opinion", "quiet", "no-color", "against", "round", "vnnlib",
           "theorem", "expect", "no-oracles", "oracles", "checkpoint", "formal",
           "help", "version", "progress", "output")
