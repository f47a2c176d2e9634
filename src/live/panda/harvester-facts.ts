import type { Facts } from './harvester-book.js'

/**
 * Texts and numbers of an object, cut where they are long; Harvester's times without their prefix.
 * @param fields which of them; default: the first fifty
 */
export function factsIn(object: Readonly<Record<string, unknown>>, fields?: readonly string[]): Facts {
  const kept: Record<string, string | number> = {}
  for (const name of fields ?? Object.keys(object).slice(0, 50)) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (typeof value === 'number') kept[name.slice(0, 50)] = value
    else if (typeof value === 'string') kept[name.slice(0, 50)] = value.replace(/^datetime\//, '').slice(0, 500)
  }
  return kept
}
