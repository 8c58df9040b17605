"""The services as tasks. The sweep finds what was never enqueued."""

from contextlib import suppress

from celery import shared_task

from eduportal.exchange import services


# No ScopedTask: it would hold a transaction open while the network is used.
@shared_task(name="exchange.compare", soft_time_limit=1500, time_limit=1600)
def compare() -> None:
    """Compare with the nodes above and repair. Safe to run twice; a silent node is asked again."""
    with suppress(services.Unreachable):
        services.learn_what_is_read()
    with suppress(services.Unreachable):
        services.compare_all()
    services.send_due(stays=True)


@shared_task(name="exchange.accept_parked", soft_time_limit=540, time_limit=600)
def accept_parked() -> None:
    """Judge what is parked and can be read now. Safe to run twice, also at once."""
    services.accept_parked()


@shared_task(name="exchange.seal_registers", soft_time_limit=540, time_limit=600)
def seal_registers(everything: bool = False) -> None:
    """Seal what the registers have come to say, of every school at night. Safe to run twice."""
    if everything:
        services.look_at_everything()
    services.seal_changed()


@shared_task(name="exchange.watch_contracts", soft_time_limit=60, time_limit=90)
def watch_contracts() -> None:
    """Tell of software that has fallen silent. Safe to run twice, also at once."""
    services.watch_contracts()


@shared_task(name="exchange.send_due", soft_time_limit=240, time_limit=270)
def send_due() -> None:
    """Send everything that is due. Safe to run twice, also at once."""
    services.send_due(stays=True)


@shared_task(name="exchange.report", soft_time_limit=240, time_limit=270)
def report() -> None:
    """Bring what has changed to the Ministry's database. Safe to run twice, also at once."""
    services.report()


@shared_task(name="exchange.make_roots", soft_time_limit=540, time_limit=600)
def make_roots() -> None:
    """Sign the roots of the days that are over and have them stamped. Safe to run twice."""
    services.make_roots()
    services.stamp_roots()
