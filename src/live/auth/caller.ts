import type { Role } from './role.js'

/** Who a certificate, or a token of an issuer, says that somebody is. */
export interface Identity {
  readonly how: 'x509' | 'oidc' | 'loopback'
  /** Distinguished name with slashes, or the name that PanDA derives from claims. */
  readonly subject: string
  /** Of a token: the issuer's URL, `#`, and its name of the account, which people cannot choose as they can others. */
  readonly account?: string
  /** Virtual organisation; empty: none is told. */
  readonly vo: string
  /** Groups, or VOMS attributes such as `/atlas/Role=production`. */
  readonly groups: readonly string[]
  readonly isLimitedProxy: boolean
  readonly expiresAtMilliseconds: number
}

/** Who calls. */
export interface Caller {
  /** Number of the token; 0: there is none of ours. */
  readonly number: number
  readonly user: string
  readonly roles: readonly Role[]
  /** Undefined: a token of ours, or nobody in particular. */
  readonly identity?: Identity | undefined
}
