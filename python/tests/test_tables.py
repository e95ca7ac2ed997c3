"""Tables are Arrow, and notebooks show charts and answers."""

import csv
import io

import pandas
import polars
import pyarrow

import busyhour


def test_arrow_polars_and_pandas_see_the_same(record: busyhour.Record) -> None:
    table = record.estimates
    rows = list(csv.DictReader(io.StringIO(record.to_csv())))
    assert len(table) == len(rows) and table.columns == list(rows[0])
    arrow = pyarrow.table(table)
    assert arrow.schema == pyarrow.schema(table)
    assert arrow.column("value").type == pyarrow.float64() and arrow.column("count").type == pyarrow.uint64()
    assert not arrow.schema.field("measure").nullable and arrow.schema.field("value").nullable
    frame = polars.DataFrame(table)
    assert frame.equals(table.to_polars()) and frame.shape == (len(rows), 18)
    pandas_frame = table.to_pandas()
    assert isinstance(pandas_frame, pandas.DataFrame) and len(pandas_frame) == len(rows)
    blocking = frame.filter((polars.col("measure") == "blocking") & (polars.col("scope") == "all") & polars.col("from").is_null())
    assert blocking["value"][0] == record["blocking"].value
    assert [row["measure"] for row in table.to_dicts()] == [row["measure"] for row in rows]


def test_a_table_is_handed_over_without_a_copy(record: busyhour.Record) -> None:
    table = record.estimates
    first, second = pyarrow.table(table), pyarrow.table(table)
    addresses = [t.column("value").chunk(0).buffers()[1].address for t in (first, second)]
    assert addresses[0] == addresses[1]
    # The memory outlives the table that gave it.
    kept = first.column("value").to_pylist()
    del table, second
    assert first.column("value").to_pylist() == kept


def test_a_stream_that_nobody_reads_is_freed(record: busyhour.Record) -> None:
    for _ in range(100):
        capsule = record.estimates.__arrow_c_stream__()
        assert "arrow_array_stream" in repr(capsule)
    assert "arrow_schema" in repr(record.estimates.__arrow_c_schema__())


def test_the_other_tables(record: busyhour.Record) -> None:
    values = polars.DataFrame(record.replicates)
    own = values.filter((polars.col("measure") == "blocking") & (polars.col("scope") == "all"))
    assert own["replication"].to_list() == [0, 1, 2, 3]
    shares = polars.DataFrame(record.distributions)["share"]
    assert 0.0 <= shares.min() <= shares.max() <= 1.0  # type: ignore[operator]
    verdicts = {row["verdict"] for row in record.targets.to_dicts()}
    assert verdicts <= {"met", "met-by-theory", "met-by-survivors", "unstable", "missed", "undecided", "not-estimable"}
    assert len(record.differences) == 0 and record.differences.to_polars().is_empty()


def test_notebooks_show_charts_and_answers(record: busyhour.Record) -> None:
    charts = record.charts
    assert charts and list(charts) == [chart.name for chart in charts.values()]
    chart = next(iter(charts.values()))
    assert chart._repr_svg_().startswith("<svg") and chart.png.startswith(b"\x89PNG") and chart.title
    html = record._repr_html_()
    assert record.title in html and "<script" not in html
    assert record.page().startswith("<!DOCTYPE html>")
    assert "blocking" in str(record) and "4 replications" in repr(record)


def test_text_in_a_title_is_no_markup(study: busyhour.Study) -> None:
    changed = study.with_set({"title": "<script>alert(1)</script>"})
    assert "<script>" not in changed.run(replications=2)._repr_html_()
