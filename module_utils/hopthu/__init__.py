"""hopthu: from a province's registration form to working mailboxes."""
