"""
Who was here just now, and Django's cache, shared by all server processes. The first are unlogged tables: what they
hold is worth minutes, so it is neither written ahead nor kept after a crash.

Safe: every table it touches is made here and empty.
"""

from django.core.management import call_command
from django.db import migrations, models


def _make_the_cache(apps, schema_editor):
    call_command('createcachetable', database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageOpened',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site_id', models.IntegerField()),
                ('page_id', models.IntegerField()),
                ('visitor', models.BigIntegerField()),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site_id', 'page_id', 'visitor'), name='one_row_of_a_reader_of_a_page')],
            },
        ),
        migrations.CreateModel(
            name='ReaderSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site_id', models.IntegerField()),
                ('visitor', models.BigIntegerField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site_id', 'visitor'), name='one_row_of_a_reader_of_a_site')],
            },
        ),
        migrations.RunSQL(
            'ALTER TABLE portal_readerseen SET UNLOGGED; ALTER TABLE portal_pageopened SET UNLOGGED',
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunPython(_make_the_cache, migrations.RunPython.noop),
    ]
