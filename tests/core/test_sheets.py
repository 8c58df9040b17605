"""The sets of style sheets where nothing was collected: in development and in tests."""

from eduportal.core.sheets import JOINED


def test_without_collected_files_a_page_links_to_every_sheet(client, db) -> None:
    page = client.get("/accounts/sign-in/").content.decode()
    for part in JOINED["ui/portal.css"]:
        assert f"/static/{part}" in page
