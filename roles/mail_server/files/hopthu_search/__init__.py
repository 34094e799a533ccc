"""The index that Dovecot searches letters in, told apart by letters and digits and not by marks.

Dovecot's own engines cut text into words and cannot be taught, on both Debians alike, that
somebody who types "quyet dinh" means "quyết định". So Dovecot speaks to this service as to a Solr
server (its plugin fts_solr, the same in 2.3 and 2.4), and the service keeps the text of each letter
folded (:mod:`.folding`), one SQLite file a folder. What is asked for is folded as well and looked
for as it stands, in the middle of a word too, as IMAP wants it.

Where the service has no answer it says so (a status that is not 200), and Dovecot reads the letters
themselves, as it would without an index: nothing is left out in silence.
"""
