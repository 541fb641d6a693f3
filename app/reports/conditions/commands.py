"""The commands of the installation's own conditions: `everyneed reports conditions`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Annotated

import typer

from app.errors import Conflict, NotFound
from app.reports.conditions.condition import OwnCondition
from app.reports.conditions.desk import ConditionDesk
from app.terminology.concept import parse_concept_id

OpenConditions = Callable[[], AbstractContextManager[ConditionDesk]]


def condition_commands(opened: OpenConditions) -> typer.Typer:
    """The commands."""
    commands = typer.Typer(no_args_is_help=True)
    _add_add(commands, opened)
    _add_withdraw(commands, opened)
    _add_list(commands, opened)
    return commands


def _add_add(commands: typer.Typer, opened: OpenConditions) -> None:
    @commands.command("add")
    def add(
        *,
        key: Annotated[str, typer.Option(help="What files call it, such as rare_epilepsy; used once, for good.")],
        words: Annotated[str, typer.Option(help="What readers see, such as 'Any rare epilepsy'.")],
        concept: Annotated[list[str], typer.Option(help="A SNOMED CT concept that it takes in with all its kinds.")],
    ) -> None:
        """Count children with any kind of these concepts, from the next quarter on that is released."""
        with opened() as desk, _told():
            made = desk.add(key, words, [parse_concept_id(each.strip()) for each in concept])
            typer.echo(f"Added: {_line(made)}")
            typer.echo("Quarters that were released already do not get it, not even when they are revised.")


def _add_withdraw(commands: typer.Typer, opened: OpenConditions) -> None:
    @commands.command("withdraw")
    def withdraw(key: Annotated[str, typer.Argument(help="The key of one that stands.")]) -> None:
        """Leave a condition out of the quarters that are released from now on; those that have it keep it."""
        with opened() as desk, _told():
            typer.echo(f"Withdrawn: {_line(desk.withdraw(key))}")


def _add_list(commands: typer.Typer, opened: OpenConditions) -> None:
    @commands.command("list")
    def listed() -> None:
        """List the conditions of your own, the withdrawn ones among them."""
        with opened() as desk:
            found = desk.all()
        for each in found:
            typer.echo(f"{_line(each)}{'' if each.standing else '  withdrawn'}")
        if not found:
            typer.echo("None.")


def _line(condition: OwnCondition) -> str:
    concepts = " ".join(map(str, condition.concepts))
    return f"{condition.key}  {condition.words}  ({condition.group.words.lower()})  {concepts}"


@contextmanager
def _told() -> Iterator[None]:
    """Say a fault in the user's words, and end with 1."""
    try:
        yield
    except (ValueError, Conflict, NotFound) as fault:
        typer.echo(f"{fault} Nothing was changed.", err=True)
        raise typer.Exit(1) from None
