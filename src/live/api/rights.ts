/** Whose work a caller sees. What is not theirs looks as if it were not there: an answer of 403 would tell that it is. */
import type { Role } from '../auth/role.js'
import type { Caller } from '../auth/token-book.js'

/** Whether the caller sees the work of everybody. */
export function seesAll({ roles }: Caller): boolean {
  return roles.includes('admin') || roles.includes('production')
}

/** Whether the caller may see and end work of this user. */
export function maySee(caller: Caller, user: string): boolean {
  return seesAll(caller) || user === caller.user
}

/** Whether one of the caller's roles is among these; an admin's always is. */
export function hasRole({ roles }: Caller, may: readonly Role[]): boolean {
  return roles.includes('admin') || roles.some((role) => may.includes(role))
}
