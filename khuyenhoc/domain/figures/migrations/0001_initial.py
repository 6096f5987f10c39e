"""
Figures come from `reporting`.

Safe: their tables and one index are renamed, which takes a moment, and no row is touched.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0004_clusters'),
        ('reporting', '0004_packs_of_clusters_of_organisation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='FigureSheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_name', models.CharField(max_length=255)),
                        ('sha256', models.CharField(max_length=64)),
                        ('loaded_at', models.DateTimeField(auto_now_add=True)),
                        ('new', models.PositiveIntegerField()),
                        ('changed', models.PositiveIntegerField()),
                        ('same', models.PositiveIntegerField()),
                        ('refused', models.PositiveIntegerField()),
                        ('loaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='SplitShare',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('indicators', models.JSONField()),
                        ('basis', models.CharField(max_length=120)),
                        ('source', models.CharField(max_length=300)),
                        ('counted_on', models.DateField()),
                        ('chosen_at', models.DateTimeField(auto_now_add=True)),
                        ('chosen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='organisation.reorganisation')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                    ],
                    options={
                        'verbose_name': 'estimated split of figures',
                    },
                ),
                migrations.CreateModel(
                    name='SplitWeight',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('weight', models.PositiveBigIntegerField()),
                        ('heir', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                        ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='figures.splitshare')),
                    ],
                ),
                migrations.CreateModel(
                    name='WaitingSheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('file_name', models.CharField(max_length=255)),
                        ('content', models.BinaryField()),
                        ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='RegisterCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('indicator', models.CharField(max_length=60)),
                        ('period', models.CharField(max_length=8)),
                        ('tree_on', models.DateField()),
                        ('count', models.PositiveBigIntegerField()),
                        ('check_code', models.CharField(max_length=14)),
                        ('rows', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                        ('counted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ('counted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_counts', to='organisation.unit')),
                    ],
                    options={
                        'verbose_name': 'kept count of the registers',
                        'indexes': [models.Index(fields=['unit', 'period', 'indicator'], name='counts_of_a_register_figure')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('count', models.F('rows__len'))), name='a_register_count_counts_its_rows')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportedFigure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('period', models.CharField(max_length=8)),
                        ('indicator', models.CharField(max_length=60)),
                        ('value', models.BigIntegerField(null=True)),
                        ('qualifier', models.CharField(blank=True, max_length=6)),
                        ('total', models.BigIntegerField(null=True)),
                        ('rate', models.CharField(blank=True, max_length=12)),
                        ('source', models.TextField(blank=True)),
                        ('note', models.TextField(blank=True)),
                        ('row', models.PositiveIntegerField()),
                        ('cluster', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='organisation.cluster')),
                        ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced', to='figures.figuresheet')),
                        ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='figures.figuresheet')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='organisation.unit')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['period', 'indicator'], name='figures_of_a_period')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('unit__isnull', True), ('cluster__isnull', True), _connector='XOR'), name='a_figure_is_kept_for_a_unit_or_a_cluster'), models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('rate', ''), _negated=True), _connector='OR'), name='a_figure_has_a_value_or_a_rate'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='a_figure_is_not_negative'), models.CheckConstraint(condition=models.Q(('total__isnull', True), ('total__gte', 0), _connector='OR'), name='a_total_is_not_negative'), models.CheckConstraint(condition=models.Q(('qualifier__in', ['', 'over', 'nearly', 'about'])), name='a_qualifier_is_a_known_word'), models.UniqueConstraint(condition=models.Q(('replaced_by__isnull', True)), fields=('unit', 'cluster', 'period', 'indicator'), name='one_current_figure_of_a_unit_period_and_indicator', nulls_distinct=False)],
                    },
                ),
                migrations.AddConstraint(
                    model_name='splitshare',
                    constraint=models.UniqueConstraint(fields=('reorganisation', 'unit'), name='one_share_of_a_cut_unit'),
                ),
                migrations.AddConstraint(
                    model_name='splitweight',
                    constraint=models.UniqueConstraint(fields=('share', 'heir'), name='one_weight_of_a_part'),
                ),
            ],
            database_operations=[
                migrations.RunSQL('ALTER TABLE reporting_figuresheet RENAME TO figures_figuresheet', 'ALTER TABLE figures_figuresheet RENAME TO reporting_figuresheet'),
                migrations.RunSQL('ALTER TABLE reporting_splitshare RENAME TO figures_splitshare', 'ALTER TABLE figures_splitshare RENAME TO reporting_splitshare'),
                migrations.RunSQL('ALTER TABLE reporting_splitweight RENAME TO figures_splitweight', 'ALTER TABLE figures_splitweight RENAME TO reporting_splitweight'),
                migrations.RunSQL('ALTER TABLE reporting_waitingsheet RENAME TO figures_waitingsheet', 'ALTER TABLE figures_waitingsheet RENAME TO reporting_waitingsheet'),
                migrations.RunSQL('ALTER TABLE reporting_registercount RENAME TO figures_registercount', 'ALTER TABLE figures_registercount RENAME TO reporting_registercount'),
                migrations.RunSQL('ALTER TABLE reporting_reportedfigure RENAME TO figures_reportedfigure', 'ALTER TABLE figures_reportedfigure RENAME TO reporting_reportedfigure'),
                migrations.RunSQL(
                    'ALTER INDEX reporting_r_period_b14b19_idx RENAME TO figures_of_a_period',
                    'ALTER INDEX figures_of_a_period RENAME TO reporting_r_period_b14b19_idx',
                ),
            ],
        ),
    ]
