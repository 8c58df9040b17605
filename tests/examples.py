"""How property-based tests try their examples; script/mutants loads this alone, as a plugin."""

import hypothesis


def pytest_configure() -> None:
    """How long an example takes says something about the machine, not about the portal."""
    hypothesis.settings.register_profile("portal", deadline=None)
    hypothesis.settings.load_profile("portal")
