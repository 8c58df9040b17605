"""How much an account may ask for: the defaults and what a deployment changes of them."""

from eduportal.settings import env

# Students in an hour and in 24 hours, by role; the most generous role counts. A teacher of 19
# classes of 45 has 855; a school has up to some 4,000; an administrator exports comparisons of the
# whole province. A machine has a rate instead.
READING = env.pairs(
    "EDUPORTAL_READING_LIMITS",
    {
        "teacher": (900, 1_800),
        "homeroom": (900, 1_800),
        "vice_head": (4_000, 8_000),
        "head": (4_000, 8_000),
        "clerk": (4_000, 8_000),
        "commune_officer": (1_000, 3_000),
        "department_officer": (1_000, 3_000),
        "department_admin": (50_000, 100_000),
        "ministry_officer": (1_000, 3_000),
        "auditor": (1_000, 3_000),
    },
)
# How often a day an account's files may be told that a code is another school's student's.
CODES_ELSEWHERE_A_DAY = env.number("EDUPORTAL_CODES_ELSEWHERE_A_DAY", 100)
# How often a day a node below may ask who a student is, and be told that nobody is that.
VAIN_QUESTIONS_A_DAY = env.number("EDUPORTAL_VAIN_QUESTIONS_A_DAY", 1000)
# A picture of a paper, or minutes, beside a request to amend a sealed mark.
EVIDENCE_BYTES = env.number("EDUPORTAL_EVIDENCE_LIMIT_MB", 10) * 1024 * 1024
# From where on a student counts as at risk (grades/rules/at_risk.py): averages in tenths, how many
# subjects, how far the mean fell in tenths. No text gives numbers.
AT_RISK = {
    "low": env.number("EDUPORTAL_AT_RISK_BELOW", 50, least=1),
    "subjects": env.number("EDUPORTAL_AT_RISK_SUBJECTS", 2, least=1),
    "drop": env.number("EDUPORTAL_AT_RISK_DROP", 10, least=1),
}
# Requests to the REST interface.
THROTTLES = [
    "eduportal.accounts.throttling.MachineThrottle",
    "eduportal.accounts.throttling.PersonThrottle",
]
RATES = {
    "machine": f"{env.number('EDUPORTAL_MACHINE_REQUESTS_A_MINUTE', 600, least=1)}/min",
    "person": f"{env.number('EDUPORTAL_PERSON_REQUESTS_A_MINUTE', 120, least=1)}/min",
}
# From where on the entries of a sheet are worth a question (grades/rules/signals.py says what each
# number is); those that are not set keep the rule's own.
SIGNALS = {
    name: env.number(f"EDUPORTAL_SIGNAL_{name.upper()}", default, least=1)
    for name, default in {
        "late_days": 2,
        "late_lines": 10,
        "night_from": 23,
        "night_to": 5,
        "night_lines": 10,
        "others_lines": 1,
        "retyped_cells": 3,
        "far": 30,
        "fewest_far": 5,
        "fewest_zeros": 3,
    }.items()
}
