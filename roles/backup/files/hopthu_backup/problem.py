"""What can go wrong, by codes that the control machine has sentences for."""

from __future__ import annotations

_ENGLISH = {
    "settings": "{path} is not as the role writes it ({reason}): run playbooks/site.yml",
    "busy": "another {what} is at work here: wait until it has ended",
    "restless": "{box} changes all the time: {count} letters could not be caught; run it again",
    "unreadable": "not everything could be read: {reason}",
    "gone": "there was a repository, and now there is none: {reason}; is the disk mounted?",
    "away": "the repository cannot be reached: {reason}",
    "refused": "the repository does not let this host in: {reason}",
    "full": "the repository is full: {reason}; make room there, or prune it",
    "locked": "the repository is locked: {reason}; wait, or unlock it",
    "password": "the password is not that of the repository: {reason}",
    "damaged": "the repository is damaged: {reason}; see restic check and repair",
    "restic": "restic failed: {reason}",
    "no_copy": "there is no copy of {what} from before {at}; the oldest is of {oldest}",
    "not_in_copy": "{what} is not in the copy of {at}",
    "no_letters": "no letter of the copy of {at} is like that",
    "elsewhere": "the mailbox is on {name}",
    "unknown": "the directory knows no mailbox {address}: run playbooks/provision.yml first",
    "room": "there is not enough room at {path} to look at the copy: {reason}",
    "quota": "the mailbox has not enough room: give it more, or bring back less",
    "dovecot": "Dovecot did not take the letters: {reason}",
    "missing": "{count} of {all} letters are not there as they are in the copy; run it again",
    "in_use_directory": "{count} accounts are there already: nothing was replaced",
    "in_use_web": "{count} users of the webmail are there already: nothing was replaced",
    "unknown_there": "what {what} holds now cannot be read ({reason}): nothing was replaced",
    "no_program": "{name} is not on this host: run playbooks/site.yml first",
    "directory": "the directory did not take the copy: {reason}",
    "drill": "{count} things did not come back as they should: {reason}",
}


class Problem(Exception):
    """Something could not be done; ``code`` says what, ``values`` are the sentence's."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(_ENGLISH[code].format(**values))
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}

    def as_data(self) -> dict[str, object]:
        """For an answer, or the state file."""
        return {"code": self.code, "values": self.values, "text": str(self)}
