"""One run of a module: its options in, its results or what stood in the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.text.errors import HopthuError

from .options import MODULES


def run(name: str, work: Callable[[AnsibleModule], dict[str, Any]]) -> None:
    """Do the work of the module ``name`` with what its options were given, then exit.

    ``work`` returns the results. A HopthuError is a failure with all its problems; notes of the
    error, what was done until then, stand before them.
    """
    options = MODULES[name]
    # What ten thousand mailboxes hold is not for the system's log.
    module = AnsibleModule(options, supports_check_mode=True, no_log="usage" in options)
    language = module.params["language"]
    try:
        results = work(module)
    except HopthuError as error:
        module.fail_json(
            msg="\n".join([*getattr(error, "__notes__", ()), error.render(language)]),
            problems=[problem.data(language) for problem in error.problems],
        )
    module.exit_json(**results)
