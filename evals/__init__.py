"""Evaluation of the service: datasets, runner, scoring, report, gates, benchmarks and demo."""
