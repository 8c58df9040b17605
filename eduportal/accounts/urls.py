"""Addresses of signing in and of a user's own account."""

from django.urls import path

from eduportal.accounts.views import (
    deputies,
    one_time_link,
    passkeys,
    passwords,
    people,
    people_list,
    profile,
    protection,
    school_accounts,
    second_factor,
    sign_in,
)

app_name = "accounts"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/json/", sign_in.sign_in_json, name="sign-in-json"),
    path("passkey/options/", passkeys.passkey_options, name="passkey-options"),
    path("passkey/", passkeys.passkey_sign_in, name="passkey-sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("profile/", profile.profile, name="profile"),
    path("profile/digest/", profile.digest, name="digest"),
    path("profile/habits/", profile.habits, name="habits"),
    path("password/", passwords.password_change, name="password-change"),
    path("password/reset/", passwords.password_reset, name="password-reset"),
    path("password/reset/sent/", passwords.password_reset_done, name="password-reset-done"),
    path(
        "password/reset/<uidb64>/<token>/",
        passwords.password_reset_confirm,
        name="password-reset-confirm",
    ),
    path(
        "password/reset/complete/",
        passwords.password_reset_complete,
        name="password-reset-complete",
    ),
    path("link/", one_time_link.one_time_link, name="one-time-link"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("second-factor/setup/", second_factor.second_factor_setup, name="second-factor-setup"),
    path("second-factor/passkey/", second_factor.passkey_new, name="passkey-new"),
    path(
        "second-factor/passkey/options/",
        second_factor.passkey_new_options,
        name="passkey-new-options",
    ),
    path("second-factor/devices/", protection.factors, name="factors"),
    path(
        "second-factor/devices/<str:kind>/<int:pk>/name/",
        protection.factor_rename,
        name="factor-rename",
    ),
    path(
        "second-factor/devices/<str:kind>/<int:pk>/remove/",
        protection.factor_remove,
        name="factor-remove",
    ),
    path("second-factor/recovery/", protection.recovery_codes, name="recovery-codes"),
    path("sessions/", protection.sessions, name="sessions"),
    path("sessions/end/", protection.sessions_end, name="sessions-end"),
    path("sessions/<uuid:public_id>/end/", protection.session_end, name="session-end"),
    path("people/", people_list.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:account_id>/", people.person, name="person"),
    path("schools/", school_accounts.school_list, name="school-list"),
    path("schools/<uuid:public_id>/", school_accounts.school_accounts, name="school-accounts"),
    path(
        "schools/<uuid:public_id>/deputies/",
        deputies.school_deputies,
        name="school-deputies",
    ),
    path(
        "schools/<uuid:public_id>/<int:account_id>/",
        school_accounts.school_account,
        name="school-account",
    ),
]
