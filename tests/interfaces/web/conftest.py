from tests.cast import cast
