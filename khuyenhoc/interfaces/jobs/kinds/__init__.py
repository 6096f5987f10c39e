"""The kinds of sheets the road knows, by name. The next kind is one more file and one more name here."""

from khuyenhoc.interfaces.jobs.kinds.figures import FIGURES
from khuyenhoc.interfaces.jobs.kinds.kind import SheetKind
from khuyenhoc.interfaces.jobs.kinds.reforms import REFORMS
from khuyenhoc.interfaces.jobs.kinds.registers import REGISTERS

KINDS = {kind.name: kind for kind in (FIGURES, REGISTERS, REFORMS)}

__all__ = ["FIGURES", "KINDS", "REFORMS", "REGISTERS", "SheetKind"]
