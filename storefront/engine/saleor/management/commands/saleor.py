"""`manage.py saleor install|check|…`: each subcommand is a class elsewhere, loaded when it is there."""

import importlib.util
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from storefront.engine.saleor.provisioning import Say


class Subcommand(Protocol):
    help: str

    def arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, options: Mapping[str, Any], say: Say) -> int:
        """The exit code; `say` prints one line."""
        ...


SUBCOMMANDS = {
    "install": "storefront.engine.saleor.installing.Install",
    "check": "storefront.engine.saleor.checking.Check",
    "push": "storefront.config.saleor_commands.Push",
    "pull": "storefront.config.saleor_commands.Pull",
    "reconcile": "storefront.hooks.saleor_reconcile.Reconcile",
}


class Command(BaseCommand):
    help = "Lapak on Saleor: install it there, check it, move a market there and back."

    def add_arguments(self, parser: CommandParser) -> None:
        choices = parser.add_subparsers(dest="subcommand", required=True)
        for name, found in available().items():
            found.arguments(choices.add_parser(name, help=found.help))

    def handle(self, *args: object, **options: Any) -> None:
        code = available()[options["subcommand"]].run(options, self._say)
        if code:
            raise SystemExit(code)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def available() -> dict[str, Subcommand]:
    """Those whose module is there."""
    return {name: import_string(path)() for name, path in SUBCOMMANDS.items() if _is_there(path.rpartition(".")[0])}


def _is_there(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
