"""
The documentation of a description: a first page, a page for each resource, one for all schemas, and `mkdocs.yml`.

The pages can be read as they are, for example on a code host; `mkdocs.yml` lets a site generator make a site of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..description.api import Api
from . import index_page, mkdocs, schemas_page
from .resource_page import ResourcePage
from .schemas_page import SchemasPage
from .site_map import SiteMap

FOLDER = "docs"
"""The folder of the pages, beside `mkdocs.yml`."""


def pages(api: Api) -> Mapping[str, str]:
    """
    Return the documentation of an API: the content of each file by its relative path.

    Raises:
        DescriptionError: The description has problems.
    """
    site_map = SiteMap(api)
    schemas = SchemasPage(api)
    files = {"mkdocs.yml": mkdocs.config(api, site_map), f"{FOLDER}/index.md": index_page.markdown(api, site_map)}
    for resource in api.all_resources.values():
        page = ResourcePage(api, site_map, schemas, resource)
        files[f"{FOLDER}/{site_map.files[resource.name]}"] = page.markdown()
    files[f"{FOLDER}/{schemas_page.FILE}"] = schemas.markdown()
    files[f"{FOLDER}/site/site.css"] = mkdocs.STYLE
    files[f"{FOLDER}/site/site.js"] = mkdocs.SCRIPT
    return files
