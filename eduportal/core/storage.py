"""Static files under hashed names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from eduportal.core.sheets import JOINED

# import { Grid } from "./grid.js"; over one line or several, as our modules are written.
MODULE_IMPORT = (
    r"""(?P<matched>(?P<verb>import|export)(?P<names>\s+\{[^}]*\})\s+from\s+"(?P<url>\.{1,2}/[^"]+)";)""",
    '%(verb)s%(names)s from "%(url)s";',
)
VENDOR = "vendor"


def own_modules() -> list[str]:
    """Patterns of the portal's own ES modules: those of every folder but other people's."""
    folders = (path for root in settings.STATICFILES_DIRS for path in Path(root).iterdir())
    return sorted(f"{path.name}/*.js" for path in folders if path.is_dir() and path.name != VENDOR)


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and compression; imports between our own ES modules are rewritten too, and
    style sheets that stand together are joined.

    Django's own support of modules reads every .js file and stumbles over an `import` inside a
    comment of django-htmx. An import that is not rewritten loads the same module a second time,
    under its plain name, which browsers do not keep.
    """

    @property
    def patterns(self) -> tuple[tuple[str, tuple[object, ...]], ...]:
        """What is rewritten in which files; read at every start, so that settings decide it."""
        own = ((pattern, (MODULE_IMPORT,)) for pattern in own_modules())
        return (*CompressedManifestStaticFilesStorage.patterns, *own)

    @property
    def joins_sheets(self) -> bool:
        """Whether the joined sheets are there: as hashed names, only outside development."""
        return not settings.DEBUG

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Join the sheets whose parts were all collected, then go on as for any file."""
        if not dry_run:
            for name, parts in JOINED.items():
                if paths.keys() >= set(parts):
                    texts = [Path(self.path(part)).read_text(encoding="utf-8") for part in parts]
                    Path(self.path(name)).write_text("\n".join(texts), encoding="utf-8")
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
