"""Who is reading while the host's certificate is renewed."""

from __future__ import annotations

from .mail_client import Post

CERTIFICATE = "/etc/hopthu-mail/ssl/hopthu-mail/server.crt"


def test_a_new_certificate_ends_no_session(post: Post) -> None:
    """It is what the next one is shown; this one goes on."""
    reader = post.person(3)
    with post.imap(reader) as client:
        client.select("INBOX", readonly=True)
        try:
            # What stands after a certificate is none, but makes the file another.
            post.shell.check_output(f"cp -a {CERTIFICATE} /root/ && echo renewed >>{CERTIFICATE}")
            assert "changed" in post.shell.check_output("hopthu-mail-config")
            assert client.noop()[0] == "OK"
        finally:
            post.shell.check_output(f"cp -a /root/server.crt {CERTIFICATE} && hopthu-mail-config")
        assert client.noop()[0] == "OK"
