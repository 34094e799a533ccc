"""The inventory of record: reviewed YAML files of agencies and people, read strictly."""
