"""The only place that speaks DuckDB: versions, typing as SQL, rows, aggregates, tiles."""
