"""What nobody may do and nobody may see: the permission matrix, forged forms, leaks, headers, sessions."""
