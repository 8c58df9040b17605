"""Mails to administrators about alerts, and to people about unread notices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_second_factors_and_sessions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mail",
            name="mail_kind_known",
        ),
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reset", "new password asked for"),
                    ("invitation", "invitation"),
                    ("guessing", "warning: the password is being guessed"),
                    ("alert", "an account has gone beyond its limit"),
                    ("digest", "unread notices"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["reset", "invitation", "guessing", "alert", "digest"])
                ),
                name="mail_kind_known",
            ),
        ),
    ]
