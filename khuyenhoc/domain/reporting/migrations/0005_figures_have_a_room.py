"""Figures moved to `figures`, with their tables."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('figures', '0001_initial'),
        ('reporting', '0004_packs_of_clusters_of_organisation'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name='ReportedFigure',
                ),
                migrations.DeleteModel(
                    name='SplitWeight',
                ),
                migrations.DeleteModel(
                    name='SplitShare',
                ),
                migrations.DeleteModel(
                    name='RegisterCount',
                ),
                migrations.DeleteModel(
                    name='WaitingSheet',
                ),
                migrations.DeleteModel(
                    name='FigureSheet',
                ),
            ],
        ),
    ]
