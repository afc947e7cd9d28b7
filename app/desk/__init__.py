"""The desk: pages where clerks check what the machine doubted, and operators see and mend."""
