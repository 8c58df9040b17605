"""Addresses of the school register."""

from django.urls import path

from schools.views import facts, listing, programme, schools, sites, tables, units, years

app_name = "schools"

urlpatterns = [
    path("period/", listing.period, name="period"),
    path("schools/", listing.school_list, name="school-list"),
    path("rooms/", sites.rooms, name="rooms"),
    path("rooms/new/", sites.site_new, name="site-new"),
    path("rooms/<int:pk>/", sites.site, name="site"),
    path("rooms/<int:pk>/remove/", sites.site_remove, name="site-remove"),
    path("register/units/", units.unit_list, name="unit-list"),
    path("register/units/new/", units.unit_new, name="unit-new"),
    path("register/units/<int:pk>/", units.unit, name="unit"),
    path("register/units/<int:pk>/end/", units.unit_end, name="unit-end"),
    path("register/schools/", schools.kept_school_list, name="kept-schools"),
    path("register/schools/new/", schools.kept_school_new, name="kept-school-new"),
    path("register/schools/<uuid:public_id>/", schools.kept_school, name="kept-school"),
    path(
        "register/schools/<uuid:public_id>/close/",
        schools.kept_school_close,
        name="kept-school-close",
    ),
    path(
        "register/schools/<uuid:public_id>/reopen/",
        schools.kept_school_reopen,
        name="kept-school-reopen",
    ),
    path("register/school-successions/", facts.school_successions, name="school-successions"),
    path(
        "register/school-successions/new/",
        facts.school_succession_new,
        name="school-succession-new",
    ),
    path(
        "register/school-successions/<int:pk>/",
        facts.school_succession,
        name="school-succession",
    ),
    path("register/standards/", facts.standards, name="standards"),
    path("register/standards/new/", facts.standard_new, name="standard-new"),
    path("register/standards/<int:pk>/", facts.standard, name="standard"),
    path("register/subjects/", programme.subject_list, name="subject-list"),
    path("register/subjects/new/", programme.subject_new, name="subject-new"),
    path("register/subjects/<slug:code>/", programme.subject, name="subject"),
    path("register/programme/", programme.programme, name="programme"),
    path("register/programme/new/", programme.line_new, name="line-new"),
    path("register/programme/<int:pk>/", programme.line, name="line"),
    path("register/years/", years.year_list, name="year-list"),
    path("register/years/new/", years.year_new, name="year-new"),
    path("register/years/<slug:code>/", years.year, name="year"),
    path("register/years/<slug:code>/remove/", tables.year_remove, name="year-remove"),
    path("register/files/<slug:table>/", tables.export, name="register-file"),
    path("register/rows/<slug:table>/<int:pk>/remove/", tables.row_remove, name="row-remove"),
]
