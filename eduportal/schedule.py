"""What Celery beat starts, and how often. Sweeps find the work whose message was lost."""

from celery.schedules import crontab

SCHEDULE = {
    # Messages of a time when no worker ran would only say the same many times.
    "exchange.send_due": {
        "task": "exchange.send_due",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "exchange.accept_parked": {"task": "exchange.accept_parked", "schedule": 3600.0},
    "exchange.watch_contracts": {
        "task": "exchange.watch_contracts",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    # Between one and two at night; each node at its own minute would need its name here.
    "exchange.compare": {"task": "exchange.compare", "schedule": crontab(minute=20, hour=1)},
    "imports.resume_jobs": {"task": "imports.resume_jobs", "schedule": 30.0},
    "dashboards.refresh_stale": {"task": "dashboards.refresh_stale", "schedule": 30.0},
    "dashboards.rebuild_all": {
        "task": "dashboards.rebuild_all",
        "schedule": crontab(minute=0, hour=2),
    },
    "grades.resume_comparisons": {"task": "grades.resume_comparisons", "schedule": 60.0},
    "grades.follow_regulations": {"task": "grades.follow_regulations", "schedule": 300.0},
    "accounts.send_mail": {"task": "accounts.send_mail", "schedule": 30.0},
    "notices.queue_digests": {
        "task": "notices.queue_digests",
        "schedule": crontab(minute=30, hour=6),
    },
    "privacy.clean_up": {"task": "privacy.clean_up", "schedule": crontab(minute=0, hour=3)},
}
