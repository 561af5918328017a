// A certified authorization server on this machine, of the npm package `oidc-provider`.
// Reads {clients, lifetime} as JSON from its argument; prints {issuer} when it listens; ends with its standard input.
import { createServer } from 'node:http'
import { once } from 'node:events'
import Provider from 'oidc-provider'

const { clients, lifetime = 60 } = JSON.parse(process.argv[2])
const RESOURCE = 'urn:example:pets'
const SCOPES = 'pets:read pets:write'

const server = createServer()
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const issuer = `http://127.0.0.1:${server.address().port}`

const provider = new Provider(issuer, {
  clients,
  cookies: { keys: ['for tests only'] },
  scopes: ['openid', 'offline_access', ...SCOPES.split(' ')],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
  ttl: { AccessToken: lifetime, ClientCredentials: lifetime, DeviceCode: 60, Grant: 600, Interaction: 60, RefreshToken: 600, Session: 60 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: SCOPES, accessTokenFormat: 'opaque', accessTokenTTL: lifetime }),
    },
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/consent/${interaction.uid}` },
})

// The page where a person would log in: it consents to everything, or denies it where the login hint is "nobody".
async function consent(request, response) {
  const { params } = await provider.interactionDetails(request, response)
  if (params.login_hint === 'nobody') {
    return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'not today' })
  }
  const grant = new provider.Grant({ accountId: 'ann', clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  grant.addResourceScope(RESOURCE, SCOPES)
  const result = { login: { accountId: 'ann' }, consent: { grantId: await grant.save() } }
  return provider.interactionFinished(request, response, result)
}

// An API that is protected by the tokens: it returns who they were issued to.
async function pets(request, response) {
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
  const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token))
  response.writeHead(found ? 200 : 401, { 'content-type': 'application/json' })
  response.end(JSON.stringify(found ? { client: found.clientId, scope: found.scope } : { error: 'invalid_token' }))
}

const fallback = provider.callback()
server.on('request', (request, response) => {
  const own = request.url.startsWith('/consent/') ? consent : request.url === '/pets' ? pets : fallback
  Promise.resolve(own(request, response)).catch((error) => response.writeHead(500).end(String(error)))
})
process.stdin.on('end', () => process.exit(0)).resume()
console.log(JSON.stringify({ issuer }))
