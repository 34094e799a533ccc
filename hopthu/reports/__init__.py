"""What is shown to people: the board, quotas, previews of changes, letters, guides.

Each report is a value made from records and servers, then shown. It knows nothing of Ansible.
"""
