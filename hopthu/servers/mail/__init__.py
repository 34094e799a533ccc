"""What mail servers say of their mailboxes, as they printed it; what mail programs are told."""
