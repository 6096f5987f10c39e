"""A pack's cluster is now `organisation.Cluster`: the same table under another name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0004_clusters'),
        ('reporting', '0003_register_counts'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='issuedpack',
                    name='cluster',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='organisation.cluster'),
                ),
            ],
        ),
    ]
