"""
The authorization server that each mock server has, at ``/-/oauth``: OAuth 2 (RFC 6749) without anything to set up.

`grants` decides who may log in, `tokens` stores what was issued, and `context` is what all endpoints share. `endpoints`
finds the one that is requested: `metadata`, `authorizations` (a page with a button), `token_endpoint` with one function
for each grant type in `grant_types`, `devices`, `inspection` (revocation and introspection).
"""
