"""How the portal starts on one machine: servers, two nodes, checks. Not part of the product."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
