"""What this room lends to analytics: ids, codes and days of titles; marks, names and reasons stay here."""

from datetime import date

from django.db.models import OuterRef, Subquery

from khuyenhoc.domain.learning.models import Recognition, Registration, Step
from khuyenhoc.domain.learning.states import Act
from khuyenhoc.foundation.values.facts import Fact

_WITHDRAWN_ON = Subquery(
    Step.objects.filter(registration=OuterRef("pk"), act=Act.WITHDRAW).order_by("-pk").values("taken_on")[:1]
)

REGISTRATION = Fact(
    name="registration",
    columns={
        "registration": int, "unit": int, "year": int, "programme": str, "scope": str, "is_old_title": bool,
        "form": str, "person": int, "group": int, "is_again": bool, "state": str, "registered_on": date,
        "withdrawn_on": date,
    },
    rows=lambda: Registration.objects.order_by("unit_id", "pk").annotate(
        withdrawn_on=_WITHDRAWN_ON
    ).values_list(
        "pk", "unit_id", "year", "programme", "scope", "is_old_title", "form",
        "person_id", "group_id", "is_again", "state", "registered_on", "withdrawn_on",
    ).iterator(chunk_size=20_000),
)  # fmt: skip
RECOGNITION = Fact(
    name="recognition",
    columns={
        "registration": int, "unit": int, "year": int, "programme": str, "scope": str, "is_old_title": bool,
        "form": str, "person": int, "group": int, "set_key": str, "grade": str, "decision": int,
        "decided_on": date, "starts_on": date, "ends_on": date, "revoked_on": date,
    },
    rows=lambda: Recognition.objects.order_by("registration__unit_id", "pk").values_list(
        "registration_id", "registration__unit_id", "registration__year", "registration__programme",
        "registration__scope", "registration__is_old_title", "registration__form",
        "registration__person_id", "registration__group_id", "set_key", "grade",
        "decision_id", "decision__decided_on", "starts_on", "ends_on", "revoked_on",
    ).iterator(chunk_size=20_000),
)  # fmt: skip
FACTS = (REGISTRATION, RECOGNITION)
