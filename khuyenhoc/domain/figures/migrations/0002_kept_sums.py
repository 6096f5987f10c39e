"""
Sums of units are kept, with the counts of registers; triggers say which of them a change makes stale.

Safe: dropping a NOT NULL and making a trigger change the catalogue only, and no row is read.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


_STALE = """
CREATE FUNCTION figures_stale_registers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO figures_stalesum (unit_id, period) SELECT DISTINCT unit_id, '' FROM after_rows;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO figures_stalesum (unit_id, period) SELECT DISTINCT unit_id, '' FROM before_rows;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION figures_stale_titles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO figures_stalesum (unit_id, period)
    SELECT DISTINCT r.unit_id, '' FROM after_rows a JOIN learning_registration r ON r.id = a.registration_id;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO figures_stalesum (unit_id, period)
    SELECT DISTINCT r.unit_id, '' FROM before_rows b JOIN learning_registration r ON r.id = b.registration_id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION figures_stale_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO figures_stalesum (unit_id, period)
    SELECT DISTINCT unit_id, period FROM after_rows WHERE unit_id IS NOT NULL;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO figures_stalesum (unit_id, period)
    SELECT DISTINCT unit_id, period FROM before_rows WHERE unit_id IS NOT NULL;
  ELSE
    INSERT INTO figures_stalesum (unit_id, period)
    SELECT DISTINCT b.unit_id, b.period FROM before_rows b JOIN after_rows a ON a.id = b.id
    WHERE b.unit_id IS NOT NULL
      AND (a.value, a.qualifier, a.total, a.replaced_by_id) IS DISTINCT FROM (b.value, b.qualifier, b.total, b.replaced_by_id);
  END IF;
  RETURN NULL;
END $$;
"""
_WATCHED = {
    "people_membership": "figures_stale_registers",
    "learning_registration": "figures_stale_registers",
    "learning_recognition": "figures_stale_titles",
    "learning_step": "figures_stale_titles",
    "figures_reportedfigure": "figures_stale_figures",
}
_ROWS = {
    "INSERT": "NEW TABLE AS after_rows",
    "UPDATE": "OLD TABLE AS before_rows NEW TABLE AS after_rows",
    "DELETE": "OLD TABLE AS before_rows",
}
_TRIGGERS = "".join(
    f"CREATE TRIGGER stale_sums_{act.lower()} AFTER {act} ON {table} REFERENCING {rows} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
    for table, function in _WATCHED.items()
    for act, rows in _ROWS.items()
)
_NO_TRIGGERS = "".join(
    f"DROP TRIGGER stale_sums_{act.lower()} ON {table};\n" for table in _WATCHED for act in _ROWS
) + "".join(f"DROP FUNCTION {function};\n" for function in sorted(set(_WATCHED.values())))


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0002_paper_counts'),
        ('people', '0002_registers'),
        ('figures', '0001_initial'),
        ('organisation', '0004_clusters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptPeriod',
            fields=[
                ('period', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('tree_stamp', models.UUIDField(null=True)),
                ('tree_mark', models.CharField(max_length=64)),
                ('outsiders', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='RegisterTally',
            fields=[
                ('pk', models.CompositePrimaryKey('unit_id', 'period', 'indicator', blank=True, editable=False, primary_key=True, serialize=False)),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.unit')),
                ('period', models.CharField(max_length=8)),
                ('indicator', models.CharField(max_length=60)),
                ('count', models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='StaleSum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_id', models.BigIntegerField()),
                ('period', models.CharField(blank=True, max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name='UnitSum',
            fields=[
                ('pk', models.CompositePrimaryKey('unit_id', 'period', 'indicator', blank=True, editable=False, primary_key=True, serialize=False)),
                ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.unit')),
                ('period', models.CharField(max_length=8)),
                ('indicator', models.CharField(max_length=60)),
                ('value', models.BigIntegerField(null=True)),
                ('words', models.SmallIntegerField()),
                ('base', models.BigIntegerField(null=True)),
                ('parts', models.PositiveIntegerField()),
                ('stated_parts', models.PositiveIntegerField()),
                ('based_parts', models.PositiveIntegerField()),
                ('counted', models.PositiveBigIntegerField()),
                ('tally', models.PositiveBigIntegerField(null=True)),
                ('spoken_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
        ),
        migrations.AddField(
            model_name='figuresheet',
            name='kind',
            field=models.CharField(choices=[('sheet', 'Sheet'), ('registers', 'Registers')], db_default='sheet', max_length=9),
        ),
        migrations.AddField(
            model_name='reportedfigure',
            name='base',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='reportedfigure',
            name='count',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='figures.registercount'),
        ),
        migrations.AlterField(
            model_name='reportedfigure',
            name='row',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunSQL(_STALE + _TRIGGERS, _NO_TRIGGERS),
    ]
