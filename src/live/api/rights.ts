/** Whose work a caller sees. What is not theirs looks as if it were not there: an answer of 403 would tell that it is. */
import type { Role } from '../auth/role.js'
import type { Caller } from '../auth/caller.js'
import { Problem } from './problem.js'

/** Highest priority of work that is not production's: above, brokerage has no caps. */
const HIGHEST_OF_USERS = 1_000

/** Whether the caller sees the work of everybody. */
export function seesAll({ roles }: Caller): boolean {
  return roles.includes('admin') || roles.includes('production')
}

/** Whether the caller may see and end work of this user. */
export function maySee(caller: Caller, user: string): boolean {
  return seesAll(caller) || user === caller.user
}

/** Whether the caller may hear how work of this user stands, and tell its pilots: pilots run the work of all. */
export function mayTend(caller: Caller, user: string): boolean {
  return caller.roles.includes('pilot') || maySee(caller, user)
}

/** Whether one of the caller's roles is among these; an admin's always is. */
export function hasRole({ roles }: Caller, may: readonly Role[]): boolean {
  return roles.includes('admin') || roles.some((role) => may.includes(role))
}

/** A priority, or the highest that the caller may give where it is above that. */
export function priorityWithin(caller: Caller, priority: number): number {
  return seesAll(caller) ? priority : Math.min(priority, HIGHEST_OF_USERS)
}

/** @throws Problem when the priority is above what the caller may give */
export function refuseHighPriority(caller: Caller, priority: number): void {
  if (priority > HIGHEST_OF_USERS && !seesAll(caller))
    throw new Problem(403, `priorities above ${HIGHEST_OF_USERS} take the role production`)
}
