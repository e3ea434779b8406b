"""The colours and the layout of every page: light and dark, narrow and wide, screen and paper.

Colours are named once per theme; a test computes the contrast of every pair that is used.
"""

LIGHT = {
    "page": "#ffffff", "panel": "#f4f5f7", "text": "#1b1d20", "muted": "#50555c",
    "line": "#7a818a", "link": "#0a4f96", "proved": "#14602a", "refuted": "#a01a14",
    "supported": "#6e4a00", "cited": "#0a5066", "unknown": "#63297f", "accent": "#1f5fa8",
    "warm": "#a8391f", "fill": "#cfe0f3", "warm-fill": "#f6d5cc"}
DARK = {
    "page": "#15181c", "panel": "#1f242a", "text": "#e6e7e9", "muted": "#b0b5bc",
    "line": "#7b838d", "link": "#8dbcf2", "proved": "#7fd792", "refuted": "#ff978d",
    "supported": "#e9bb5f", "cited": "#74c9e2", "unknown": "#d6aaf2", "accent": "#8dbcf2",
    "warm": "#ff9d85", "fill": "#24405f", "warm-fill": "#5c2c22"}
# (text, background): WCAG asks 4.5 of text; lines and shapes that carry meaning, 3.
TEXT_PAIRS = tuple((name, back) for back in ("page", "panel") for name in
                   ("text", "muted", "link", "proved", "refuted", "supported", "cited", "unknown"))
TEXT_PAIRS += (("text", "fill"), ("text", "warm-fill"))
SHAPE_PAIRS = (("line", "page"), ("line", "panel"), ("accent", "page"), ("accent", "panel"),
               ("warm", "page"), ("warm", "panel"))

