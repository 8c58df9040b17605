"""What Celery beat starts, and how often. Sweeps find the work whose message was lost."""

from celery.schedules import crontab

SCHEDULE = {
    # Messages of a time when no worker ran would only say the same many times.
    "exchange.send_due": {
        "task": "exchange.send_due",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    # Nothing where no address of the Ministry's database is set.
    "exchange.report": {"task": "exchange.report", "schedule": 30.0, "options": {"expires": 30}},
    "exchange.accept_parked": {"task": "exchange.accept_parked", "schedule": 600.0},
    "exchange.seal_registers": {
        "task": "exchange.seal_registers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    # A year begins without any row being changed.
    "exchange.seal_all_registers": {
        "task": "exchange.seal_registers",
        "schedule": crontab(minute=40, hour=0),
        "kwargs": {"everything": True},
    },
    # Also the sign of life of a node that has nothing to send (docs/decisions/0038). Counted from
    # the start of each node, so that they do not all ask in the same minute.
    "exchange.compare": {"task": "exchange.compare", "schedule": 3600.0},
    # Half an hour after midnight at the earliest; each hour, until a silent authority has stamped.
    "exchange.make_roots": {"task": "exchange.make_roots", "schedule": crontab(minute=40)},
    "exchange.watch_contracts": {
        "task": "exchange.watch_contracts",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "imports.resume_jobs": {"task": "imports.resume_jobs", "schedule": 30.0},
    "dashboards.refresh_stale": {"task": "dashboards.refresh_stale", "schedule": 30.0},
    "dashboards.count_nodes": {"task": "dashboards.count_nodes", "schedule": 60.0},
    "dashboards.rebuild_all": {
        "task": "dashboards.rebuild_all",
        "schedule": crontab(minute=0, hour=2),
    },
    "grades.resume_comparisons": {"task": "grades.resume_comparisons", "schedule": 60.0},
    "grades.follow_regulations": {"task": "grades.follow_regulations", "schedule": 300.0},
    # By night: it reads what was entered in the last days.
    "grades.find_questions": {
        "task": "grades.find_questions",
        "schedule": crontab(minute=20, hour=4),
    },
    "grades.count_at_risk": {
        "task": "grades.count_at_risk",
        "schedule": crontab(minute=40, hour=4),
    },
    "staffing.count_balances": {
        "task": "staffing.count_balances",
        "schedule": crontab(minute=30, hour=2),
    },
    "planning.forecast": {"task": "planning.forecast", "schedule": crontab(minute=50, hour=2)},
    "planning.resume": {"task": "planning.resume", "schedule": 60.0},
    # Before the mail of the day is written.
    "staffing.remind": {"task": "staffing.remind", "schedule": crontab(minute=10, hour=6)},
    "students.follow_leavers": {
        "task": "students.follow_leavers",
        "schedule": crontab(minute=10, hour=1),
    },
    # Before the mail of the day is written.
    "collecting.remind": {"task": "collecting.remind", "schedule": crontab(minute=20, hour=6)},
    # Before the mail of the day is written.
    "students.remind": {"task": "students.remind", "schedule": crontab(minute=15, hour=6)},
    "students.resume_lists": {"task": "students.resume_lists", "schedule": 60.0},
    # After the figures were counted again, before the mail of the day is written.
    "todo.follow": {"task": "todo.follow", "schedule": crontab(minute=20, hour=6)},
    "staffing.carry_out_decisions": {
        "task": "staffing.carry_out_decisions",
        "schedule": crontab(minute=5),
    },
    "staffing.resume_scenarios": {"task": "staffing.resume_scenarios", "schedule": 60.0},
    "accounts.send_mail": {"task": "accounts.send_mail", "schedule": 30.0},
    "notices.queue_digests": {
        "task": "notices.queue_digests",
        "schedule": crontab(minute=30, hour=6),
    },
    # Before the mail of the day is written; the schools follow one after the other.
    "quality.check_all": {"task": "quality.check_all", "schedule": crontab(minute=20, hour=3)},
    "quality.check_due": {
        "task": "quality.check_due",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "privacy.clean_up": {"task": "privacy.clean_up", "schedule": crontab(minute=0, hour=3)},
}
