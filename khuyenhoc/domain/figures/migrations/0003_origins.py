"""An index and two constraints on tables in use: made without a long lock on their rows."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('figures', '0002_kept_sums'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='reportedfigure',
            index=models.Index(condition=models.Q(('replaced_by__isnull', True)), fields=['unit', 'period'], name='current_figures_of_a_unit'),
        ),
        AddConstraintNotValid(
            model_name='figuresheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file_name', ''), ('kind', 'registers'), ('sha256', '')), models.Q(('kind', 'sheet'), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='only_a_sheet_has_a_file'),
        ),
        AddConstraintNotValid(
            model_name='reportedfigure',
            constraint=models.CheckConstraint(condition=models.Q(('row__isnull', True), ('count__isnull', True), _connector='XOR'), name='a_figure_comes_from_a_row_or_a_count'),
        ),
        ValidateConstraint(model_name='figuresheet', name='only_a_sheet_has_a_file'),
        ValidateConstraint(model_name='reportedfigure', name='a_figure_comes_from_a_row_or_a_count'),
    ]
