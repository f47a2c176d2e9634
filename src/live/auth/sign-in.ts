/** How clients of PanDA have people sign in with an issuer: by its device flow (panda-protocol.md §1.1). */
import { discoveryOf, type Issuer } from './oidc-tokens.js'

/** What a client fetches as `/auth/<vo>_auth_config.json`. */
export interface SignIn {
  readonly oidc_config_url: string
  readonly client_id: string
  readonly client_secret: string
  readonly audience: string
  readonly vo: string
}

/** @returns undefined when no issuer of the organisation has a client */
export function signInOf(issuers: readonly Issuer[], vo: string): SignIn | undefined {
  for (const { url, client, vo: own } of issuers) {
    if (client === undefined || own !== vo) continue
    const { id, secret, audience } = client
    return { oidc_config_url: discoveryOf(url), client_id: id, client_secret: secret, audience, vo }
  }
  return undefined
}
