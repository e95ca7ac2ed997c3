"""The formulas of traffic theory. Loads are in erlang, times in mean holding times, shares between 0 and 1."""

from __future__ import annotations

from typing import NamedTuple, TypeVar, overload

from . import _busyhour
from .errors import UsageError

__all__ = ["Engset", "ErlangA", "FiniteQueue", "a", "b", "c", "engset", "mmck", "wait", "wait_quantile"]

_T = TypeVar("_T")


class ErlangA(NamedTuple):
    """Waiting callers who give up."""

    waits: float
    """The share of calls that find no free channel."""
    abandons: float
    """The share of calls that give up."""
    mean_wait: float
    """The mean wait of all calls."""
    waiting: float
    """Mean calls waiting."""
    occupancy: float
    """Mean share of the channels taken."""


class Engset(NamedTuple):
    """Loss with a finite number of sources."""

    call_congestion: float
    """The share of calls blocked."""
    time_congestion: float
    """The share of time in which all channels are taken."""
    carried: float
    """Mean channels taken."""


class FiniteQueue(NamedTuple):
    """A queue with a finite number of places."""

    blocking: float
    """The share of calls that find all places taken."""
    present: float
    """Mean calls present."""
    waiting: float
    """Mean calls waiting."""
    mean_wait: float
    """The mean wait of the calls that are not lost."""


def _found(answer: _T | None, what: str) -> _T:
    if answer is None:
        raise UsageError(f"no answer: {what}")
    return answer


def _one_missing(formula: str, **given: float | None) -> None:
    missing = [name for name, value in given.items() if value is None]
    if len(missing) != 1:
        raise UsageError(f"{formula}: give all but one of {', '.join(given)}")


@overload
def b(load: float, channels: int, share: None = None) -> float: ...
@overload
def b(load: float, channels: None = None, *, share: float) -> int: ...
@overload
def b(load: None = None, *, channels: int, share: float) -> float: ...
def b(load: float | None = None, channels: int | None = None, share: float | None = None) -> float:
    """Erlang B: of load, channels and share of calls blocked, the one that is not given."""
    _one_missing("erlang.b", load=load, channels=channels, share=share)
    if load is None:
        assert channels is not None and share is not None
        return _found(_busyhour.load_for(channels, share), "channels are above 0 and the share between 0 and 1")
    if channels is None:
        assert share is not None
        return _found(_busyhour.channels_for(load, share), "the load is not negative and the share between 0 and 1")
    return _found(_busyhour.erlang_b(load, channels), "the load is a number that is not negative")


@overload
def c(load: float, channels: int, *, time: float = 0.0, share: None = None) -> float: ...
@overload
def c(load: float, channels: None = None, *, time: float = 0.0, share: float) -> int: ...
def c(load: float, channels: int | None = None, *, time: float = 0.0, share: float | None = None) -> float:
    """Erlang C: the share of calls that wait longer than `time`; or, from that share, the fewest channels that keep it."""
    _one_missing("erlang.c", channels=channels, share=share)
    if channels is None:
        assert share is not None
        why = "the load and the time are not negative, and the share is between 0 and 1"
        return _found(_busyhour.channels_for_wait(load, time, share), why)
    return _found(_busyhour.wait_over(load, channels, time), _STABLE)


_STABLE = "the load is below the number of channels, and load and time are not negative"


def wait(load: float, channels: int) -> float:
    """The mean wait of all calls in Erlang C."""
    return _found(_busyhour.mean_wait(load, channels), _STABLE)


def wait_quantile(load: float, channels: int, p: float) -> float:
    """The wait that the share `p` of calls does not exceed in Erlang C."""
    return _found(_busyhour.wait_quantile(load, channels, p), _STABLE)


def a(load: float, channels: int, patience: float) -> ErlangA:
    """Erlang A: callers who wait and give up after `patience` mean holding times on average."""
    why = "the load is not negative, and channels and patience are above 0"
    return ErlangA(*_found(_busyhour.erlang_a(load, channels, patience), why))


def engset(sources: int, idle_load: float, channels: int) -> Engset:
    """Engset: `sources` sources that offer `idle_load` erlang each while idle."""
    return Engset(*_found(_busyhour.engset(sources, idle_load, channels), "the load is not negative"))


def mmck(load: float, channels: int, places: int) -> FiniteQueue:
    """M/M/c/K: `places` counts channels and waiting places together."""
    why = "the load is not negative, and there are at least as many places as channels"
    return FiniteQueue(*_found(_busyhour.finite_queue(load, channels, places), why))
