"""
Sheets that wait are kept for all kinds in one place (`foundation.waiting`).

Safe: every sheet that waits is carried over before the table goes; it is read by the page of its account alone,
and none waits longer than a day.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_registers'),
        ('waiting', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO waiting_waitingsheet
                (token, account_id, kind, parameters, file_name, content, size, uploaded_at, language, rests_on, counts, listed, notices, part)
            SELECT w.token, w.account_id, 'registers', jsonb_build_object('register', w.kind, 'unit', u.key, 'year', w.year), w.file_name, w.content, length(w.content), w.uploaded_at, '', '', '{}', '{}', '[]', '{}'
            FROM people_waitingregister w JOIN organisation_unit u ON u.id = w.unit_id
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.DeleteModel(name='WaitingRegister'),
    ]
