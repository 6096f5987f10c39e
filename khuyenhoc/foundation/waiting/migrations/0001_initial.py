"""Sheets that wait, their previews, and their storing."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import khuyenhoc.foundation.waiting.models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('parameters', models.JSONField(default=dict)),
                ('file_name', models.CharField(max_length=255)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('language', models.CharField(blank=True, max_length=8)),
                ('rests_on', models.CharField(blank=True, max_length=64)),
                ('counts', models.JSONField(default=dict)),
                ('listed', models.JSONField(default=dict)),
                ('notices', models.JSONField(default=list)),
                ('part', models.JSONField(decoder=khuyenhoc.foundation.waiting.models.DatedDecoder, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Storing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(editable=False, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('choices', models.JSONField(default=dict)),
                ('language', models.CharField(max_length=8)),
                ('begun_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.CharField(choices=[('storing', 'Storing'), ('stored', 'Stored'), ('refused', 'Refused'), ('failed', 'Failed')], default='storing', max_length=10)),
                ('doing', models.CharField(blank=True, max_length=20)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('all_rows', models.PositiveIntegerField(default=0)),
                ('refusal', models.TextField(blank=True)),
                ('outcome', models.JSONField(default=dict)),
                ('job', models.UUIDField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('refusal', ''), ('state__in', ['refused', 'failed']), _connector='OR'), name='only_what_was_not_stored_has_a_refusal')],
            },
        ),
        migrations.CreateModel(
            name='WaitingRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=10)),
                ('number', models.PositiveIntegerField()),
                ('place', models.PositiveIntegerField()),
                ('change', models.PositiveIntegerField(null=True)),
                ('cells', models.JSONField()),
                ('search', models.TextField()),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='waiting.waitingsheet')),
            ],
            options={
                'indexes': [models.Index(fields=['sheet', 'state', 'place'], name='rows_of_a_state'), models.Index(fields=['sheet', 'change'], name='rows_that_change_something')],
            },
        ),
    ]
