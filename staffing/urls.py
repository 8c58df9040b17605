"""Addresses of the staff register and of the assignments."""

from django.urls import path

from staffing.views import (
    accounts,
    balance,
    balance_list,
    copying,
    declaring,
    drafts,
    matrix,
    norms,
    past,
    posts,
    review,
    staff,
    substitutes,
    teachers,
)

app_name = "staffing"

urlpatterns = [
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/new/", staff.staff_new, name="staff-new"),
    path("staff/accounts/", accounts.account_new, name="account-new"),
    path("staff/<uuid:public_id>/", staff.staff_detail, name="staff"),
    path("staff/<uuid:public_id>/edit/", staff.staff_edit, name="staff-edit"),
    path("staff/<uuid:public_id>/posts/", posts.post_add, name="post-add"),
    path("staff/<uuid:public_id>/duties/", posts.duty_add, name="duty-add"),
    path("staff/<uuid:public_id>/records/", posts.record_add, name="record-add"),
    path("staff/<uuid:public_id>/change/", posts.row_change, name="row-change"),
    path("assignments/", matrix.assignment_table, name="assignments"),
    path("assignments/cells/", matrix.cells, name="cells"),
    path(
        "assignments/classes/<uuid:public_id>/",
        matrix.class_assignments,
        name="class-assignments",
    ),
    path("assignments/classes/<uuid:public_id>/history/", past.class_past, name="class-past"),
    path("assignments/teachers/", teachers.teachers, name="teachers"),
    path("assignments/substitutes/", substitutes.substitute_list, name="substitutes"),
    path("assignments/substitutes/end/", substitutes.substitute_end, name="substitute-end"),
    path("assignments/draft/", drafts.draft, name="draft"),
    path("assignments/draft/cells/", drafts.draft_cells, name="draft-cells"),
    path("assignments/copy/", copying.copy, name="copy"),
    path("balance/", balance.school_balance, name="balance"),
    path("balance/quota/", balance.quota_record, name="quota"),
    path("balance/schools/", balance_list.balance_list, name="balance-list"),
    path("balance/totals/", balance_list.balance_totals, name="balance-totals"),
    path("balance/count/", balance_list.balance_count, name="balance-count"),
    path("review/", review.review, name="review"),
    path("review/days/", review.review_set, name="review-set"),
    path("review/<uuid:public_id>/", declaring.declaration, name="declaration"),
    path("review/<uuid:public_id>/step/", declaring.declaration_step, name="declaration-step"),
    path("norms/", norms.norm_list, name="norms"),
    path("norms/new/", norms.norm_new, name="norm-new"),
    path("norms/<int:pk>/", norms.norm_move, name="norm-move"),
]
