"""
The whole country's units before and since 1 July 2025, out of the data files of the package
`vietnamadminunits`.

`package.read()` reads them, `rows` makes our two sheets of them, `check` holds them against the official
counts and our own tables.
"""
