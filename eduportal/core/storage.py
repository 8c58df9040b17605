"""Static files under hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# import { Grid } from "./grid.js"; over one line or several, as our modules are written.
MODULE_IMPORT = (
    r"""(?P<matched>(?P<verb>import|export)(?P<names>\s+\{[^}]*\})\s+from\s+"(?P<url>\.{1,2}/[^"]+)";)""",
    '%(verb)s%(names)s from "%(url)s";',
)


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and compression; imports between our own ES modules are rewritten too.

    Django's own support of modules reads every .js file and stumbles over an `import` inside a
    comment of django-htmx.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("marksheet/*.js", (MODULE_IMPORT,)),
        ("accounts/*.js", (MODULE_IMPORT,)),
    )
