"""Formulas against published values."""

import math

import pytest

from busyhour import UsageError, erlang


def test_erlang_b_each_way_round() -> None:
    # 10 channels at 1 %: 4.461 erlang in every table.
    assert erlang.b(load=4.4612, channels=10) == pytest.approx(0.01, rel=1e-3)
    assert erlang.b(load=4.46, share=0.01) == 10
    assert erlang.b(channels=10, share=0.01) == pytest.approx(4.4612, rel=1e-4)


def test_the_other_formulas() -> None:
    # One server: the share that waits is the load, and the mean wait ρ/(1 − ρ).
    assert erlang.c(0.5, 1) == pytest.approx(0.5)
    assert erlang.wait(0.5, 1) == pytest.approx(1.0)
    assert erlang.c(0.5, 1, time=1.0) == pytest.approx(0.5 * math.exp(-0.5))
    assert erlang.wait_quantile(0.5, 1, 0.4) == 0.0
    assert erlang.c(0.5, share=0.51) == 1 and erlang.c(0.5, share=0.49) == 2
    assert erlang.mmck(4.4612, 10, 10).blocking == pytest.approx(0.01, rel=1e-3)
    assert erlang.engset(1, 1.0, 1).time_congestion == pytest.approx(0.5)
    patient = erlang.a(0.5, 1, 1e6)
    assert patient.waits == pytest.approx(0.5, rel=1e-3) and patient.abandons < 1e-5


def test_arguments_out_of_range() -> None:
    for call in (
        lambda: erlang.b(-1.0, 3),
        lambda: erlang.b(1.0, share=-2.0),
        lambda: erlang.b(channels=0, share=0.5),
        lambda: erlang.b(1.0),  # type: ignore[call-overload]
        lambda: erlang.b(1.0, 2, share=0.1),  # type: ignore[call-overload]
        lambda: erlang.c(3.0, 2),
        lambda: erlang.mmck(1.0, 3, 2),
        lambda: erlang.a(1.0, 0, 1.0),
    ):
        with pytest.raises(UsageError):
            call()
