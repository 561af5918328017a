"""HTTP on sockets: requests are read, and responses written."""
