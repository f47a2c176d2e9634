import { BadInput } from '../../model/bad-input.js'
import { seesAll } from '../api/rights.js'
import { shown } from '../api/wording.js'
import type { Caller } from '../auth/caller.js'

/** Source labels that users may give. */
const labelsOfUsers = ['user', 'panda', 'test']

/**
 * @param where it stands, for messages
 * @throws BadInput when work of this label takes the role production, and the caller has it not
 */
export function refuseLabel(caller: Caller, label: string, where: string): void {
  if (seesAll(caller) || labelsOfUsers.includes(label)) return
  throw new BadInput(where, `it is ${shown(label)}`, `${labelsOfUsers.join(', ')}; others take the role production`)
}
