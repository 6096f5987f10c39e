"""The yearly life of a title: who registered, how it was assessed, what the meeting said, who decided."""

from khuyenhoc.domain.learning.models.assessments import Assessment, Stage, ToldBy
from khuyenhoc.domain.learning.models.decisions import Decision, DecisionKind, Recognition
from khuyenhoc.domain.learning.models.own_sets import OwnSet
from khuyenhoc.domain.learning.models.papers import PaperCount
from khuyenhoc.domain.learning.models.registrations import CITIZEN_FORMS, Programme, Registration
from khuyenhoc.domain.learning.models.sittings import Sitting, SittingResult
from khuyenhoc.domain.learning.models.steps import Step

__all__ = [
    "CITIZEN_FORMS",
    "Assessment",
    "Decision",
    "DecisionKind",
    "OwnSet",
    "PaperCount",
    "Programme",
    "Recognition",
    "Registration",
    "Sitting",
    "SittingResult",
    "Stage",
    "Step",
    "ToldBy",
]
