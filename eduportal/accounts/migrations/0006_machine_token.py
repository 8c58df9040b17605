from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_alerts"),
        ("knox", "0009_extend_authtoken_field"),
    ]

    operations = [
        migrations.CreateModel(
            name="MachineToken",
            fields=[],
            options={
                "verbose_name": "token of a machine",
                "verbose_name_plural": "tokens of machines",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("knox.authtoken",),
        ),
    ]
