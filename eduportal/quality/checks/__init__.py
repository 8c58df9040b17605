"""The rules: one function in one file each, by area. A file that is added is a rule more."""

import importlib
import pkgutil

from eduportal.quality.checks.rule import RULES, Checked, Found, Rule

__all__ = ["RULES", "Checked", "Found", "Rule", "all_rules", "load"]


def load() -> None:
    """Import every file, so that each registers its rule."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)


def all_rules() -> list[Rule]:
    """Every rule, in the order of the codes."""
    return [RULES[code] for code in sorted(RULES)]