_LAYOUT = """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:1.05rem/1.55 Georgia,"Times New Roman",
serif;overflow-wrap:break-word}
.skip{position:absolute;left:-99em}.skip:focus{left:1em;top:.5em;background:var(--page);
padding:.4em .8em;z-index:2}
header,main,footer{max-width:60rem;margin:0 auto;padding:0 1.1rem}
h1,h2,h3,h4,nav,table,.badge,.how,.label,figcaption,button,select,label,output,dt{
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:.6em 0 .3em}
h2{font-size:1.25rem;margin:2.2em 0 .6em;padding-top:.5em;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:0 0 .35em}
h4{font-size:.85rem;margin:.8em 0 .2em;color:var(--muted);font-weight:600}
p{margin:.4em 0 .7em}
sup,sub{font-size:.72em;line-height:0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible,button:focus-visible,
select:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
code,pre,.long{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em}
pre{background:var(--panel);padding:.7em .9em;overflow-x:auto}
.long{overflow-wrap:anywhere}
.verdict{font:700 1.15rem/1.3 system-ui,"DejaVu Sans",sans-serif;margin:1.1em 0 0;
padding:.55em .8em;border:2px solid currentColor;border-left-width:.6em;background:var(--panel)}
.proved{color:var(--proved)}.refuted{color:var(--refuted)}.supported{color:var(--supported)}
.cited{color:var(--cited)}.unknown,.undecided{color:var(--unknown)}
.verdict span{color:var(--text);font-weight:400}
.source,.how,.muted{color:var(--muted)}.how{font-size:.85rem;margin:.5em 0 0}
nav ul{list-style:none;margin:.8em 0;padding:0;display:flex;flex-wrap:wrap;gap:.2em 1.1em;
font-size:.92rem}
nav a,.downloads a{display:inline-block;padding:.2em 0}
.badge{font-size:.78rem;font-weight:700;border:1.5px solid currentColor;border-radius:.3em;
padding:.08em .45em;margin-right:.55em;white-space:nowrap;background:var(--page)}
article>.formula{margin:.1em 0 .4em}
article{background:var(--panel);border-left:.3em solid var(--line);padding:.75em 1em;
margin:0 0 .9em;scroll-margin-top:1em}
article:target{border-left-color:var(--accent);outline:2px solid var(--accent)}
article.is-proved{border-left-color:var(--proved)}
article.is-refuted{border-left-color:var(--refuted)}
.sides h4:first-child{margin-top:.2em}
.sides{display:grid;grid-template-columns:minmax(0,1fr);gap:.3em 1.4em}
.formula{overflow-x:auto;overflow-y:hidden;padding:.35em 0}
.formula math{font-size:1.12em}
math{font-family:"STIX Two Math","Latin Modern Math","Cambria Math","DejaVu Math TeX Gyre",math}
dl{margin:.4em 0}dt{color:var(--muted);font-size:.85rem}dd{margin:0 0 .35em}
.values{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.1em .8em;font-size:.95rem;
align-items:baseline;margin:.2em 0}.values dd{margin:0}
.where{display:grid;grid-template-columns:minmax(4em,auto) minmax(0,1fr);gap:.15em 1em}
.where{align-items:baseline}.where dt{font:italic 1rem Georgia,serif;color:var(--text)}
h1::first-letter{text-transform:uppercase}.where dd{margin:0}
.approx{color:var(--muted);white-space:nowrap}
.printed{border-left:.25em solid var(--warm);padding-left:.8em;margin:.5em 0}
.repair{border-left:.25em solid var(--proved);padding-left:.8em;margin:.5em 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.88rem;width:100%;margin:.6em 0}
caption{text-align:left;font-weight:600;padding:.3em 0}
th,td{text-align:left;vertical-align:top;
padding:.3em .7em .3em 0;border-bottom:1px solid var(--line)}
td.n{text-align:right;font-variant-numeric:tabular-nums}
details>summary{cursor:pointer;padding:.2em 0}
figure{margin:1.2em 0 1.8em}figcaption{font-size:.9rem;margin-top:.4em}
figure .scroll{border:1px solid var(--line);background:var(--page)}
svg{display:block;max-width:100%;height:auto}figure svg{margin:0 auto}
.scroll svg.wide{max-width:none}
.bar{width:100%;max-width:22em;height:1.15em}
footer{margin:3em auto 2em;border-top:1px solid var(--line);padding-top:1em;font-size:.9rem}
@media (min-width:48rem){.sides.two{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}}
@media (max-width:30rem){figure svg{max-width:150%}header,main,footer{padding:0 .8rem}
article{padding:.6em .7em}
.where{grid-template-columns:minmax(0,1fr);gap:0}.where dd{margin:0 0 .5em 1em}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
"""
_PRINT = """
@page{margin:18mm 16mm}
@media print{body{font-size:10.5pt}nav,.skip,.downloads,.interactive{display:none}
article,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit;text-decoration:none}
.formula,.scroll,pre{overflow:visible}pre{white-space:pre-wrap}details>*{display:block}
details::details-content{content-visibility:visible;block-size:auto}
.verdict,article{background:none}}
"""
_SVG = """
svg text{font:12px system-ui,"DejaVu Sans",sans-serif;fill:var(--text)}
svg .small{font-size:10px}svg .muted{fill:var(--muted)}svg .middle{text-anchor:middle}
svg .end{text-anchor:end}
svg .halo{paint-order:stroke;stroke:var(--page);stroke-width:3px}
svg .axis{stroke:var(--line);stroke-width:1;fill:none}
svg .faint{stroke:var(--line);stroke-width:.5;fill:none;stroke-dasharray:2 3}
svg .plus{stroke:var(--accent);fill:none}svg .minus{stroke:var(--warm);fill:none;
stroke-dasharray:5 3}
svg .off{stroke:var(--line);fill:none;stroke-dasharray:1.5 4}
svg .curve{stroke:var(--accent);stroke-width:2;fill:none}
svg .other{stroke:var(--warm);stroke-width:2;fill:none;stroke-dasharray:7 4}
svg .third{stroke:var(--proved);stroke-width:2;fill:none;stroke-dasharray:1.5 4;
stroke-linecap:round}
svg .unit{fill:var(--page);stroke:var(--text);stroke-width:1.2}
svg .output{stroke-width:2.8}
svg .wrong-unit{fill:var(--warm-fill);stroke:var(--refuted)}
svg .block{fill:var(--fill);stroke:var(--accent)}svg .zero{fill:none;stroke:var(--line);
stroke-width:.6}
svg .warm-block{fill:var(--warm-fill);stroke:var(--warm)}
svg .dot{fill:var(--accent);stroke:none}svg .other-dot{fill:var(--warm)}
svg .third-dot{fill:var(--proved)}
svg .cross{stroke:var(--refuted);stroke-width:1.8;fill:none}
svg .right{fill:var(--fill);stroke:var(--accent);stroke-width:.8}
svg .hollow{fill:none;stroke:var(--warm);stroke-width:.8}
svg .wrong{fill:var(--warm-fill);stroke:var(--warm);stroke-width:.8}
"""


def variables(theme: dict[str, str]) -> str:
    """A theme's colours as CSS variables.

    >>> variables({"page": "#fff"})
    '--page:#fff'
    """
    return ";".join(f"--{name}:{colour}" for name, colour in theme.items())


def style() -> str:
    """The whole style sheet; on paper the light colours are used, whatever the screen has."""
    return (f":root{{color-scheme:light dark;{variables(LIGHT)}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}"
            + _LAYOUT + _SVG + _PRINT)


def drawings() -> str:
    """The part of the style sheet that pictures need."""
    return _SVG
