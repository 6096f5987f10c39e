"""
Clusters and their years come from `emulation`.

Safe: their tables are renamed, which takes a moment, and no row is touched.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('emulation', '0001_initial'),
        ('organisation', '0003_reorganisations_as_acts'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Cluster',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=80, unique=True)),
                        ('name', models.CharField(max_length=200)),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clusters', to='organisation.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='ClusterYear',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='organisation.cluster')),
                        ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                        ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='ClusterMembership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cluster_memberships', to='organisation.unit')),
                        ('cluster_year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='organisation.clusteryear')),
                    ],
                ),
                migrations.AddConstraint(
                    model_name='clusteryear',
                    constraint=models.UniqueConstraint(fields=('cluster', 'year'), name='one_cluster_year'),
                ),
                migrations.AddConstraint(
                    model_name='clustermembership',
                    constraint=models.UniqueConstraint(fields=('cluster_year', 'unit'), name='a_unit_is_once_in_a_cluster_a_year'),
                ),
            ],
            database_operations=[
                migrations.RunSQL('ALTER TABLE emulation_cluster RENAME TO organisation_cluster', 'ALTER TABLE organisation_cluster RENAME TO emulation_cluster'),
                migrations.RunSQL('ALTER TABLE emulation_clusteryear RENAME TO organisation_clusteryear', 'ALTER TABLE organisation_clusteryear RENAME TO emulation_clusteryear'),
                migrations.RunSQL('ALTER TABLE emulation_clustermembership RENAME TO organisation_clustermembership', 'ALTER TABLE organisation_clustermembership RENAME TO emulation_clustermembership'),
            ],
        ),
    ]
