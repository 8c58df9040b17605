"""Addresses of the exchange's board."""

from django.urls import path

from eduportal.exchange.views import (
    acting,
    board,
    files,
    fork,
    held,
    ministry,
    ministry_files,
    nodes,
    roots,
    student,
)

app_name = "exchange"

urlpatterns = [
    path("held/", held.held_list, name="held"),
    path("", board.board, name="board"),
    path("compare/", acting.compare, name="compare"),
    path("send/", acting.send_all, name="send-all"),
    path("packages/", board.packages, name="packages"),
    path("packages/<slug:package_hash>/", board.package_detail, name="package-detail"),
    path("packages/<slug:package_hash>/students/", student.class_students, name="package-students"),
    path("packages/<slug:package_hash>/evidence/", student.class_evidence, name="package-evidence"),
    path("students/<uuid:uid>/", student.student, name="student"),
    path("students/<uuid:uid>/evidence/", student.student_evidence, name="student-evidence"),
    path("days/", roots.root_list, name="roots"),
    path("days/<slug:day>/", roots.root_detail, name="root"),
    path("days/<slug:day>/evidence/", roots.root_evidence, name="root-evidence"),
    path("verify.py", files.verifier, name="verifier"),
    path(
        "packages/<slug:package_hash>/differences/",
        board.package_differences,
        name="package-differences",
    ),
    path("entries/<int:entry_id>/send/", acting.entry_send, name="entry-send"),
    path("entries/<int:entry_id>/decide/", fork.entry_decide, name="entry-decide"),
    path("decisions/<int:decision_id>/end/", fork.decision_end, name="decision-end"),
    path("ministry/", ministry.overview, name="ministry"),
    path("ministry/records/", ministry.record_list, name="ministry-records"),
    path("ministry/again/", ministry.send_refused, name="ministry-again"),
    path(
        "ministry/files/<uuid:public_id>/<slug:layout>/",
        ministry_files.ministry_file,
        name="ministry-file",
    ),
    path("nodes/", nodes.node_list, name="node-list"),
    path("nodes/new/", nodes.node_new, name="node-new"),
    path("nodes/<slug:code>/", nodes.node, name="node"),
]
