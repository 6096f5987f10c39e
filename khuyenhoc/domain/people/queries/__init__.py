"""Questions about persons, groups, officers and the lists they came in."""
