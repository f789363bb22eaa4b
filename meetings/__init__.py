"""The table: meetings, preparation, attendance and its consequences."""
