"""What servers say and how they are asked: the directory by LDAP, mail servers by their answers.

Offers :mod:`.directory` (connections, transactions, the tree's shape), :mod:`.mail` (usage,
archives) and :mod:`.lab` (a directory of one's own). It knows no record and no plan.
"""
