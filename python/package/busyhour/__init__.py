"""busyhour: a discrete-event simulator for inbound telephone calls.

>>> import busyhour
>>> study = busyhour.load("contoso.toml", set={"users[*].count": 6000})
>>> print(study.check())
>>> record = study.run(precision="2 %")
>>> record["blocking"]
>>> record.estimates.to_polars()
"""

from . import erlang
from ._busyhour import (
    Chart,
    Diagnostic,
    Estimate,
    Findings,
    Record,
    Study,
    Table,
    __version__,
    load,
    read,
)
from .errors import Error, FaultError, FileError, ScenarioError, UsageError

__all__ = [
    "Chart",
    "Diagnostic",
    "Error",
    "Estimate",
    "FaultError",
    "FileError",
    "Findings",
    "Record",
    "ScenarioError",
    "Study",
    "Table",
    "UsageError",
    "__version__",
    "erlang",
    "load",
    "read",
]
