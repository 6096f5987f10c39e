"""What the platform costs: run by hand (`make bench`), written down in docs/benchmarks.md, never a test."""
