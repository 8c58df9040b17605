"""Addresses of the year's end, its examinations and the summer after it, below those of the mark
book."""

from django.urls import path

from grades.views import (
    again_sheets,
    earlier_years,
    examinations,
    stated_filling,
    summer,
    year_end,
    year_list,
    year_papers,
)

urlpatterns = [
    path("classes/<uuid:public_id>/", year_end.class_year_page, name="class-year"),
    path("classes/<uuid:public_id>/step/", year_end.class_year_step, name="class-year-step"),
    path(
        "classes/<uuid:public_id>/decide/",
        year_end.class_year_decide,
        name="class-year-decide",
    ),
    path("classes/<uuid:public_id>/seal/", year_end.class_year_seal, name="class-year-seal"),
    path(
        "classes/<uuid:public_id>/correct/",
        year_end.class_year_correct,
        name="class-year-correct",
    ),
    path(
        "classes/<uuid:public_id>/complete/",
        year_end.class_year_complete,
        name="class-year-complete",
    ),
    path("classes/<uuid:public_id>/file/", year_end.class_year_file, name="class-year-file"),
    path(
        "classes/<uuid:public_id>/proposals/",
        year_papers.class_year_paper,
        {"paper": "proposals"},
        name="class-year-proposals",
    ),
    path(
        "classes/<uuid:public_id>/completion/",
        year_papers.class_year_paper,
        {"paper": "completion"},
        name="class-year-completion",
    ),
    path(
        "summer/<slug:school>/again/",
        year_papers.summer_paper,
        {"paper": "again"},
        name="summer-again",
    ),
    path(
        "summer/<slug:school>/results/",
        year_papers.summer_paper,
        {"paper": "results"},
        name="summer-results",
    ),
    path("", year_list.year_end, name="year-end"),
    path("summer/<slug:school>/", summer.summer, name="summer"),
    path("summer/<slug:school>/student/", summer.summer_student, name="summer-student"),
    path("summer/<slug:school>/seal/", summer.summer_seal, name="summer-seal"),
    path("sheets/<uuid:public_id>/", again_sheets.again_sheet, name="again-sheet"),
    path("sheets/<uuid:public_id>/who/", again_sheets.again_assign, name="again-assign"),
    path("earlier/<uuid:public_id>/", earlier_years.earlier_years, name="earlier-years"),
    path(
        "earlier/<uuid:public_id>/template/",
        stated_filling.earlier_template,
        name="earlier-template",
    ),
    path("examinations/", examinations.examinations, name="examinations"),
    path(
        "examinations/<slug:kind>/classes/<uuid:public_id>/",
        examinations.examination_class,
        name="examination-class",
    ),
    path(
        "examinations/<slug:kind>/classes/<uuid:public_id>/template/",
        stated_filling.examination_template,
        name="examination-template",
    ),
]
