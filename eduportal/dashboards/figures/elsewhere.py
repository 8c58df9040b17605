"""Figures that are not read from tallies of the mark book: what each means, and where it stands."""

from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.figures.registry import Figure
from students.paths.rates import Measure

LEVELS_BASIS = _("Circular 22/2021/TT-BGDĐT, Article 9")
# Of the register.
SCHOOLS = Figure(
    code="TD-07",
    name=_("Schools"),
    meaning=_("Schools of the place that are open today, whether or not they keep mark sheets."),
    numerator=_("open schools"),
    unit=_("schools"),
    source=_("the register of schools"),
    page="dashboards:overview",
)
UNFINISHED = Figure(
    code="TD-08",
    name=_("Schools not finished"),
    meaning=_(
        "Schools with sheets that are not handed in, or with classes that are not sealed once "
        "their last day of entry is over. Late are those of them whose last day is over."
    ),
    numerator=_("schools not finished"),
    excluded=_("every school before the term has begun"),
    unit=_("schools"),
    source=_("the mark sheets of the classes, and the days of entry of each school"),
    page="dashboards:late",
)
PACKAGES = Figure(
    code="TN-09",
    name=_("Packages from other portals"),
    meaning=_("Packages of sealed records of the term whose mark book is kept elsewhere."),
    numerator=_("packages accepted, waiting or returned"),
    excluded=_("packages a newer version has replaced"),
    unit=_("packages"),
    source=_("packages received"),
    page="dashboards:overview",
)

# What has arrived at the node above the provinces.
_nation = partial(
    Figure,
    unit=_("classes"),
    source=_("packages received"),
    page="dashboards:provinces",
    of_nation=True,
)
_results = partial(
    Figure,
    unit=_("students"),
    source=_("the students that count in the ledger"),
    excluded=_("provinces of which too few classes are accepted, or whose numbers are too small"),
    sensitive=True,
    page="dashboards:provinces",
    of_nation=True,
)
EXPECTED = _nation(
    code="TN-01",
    name=_("Classes expected"),
    meaning=_(
        "Classes of lower and upper secondary education that any package of the school year has "
        "named, such as class lists; or those that came, where these are more."
    ),
    numerator=_("classes named"),
)
ARRIVED = _nation(
    code="TN-02",
    name=_("Classes arrived"),
    meaning=_("Classes of which a package with results of the term is here, in any state."),
    numerator=_("classes accepted, parked or returned, each once"),
    denominator=_("classes expected"),
)
ACCEPTED = _nation(
    code="TN-03",
    name=_("Classes accepted"),
    meaning=_("Classes of which a version counts in the ledger."),
    numerator=_("classes with an accepted version"),
)
PARKED = _nation(
    code="TN-04",
    name=_("Classes parked"),
    meaning=_("Classes whose package is kept until this portal can judge it."),
    numerator=_("classes without an accepted version, with a parked one"),
    page="exchange:packages",
    query="?show=parked",
)
RETURNED = _nation(
    code="TN-05",
    name=_("Classes returned"),
    meaning=_("Classes whose package was returned to its sender."),
    numerator=_("classes of which every version was returned"),
    page="exchange:packages",
    query="?show=troubled",
)
NATION_LEVELS = _results(
    code="TN-06",
    name=_("Learning results of the provinces"),
    meaning=_("Students by level of learning, as sealed and signed by the provinces."),
    numerator=_("students at the level"),
    denominator=_("students that count in the ledger and have a level"),
    basis=LEVELS_BASIS,
)
NATION_LOW = _results(
    code="TN-07",
    name=_("Low averages"),
    meaning=_("Averages of the term below 5.0, or not passed where a subject has comments only."),
    numerator=_("averages below 5.0 or not passed"),
    denominator=_("averages of the subject"),
)
COMPARED = _nation(
    code="TN-08",
    name=_("Comparison with a province"),
    meaning=_("Packages and records that count there and here, when the province last compared."),
    numerator=_("packages that count"),
    excluded=_("what was received after the comparison"),
)

# Where leavers went.
LEAVERS_UNIT = _("leavers")
_leavers = partial(
    Figure,
    unit=LEAVERS_UNIT,
    source=_("leavers of the cohort and what is known of each on the day"),
    sensitive=True,
)
LEAVERS = _leavers(
    code="SL-01",
    name=_("Leavers"),
    meaning=_("Students who completed grade 9 or 12, or left before the end of a grade."),
    numerator=_("students of the cohort"),
    page="dashboards:paths",
)


def _rate(code: str, name: Promise, meaning: Promise, page: str = "dashboards:paths") -> Figure:
    return _leavers(
        code=code,
        name=name,
        meaning=meaning,
        numerator=_("leavers known to be there … these and all of whom nothing is known"),
        denominator=_("all leavers of the cohort"),
        page=page,
    )


RATES: dict[Measure, Figure] = {
    Measure.UPPER: _rate(
        "SL-02",
        _("Upper secondary rank"),
        _("General, continuing or vocational upper secondary education."),
    ),
    Measure.HIGHER: _rate("SL-03", _("University or college"), _("After grade 12.")),
    Measure.VOCATIONAL: _rate(
        "SL-04",
        _("Vocational"),
        _("Vocational upper secondary, intermediate or elementary level; after grade 12 colleges."),
    ),
    Measure.RETURNED: _rate(
        "SL-05",
        _("Back at school"),
        _("Enrolled again since, here or elsewhere."),
        "dashboards:left",
    ),
    Measure.LEARNING: _rate(
        "SL-06", _("Learning of any kind"), _("Any school, centre, college or university.")
    ),
    Measure.LABOUR: _rate("SL-07", _("At work"), _("At work and not learning.")),
    Measure.UNKNOWN: _rate(
        "SL-08", _("Not known"), _("Of whom neither the portal, a list nor the school knows.")
    ),
}
LEFT_SHARE = _leavers(
    code="SL-09",
    name=_("Left school"),
    meaning=_("Whose last stay of the year ended as “left school”."),
    numerator=_("students who left"),
    denominator=_("students who sat in the school in the year"),
    page="dashboards:left",
)
FLOWS = _leavers(
    code="SL-10",
    name=_("From school to school"),
    meaning=_("Leavers of one school whom another school of the portal has enrolled or listed."),
    numerator=_("leavers known to have gone from the one to the other"),
    excluded=_("schools outside the portal, and pairs of few leavers"),
    page="dashboards:flows",
)
ELSEWHERE = (
    SCHOOLS,
    UNFINISHED,
    EXPECTED,
    ARRIVED,
    ACCEPTED,
    PARKED,
    RETURNED,
    NATION_LEVELS,
    NATION_LOW,
    COMPARED,
    PACKAGES,
    LEAVERS,
    *RATES.values(),
    LEFT_SHARE,
    FLOWS,
)
