"""Clusters and their years are `organisation`'s; their tables were renamed there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('emulation', '0001_initial'),
        ('organisation', '0004_clusters'),
        ('reporting', '0005_figures_have_a_room'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='reviewmeeting',
                    name='cluster_year',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='meeting', to='organisation.clusteryear'),
                ),
                migrations.DeleteModel(
                    name='ClusterMembership',
                ),
                migrations.DeleteModel(
                    name='ClusterYear',
                ),
                migrations.DeleteModel(
                    name='Cluster',
                ),
            ],
        ),
    ]
