"""The description of the interface is complete, valid, and says nothing it should not."""

import json
from io import StringIO

from django.core.management import call_command


def test_the_description_is_valid_and_raises_no_warning():
    written = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json",
                 stdout=written)  # fmt: skip
    described = json.loads(written.getvalue())
    assert described["info"]["title"] == "EduPortal"
    assert len(described["paths"]) == 11


def test_it_is_for_people_and_machines_that_have_signed_in(world, client, client_of):
    assert client.get("/api/v1/schema/").status_code == 401
    for persona in ("teacher", "machine"):
        response = client_of(persona).get("/api/v1/schema/")
        assert response.status_code == 200
        described = response.json()
        assert "personal_number" not in json.dumps(described)
        assert "machineToken" in described["components"]["securitySchemes"]


def test_every_parameter_that_is_accepted_is_described(world, client_of):
    client = client_of("machine")
    described = client.get("/api/v1/schema/").json()["paths"]
    for path in ("schools", "classes", "students", "marksheets", "packages"):
        offered = client.get(f"/api/v1/{path}/", {"?": ""}).json()["errors"]["?"]
        accepted = set(offered.split(": ", 1)[1].rstrip(".").split(", "))
        told = {each["name"] for each in described[f"/api/v1/{path}/"]["get"]["parameters"]}
        assert accepted == told
