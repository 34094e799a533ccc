"""The environment's records: agencies, people, lists, the policy; read strictly, edited by line.

Offers :class:`~.model.Inventory` and :class:`~.policy.Policy`, what follows from both (lists of
the tree, ids and addresses to give, how long a mailbox is kept), and edits that leave the rest of
a file as it was. It knows no form, no server and no LDAP.
"""
