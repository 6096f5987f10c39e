"""Every benchmark, one after the other."""

from benchmarks import founding_case

founding_case.main()
