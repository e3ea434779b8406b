"""What a theorem is: sources, parameters, claims, and the tactics that say how each is proved.

A theorem is data.  Nothing here decides anything: `methods` look for answers, `kernel` judges.

    assumption    a hypothesis of the theorem; judged on the instance, never proved in general
    step          one displayed line of a proof
    conclusion    what the theorem says, put together from the steps
    construction  a network exists: the builder's (or the user's) network is checked
    sharper       a fact stronger than the source's
    erratum       a formula that a source prints and that is false, refuted and repaired
    necessity     for an assumption: the statement without it is false, or it is not needed
    crosscheck    an independent opinion (a float leg, a second solver); may only refute
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping

from sympy import Expr, Symbol, sympify

from verify.calculus import Fn, Formula, Index, IndexSet

ROLES = ("assumption", "step", "conclusion", "construction",
         "sharper", "erratum", "necessity", "crosscheck")


@dataclass(frozen=True)
class Source:
    """A paper, a book or a lecture.  `cite` is the short form that reports print."""

    key: str
    cite: str
    authors: str = ""
    title: str = ""
    venue: str = ""
    year: int = 0
    url: str = ""

    def at(self, place: str) -> "Source":
        """The same source, cited at a place in it: SOURCE.at("Theorem 1")."""
        return Source(self.key, f"{self.cite}, {place}", self.authors, self.title,
                      self.venue, self.year, self.url)


@dataclass(frozen=True)
class Parameter:
    """A number or choice that the user may set: a flag of the command, a keyword of the library.

    kind     integer (low..high), choice (one of `choices`), path (a file), flag (true or false)
    symbol   the letter that the source uses for it
    """

    name: str
    kind: str
    default: Any
    help: str
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()
    symbol: str = ""


# ---- tactics: how a claim is proved for every parameter ------------------------------------


@dataclass(frozen=True)
class NormalForm:
    """Both sides have the same normal form; the named assumptions may rewrite terms."""


@dataclass(frozen=True)
class Slack:
    """rhs - lhs equals the sum of `amounts`, expressions that are nonnegative on their face.

    On its face: squares, weights, sizes, the slack of a named assumption (an inequality that the
    claim is `using`), and sums, products, averages and expectations of such terms.
    """

    amounts: tuple[Expr, ...]

    def __init__(self, *amounts: Expr):
        object.__setattr__(self, "amounts", amounts)


@dataclass(frozen=True)
class Induction:
    """The base and the step, each by its tactic.

    on an index set   its size, from 0 on: n to n + 1
    on a symbol       from its least value (1 if it is positive, else 0) on
    on an index       of 1..size: from 1 on, inside the range
    """

    on: IndexSet | Symbol | Index
    base: "Tactic | None" = None
    step: "Tactic | None" = None


HYPOTHESIS = "the induction hypothesis"


@dataclass(frozen=True)
class At:
    """A fact at chosen terms: one term per index of its quantifier; an index left out stays."""

    fact: str
    terms: tuple[tuple[Index, Expr], ...] = ()

    def __init__(self, fact: str, terms: Mapping[Index, Any] | None = None):
        pairs = tuple((i, sympify(t)) for i, t in (terms or {}).items())
        object.__setattr__(self, "fact", fact)
        object.__setattr__(self, "terms", pairs)


@dataclass(frozen=True)
class Instances:
    """The claim follows from these facts at these terms: by cases, equality, linear arithmetic.

    facts     what is used, each at chosen terms (HYPOTHESIS in the step of an induction)
    integers  terms with few integer values, which are tried one by one
    products  pairs of terms: where both are nonnegative, so is their product
    """

    facts: tuple[At, ...] = ()
    integers: tuple[Expr, ...] = ()
    products: tuple[tuple[Expr, Expr], ...] = ()

    def __init__(self, *facts: At, integers: tuple[Any, ...] = (),
                 products: tuple[tuple[Any, Any], ...] = ()):
        object.__setattr__(self, "facts", facts)
        object.__setattr__(self, "integers", tuple(map(sympify, integers)))
        object.__setattr__(self, "products",
                           tuple((sympify(a), sympify(b)) for a, b in products))


@dataclass(frozen=True)
class Chain:
    """The named steps, in order, each beginning with the term that the one before ends with."""

    steps: tuple[str, ...]


@dataclass(frozen=True)
class Lemma:
    """An instance of a claim that another theorem proves for every parameter."""

    theorem: "Theorem"
    claim: str


@dataclass(frozen=True)
class Smt:
    """Valid over the reals (or integers, or bit-vectors) by an SMT solver's unsat.

    `goal` builds the solver's term from its module (z3), the same for every instance; `at` builds
    it from the module and the instance, and the answer is about that instance.
    """

    goal: Callable[[Any], Any] | None = None
    logic: str = "reals"
    scope: str = ""
    at: Callable[[Any, Any], Any] | None = None


@dataclass(frozen=True)
class Exhaustive:
    """Decided at the instance only: every point of the (finite) domain is evaluated exactly."""


@dataclass(frozen=True)
class Enclosure:
    """Decided at the instance only, by exact balls around irrational values."""


@dataclass(frozen=True)
class Sat:
    """Decided at the instance only, by a SAT solver whose proof is checked clause by clause.

    The formula is about the points of cubes, of as many bits as they have: values of circuits and
    of networks of step units there, parities, products and sums of them.
    """


@dataclass(frozen=True)
class FalseAt:
    """The formula is FALSE in general: it fails at this model, where the named claims hold.

    `model` builds the counterexample (a Model); `holding` are assumptions that hold there, so that
    the refutation is for the stated reason.
    """

    model: Callable[[], Any]
    holding: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotNeeded:
    """The named conclusion is proved without the named assumption: no step of it cites it."""

    assumption: str
    conclusion: str


@dataclass(frozen=True)
class Cite:
    """Not checked here; the source is named."""

    source: Source


@dataclass(frozen=True)
class Measured:
    """A float leg or a sample: `measure(given, model)` returns a Finding that may not prove."""

    measure: Callable[[Mapping[str, Any], Any], Any]


AT_INSTANCE = (Exhaustive, Enclosure, Sat)    # tactics that say nothing of other parameters

Tactic = (NormalForm | Slack | Instances | Induction | Chain | Lemma | Smt | Exhaustive | Enclosure
          | Sat | FalseAt | NotNeeded | Cite | Measured)


@dataclass(frozen=True)
class Claim:
    """One line of a theorem.

    name     unique in the theorem, in the words of the report
    formula  what is claimed; None only for claims that no formula of the calculus states
    by       how it is proved for every parameter; Exhaustive() when only at the instance
    using    names of the assumptions and earlier claims that the proof may use
    text     a sentence beside (or instead of) the formula
    printed  erratum: where the false formula is printed;  repair: what it should read
    when     shown and checked only for these numbers: a predicate on `given`
    assuming hypotheses of this claim alone, (name, formula)
    at_instance  whether both sides are also evaluated at the user's numbers (a predicate of the
             model where that depends on its size)
    """

    name: str
    role: str
    formula: Formula | None = None
    by: Tactic = field(default_factory=Exhaustive)
    using: tuple[str, ...] = ()
    text: str = ""
    printed: str = ""
    repair: str = ""
    when: Callable[[Mapping[str, Any]], bool] | None = None
    assuming: tuple[tuple[str, Formula], ...] = ()
    at_instance: bool | Callable[[Any], bool] = True
    group: str = ""


@dataclass(frozen=True)
class Theorem:
    """A symbolic statement with its proof and the objects it is tried on.

    given       the parameters, in the order of the command's help
    where       symbol -> meaning, printed under the statement
    claims      assumptions, steps, conclusions and the rest, in the order of the report
    instance    (given, network) -> Model: the numbers and functions that the claims are tried on;
                network is the user's (--witness), else the witness, else None
    exists      the symbol of the network that a construction claim speaks of
    witness     given -> Network, for a theorem that says a network exists; --witness replaces it
    quantities  (given, model, sides) -> name -> exact value printed besides the claims, where
                sides maps a claim's name to the exact values (lhs, rhs) at the instance
    notes       wording errata: statements without a status, (name, text)
    statement   the theorem in words, one paragraph
    pictures    (given, model) -> Pictures for the pages, besides those made of any model
    formal      the file with the pins of its formal statements (verify.formal.table)
    """

    name: str
    title: str
    source: Source
    claims: tuple[Claim, ...]
    instance: Callable[..., Any]
    given: tuple[Parameter, ...] = ()
    also: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    witness: Callable[[Mapping[str, Any]], Any] | None = None
    exists: Fn | None = None
    quantities: Callable[..., Mapping[str, Any]] | None = None
    notes: tuple[tuple[str, str], ...] = ()
    statement: str = ""
    pictures: Callable[..., tuple[Any, ...]] | None = None
    formal: str = ""

    def claim(self, name: str) -> Claim:
        """The claim of this name; KeyError, listing the names, if there is none."""
        for claim in self.claims:
            if claim.name == name:
                return claim
        raise KeyError(f"{self.name} has no claim {name!r}; it has: "
                       + ", ".join(c.name for c in self.claims))
