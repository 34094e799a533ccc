"""From records to the directory: entries wanted, compared, limited, planned, written, witnessed.

Offers :func:`~.run.provision`, the resources, plans as values, first passwords on their way to
their owners, and the probe of what came of it. It knows no Ansible and no form.
"""
