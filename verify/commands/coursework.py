"""The commands of coursework, as typer declares them: grade, assignment, doctor.

Each returns the work to be done, as in app.py, which has them registered.
"""

from typing import Annotated, Any, Callable, Optional

Work = Callable[[], int]


def register(app: Any) -> None:
    """Add the commands to typer's group."""
    import typer

    from verify.commands.plain import PlainCommand

    Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
    Quiet = Annotated[bool, typer.Option("--quiet", help="Print the verdict alone.")]

    @app.command("grade", cls=PlainCommand)
    def grade_submissions(
            assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT")],
            submissions: Annotated[list[str], typer.Argument(metavar="SUBMISSION...")],
            out: Annotated[str, typer.Option("--out", metavar="DIR",
                                             help="The folder for the results.")],
            jobs: Annotated[Optional[str], typer.Option(
                "--jobs", metavar="N", help="So many submissions at once.")] = None,
            diff: Annotated[Optional[str], typer.Option(
                "--diff", metavar="OLD",
                help="List the grades that differ from an earlier DIR.")] = None,
            hidden_dir: Annotated[Optional[str], typer.Option(
                "--hidden-dir", metavar="DIR", help="The folder with hidden.toml.")] = None,
            form: Annotated[Optional[str], typer.Option(
                "--format", metavar="WORDS",
                help="Also write gradescope, prairielearn, junit, csv.")] = None,
            trace: Annotated[bool, typer.Option(
                "--trace", help="A counterexample's values, layer by layer.")] = False,
            batch: Annotated[bool, typer.Option(
                "--batch", help="SUBMISSION is a folder with an entry per student.")] = False,
            single: Annotated[bool, typer.Option(
                "--single", help="SUBMISSION is one student's.")] = False,
            json: Json = False, quiet: Quiet = False) -> Work:
        """Mark submissions: one, or a folder of them.

        Exit code 0 when grading itself worked, whatever the scores are.
        """
        from verify.errors import BadInput
        if batch and single:
            raise BadInput("verify grade", "one of --batch and --single", "both")

        def work() -> int:
            from verify.commands.grade import grade
            several = True if batch else False if single else None
            return grade(assignment, submissions, out, jobs, diff, hidden_dir, trace, several, form,
                         json, quiet)
        return work

    @app.command("assignment", cls=PlainCommand)
    def write_assignment(
            action: Annotated[str, typer.Argument(metavar="new|test|package|personalise|list")],
            folder: Annotated[Optional[str], typer.Argument(metavar="[FOLDER]")] = None,
            source: Annotated[Optional[str], typer.Option(
                "--from", metavar="NAME",
                help="A theorem, or a ready assignment; list shows them.")] = None,
            output: Annotated[Optional[str], typer.Option(
                "--output", "-o", metavar="PATH", help="The new folder, or the archive.")] = None,
            form: Annotated[Optional[str], typer.Option(
                "--for", metavar="WORD", help="gradescope, prairielearn or students.")] = None,
            hidden_dir: Annotated[Optional[str], typer.Option(
                "--hidden-dir", metavar="DIR", help="The folder with hidden.toml.")] = None,
            with_reference: Annotated[bool, typer.Option(
                "--with-reference", help="Pack the author's solutions too.")] = False,
            student: Annotated[Optional[str], typer.Option(
                "--student", metavar="ID", help="Whose choices are shown.")] = None,
            json: Json = False) -> Work:
        """Write, try out and pack an assignment.

        Exit code 1 where its own test fails: it must not be published.
        """
        def work() -> int:
            from verify.commands.assignment import assignment
            return assignment(action, folder, source, output, form, hidden_dir, with_reference,
                              student, json)
        return work

    @app.command("doctor", cls=PlainCommand)
    def show_layers(json: Json = False) -> Work:
        """Which layers confine a submitted build.py on this system."""
        def work() -> int:
            from verify.commands.grade import doctor
            return doctor(json)
        return work
