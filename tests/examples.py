"""How property-based tests try their examples; script/mutants loads this alone, as a plugin."""

import hypothesis
from hypothesis import strategies as st

# Every character but the halves of one, which no text holds alone. `codec="utf-8"` says the same,
# but Hypothesis tries a million characters to learn it: seconds in each worker.
CHARACTERS = st.characters(exclude_categories=["Cs"])


def pytest_configure() -> None:
    """How long an example takes says something about the machine, not about the portal."""
    hypothesis.settings.register_profile("portal", deadline=None)
    hypothesis.settings.load_profile("portal")
