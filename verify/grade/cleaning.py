r"""Words that came from a submission, made harmless before anybody sees them.

Control characters (ANSI sequences begin with one), bidirectional and zero-width characters, markup
and absolute paths have no place in feedback.

    >>> clean("a\x1b[31mred\u202e <b>x</b>\n/etc/passwd")
    'a?[31mred? (b)x(/b) [path]'
"""

import re
import unicodedata

LONGEST = 240

_PATH = re.compile(r"(?<![\w.)])(?:/[\w.+@~-]+){2,}/?|[A-Za-z]:\\[^\s\"']+")
# Format, control, surrogate, private use and unassigned characters; combining marks pile up.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"}
_MARKUP = str.maketrans({"<": "(", ">": ")", "`": "'"})


def clean(text: str, longest: int = LONGEST) -> str:
    r"""One printable line of at most `longest` characters, without markup and absolute paths.

    >>> clean("x" * 5, 4), clean("tab\tand\r\nline")
    ('x...', 'tab and line')
    """
    line = " ".join(text[:20 * longest].split())
    line = "".join("?" if unicodedata.category(c) in _HIDDEN else c for c in line)
    line = _PATH.sub("[path]", line).translate(_MARKUP)
    return line if len(line) <= longest else line[:max(0, longest - 3)] + "..."


def visible_name(name: str) -> str:
    """A file's or a student's name as it may be shown; never used to open anything.

    >>> visible_name("../a b.json")
    '../a b.json'
    """
    line = "".join("?" if unicodedata.category(c) in _HIDDEN else c for c in name)
    return line.translate(_MARKUP)[:120]
