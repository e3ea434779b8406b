"""The commands that make pages and help to type, as typer declares them; see `app`."""

from __future__ import annotations

from typing import Annotated, Any, Callable, Optional

import typer
import typer.main

from verify.commands.plain import PlainCommand

Work = Callable[[], int]


def add_pages(app: Any) -> None:
    """Declare `verify site`, `notebooks` and `completion` on the application."""

    @app.command("site", cls=PlainCommand)
    def write_site(
            names: Annotated[Optional[list[str]], typer.Argument(
                metavar="[THEOREM ...]", help="All theorems if none is named.")] = None,
            output: Annotated[str, typer.Option(
                "--output", "-o", metavar="DIR", help="The folder for the pages; an earlier site "
                                                      "in it is replaced.")] = "site",
            quick: Annotated[bool, typer.Option(
                "--quick", help="The smallest numbers instead of the defaults.")] = False,
            certificates: Annotated[bool, typer.Option(
                "--certificates", help="A certificate in every page.")] = False,
            api: Annotated[bool, typer.Option(
                "--api", help="Also the reference of the library (needs pdoc).")] = False,
            limit: Annotated[Optional[str], typer.Option(
                "--limit", metavar="SECONDS",
                help="After so many seconds a theorem's rest is unknown.")] = None,
            quiet: Annotated[bool, typer.Option(
                "--quiet", help="Print the verdict alone.")] = False,
            no_color: Annotated[bool, typer.Option(
                "--no-color", help="Print plain text.")] = False) -> Work:
        """Pages for a browser: an index, and one page per theorem.

        Exit codes as verify all has them; the pages are written in any case.
        """
        def work() -> int:
            from verify.commands.site import site
            return site(tuple(names or ()), output, quick, certificates, api, limit, quiet,
                        not no_color)
        return work

    @app.command("notebooks", cls=PlainCommand)
    def write_notebooks(
            names: Annotated[Optional[list[str]], typer.Argument(
                metavar="[NOTEBOOK ...]", help="Names of ours, or files of your own; all of ours "
                                               "if none is named.")] = None,
            output: Annotated[str, typer.Option(
                "--output", "-o", metavar="DIR", help="The folder for the pages; earlier ones in "
                                                      "it are replaced.")] = "notebooks-html",
            limit: Annotated[Optional[str], typer.Option(
                "--limit", metavar="SECONDS", help="How long one notebook may take.")] = None,
            quiet: Annotated[bool, typer.Option(
                "--quiet", help="Print nothing but what fails.")] = False) -> Work:
        """Notebooks, run from top to bottom, as pages for a browser.

        A notebook is a Python file with cells (# %%), run with your rights and without network.
        Exit codes: 0 every cell ran, 1 one failed, as its page shows, 3 one took too long.
        """
        def work() -> int:
            from verify.commands.notebooks import notebooks
            return notebooks(tuple(names or ()), output, limit, quiet)
        return work

    @app.command("completion", cls=PlainCommand)
    def complete(
            shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish")],
            words: Annotated[Optional[str], typer.Option(
                "--words", metavar="LINE", hidden=True)] = None) -> Work:
        """Shell completion, for bash, zsh or fish.

        bash: eval "$(verify completion bash)"; zsh the same; fish: verify completion fish | source.
        """
        def work() -> int:
            from verify.commands.completion import completion
            return completion(shell, words, typer.main.get_command(app))
        return work
