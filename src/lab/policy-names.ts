import { BadInput } from '../model/bad-input.js'
import { loadPolicy } from './load-policy.js'
import { repeated } from './repeated.js'

/**
 * The names of policies, as their runs tell them.
 * @throws BadInput when one is not there or given twice, or two have one name: results could not tell them apart
 */
export async function policyNames(references: readonly string[]): Promise<string[]> {
  const twice = repeated(references)
  if (twice !== undefined) throw new BadInput('policies', `${twice} is given twice`, 'each policy once')
  const names = new Map<string, string>()
  for (const reference of references) {
    const { name } = await loadPolicy(reference)
    const other = names.get(name)
    if (other !== undefined)
      throw new BadInput(reference, `its policy is called ${name}, as that of ${other}`, 'names that differ')
    names.set(name, reference)
  }
  return [...names.keys()]
}
