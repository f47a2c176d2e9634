import type { Identity } from './caller.js'
import { compactName } from './compact-name.js'
import type { Role } from './role.js'

/** Who has which role beside those that attributes give (brokerage.md §L). */
export interface RoleRules {
  /** By role: names, or parts of distinguished names; of people with tokens, their accounts. */
  readonly roles: Readonly<Partial<Record<Role, readonly string[]>>>
  /** Virtual organisations whose people may come in; empty: all. */
  readonly vos: readonly string[]
}

/** Somebody whom an issuer vouches for: their name here, and their roles; without any role they may not come in. */
export function standingOf(identity: Identity, rules: RoleRules): { readonly user: string; readonly roles: Role[] } {
  const { subject, groups, vo } = identity
  const user = compactName(subject)
  if (rules.vos.length > 0 && !rules.vos.includes(vo)) return { user, roles: [] }
  const roles = new Set<Role>(['user'])
  if (groups.some((group) => isRole(group, vo, 'production'))) roles.add('production').add('pilot')
  if (groups.some((group) => isRole(group, vo, 'pilot'))) roles.add('pilot')
  for (const [role, names] of Object.entries(rules.roles) as [Role, readonly string[]][]) {
    if (names.some((name) => isMeant(name, identity, user))) roles.add(role)
  }
  if (roles.has('production')) roles.add('pilot')
  return { user, roles: [...roles] }
}

/** `/<vo>/Role=production`, or that of a group that counts for all of it (`/atlas/usatlas`); capabilities do not matter. */
function isRole(group: string, vo: string, role: 'production' | 'pilot'): boolean {
  const [place, rest] = group.split('/Role=', 2)
  if (vo === '' || rest === undefined || rest.split('/', 1)[0] !== role) return false
  return place === `/${vo}` || (vo === 'atlas' && place === '/atlas/usatlas')
}

/** Issuers let people choose their names, so that of those with tokens the account alone counts. */
function isMeant(name: string, { how, subject, account }: Identity, user: string): boolean {
  return how === 'oidc' ? name === account : name === user || isInSubject(name, subject)
}

/** Whole components alone: a name must not be had by being named somewhat like it. */
function isInSubject(part: string, subject: string): boolean {
  return part.startsWith('/') && `${subject}/`.includes(`${part}/`)
}
