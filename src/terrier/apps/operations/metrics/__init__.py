"""Figures for a monitoring program, in Prometheus' text format."""
