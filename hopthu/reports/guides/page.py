"""A guide as one HTML file: the texts with their facts, the pictures inside, no network."""

from __future__ import annotations

import base64
from pathlib import Path

from markupsafe import Markup

from hopthu.text.document.page import templates
from hopthu.text.language import VIETNAMESE

from .facts import Facts

USER, MANAGER = GUIDES = ("huong-dan-su-dung", "huong-dan-can-bo-quan-ly")
"""The guides by the names of their files, which are those of their templates too."""

_FIGURE = Markup(
    '<figure><img class="{kind}" src="data:image/png;base64,{data}" alt="{caption}">'
    "<figcaption>{caption}</figcaption></figure>"
)
_PHONE = "phone-"


def guide_page(guide: str, texts: Path, images: Path, facts: Facts) -> str:
    """Return ``guide`` as HTML.

    ``texts`` is the folder of the templates; of ``images`` those pictures are put in that are
    there, the others are left out without a word.
    """

    def picture(name: str, caption: str, *, top: bool = False) -> Markup:
        """A picture, or of one whose lower half says nothing the ``top`` alone."""
        path = images / f"{name}.png"
        if not path.is_file():
            return Markup("")
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        kind = "phone" if name.startswith(_PHONE) else "top" if top else "desk"
        return _FIGURE.format(kind=kind, data=data, caption=caption)

    template = templates(texts).get_template(f"{guide}.html.j2")
    return template.render(language=VIETNAMESE, facts=facts, servers=facts.servers, picture=picture)
