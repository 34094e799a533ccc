"""Run by every Python of .venv before anything else (scripts/setup sees to it).

So Ansible finds the project's roles and modules whatever folder it is called in: without a choice
of the operator's, and without an ansible.cfg in that folder, the project's counts. And Ansible does
not start in a locale that the system has not made: the language is kept, the letters are UTF-8.
"""


def _start(config: str) -> None:
    import os

    told = os.environ
    if "ANSIBLE_CONFIG" not in told and not os.path.exists("ansible.cfg"):
        told["ANSIBLE_CONFIG"] = config
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    language = next((told[name] for name in names if told.get(name)), "")
    if language.lower().startswith("vi"):
        import locale

        try:
            locale.setlocale(locale.LC_ALL, "")
        except locale.Error:
            told.setdefault("HOPTHU_LANG", "vi")
            told["LC_ALL"] = "C.UTF-8"
        else:
            locale.setlocale(locale.LC_ALL, "C")
