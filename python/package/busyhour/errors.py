"""What busyhour raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._busyhour import Diagnostic


class Error(Exception):
    """Any error of busyhour."""


class ScenarioError(Error, ValueError):
    """A scenario is wrong. The text shows each line with its cure; `diagnostics` has the problems with their places."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        super().__init__(text)
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str, list[Diagnostic]]]:
        # Another process gets the text, which has all that the diagnostics say.
        return ScenarioError, (str(self), [])


class FileError(Error, OSError):
    """A file cannot be read or written."""


class UsageError(Error, ValueError):
    """A call makes no sense; the text says the cure."""


class FaultError(Error, RuntimeError):
    """A run had to stop."""
