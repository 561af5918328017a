"""
What `dynaclient doctor` looks at: the installation, its surroundings, the description, the credential, the server.

Each function yields checks. Nothing is written, and no credential is read that is not needed, shown or sent.
"""
