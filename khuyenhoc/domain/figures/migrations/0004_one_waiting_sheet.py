"""
Sheets that wait are kept for all kinds in one place (`foundation.waiting`).

Safe: every sheet that waits is carried over before the table goes; it is read by the page of its account alone,
and none waits longer than a day.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('figures', '0003_origins'),
        ('waiting', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO waiting_waitingsheet
                (token, account_id, kind, parameters, file_name, content, size, uploaded_at, language, rests_on, counts, listed, notices, part)
            SELECT w.token, w.account_id, 'figures', '{}'::jsonb, w.file_name, w.content, length(w.content), w.uploaded_at, '', '', '{}', '{}', '[]', '{}'
            FROM figures_waitingsheet w
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.DeleteModel(name='WaitingSheet'),
    ]
