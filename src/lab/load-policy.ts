import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { builtInPolicy, definePolicy, isPolicyFile, type PolicyDefinition } from '../brokerage/define-policy.js'
import type { Policy } from '../brokerage/policy.js'
import { BadInput } from '../model/bad-input.js'

/**
 * A policy by the name of a built-in one or from a file of the user's, whose default export is a policy definition.
 * @throws BadInput when there is no such policy or file, or the file holds none
 */
export async function loadPolicy(reference: string): Promise<Policy> {
  if (!isPolicyFile(reference)) return builtInPolicy(reference, ', or a file such as ./mine.js')
  const path = resolve(reference)
  if (!existsSync(path)) throw new BadInput(reference, 'there is no such file', 'a JavaScript module with a policy')
  return definePolicy(await importDefault(reference, path), reference)
}

async function importDefault(reference: string, path: string): Promise<PolicyDefinition> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: PolicyDefinition }
    if (module.default !== undefined) return module.default
  } catch (error) {
    throw new BadInput(reference, `it cannot be loaded (${String(error)})`, 'a JavaScript module (ESM) with a policy')
  }
  throw new BadInput(reference, 'it has no default export', '`export default { name, steps, weighers, chooser }`')
}
