const keys = ['type', 'group', 'gshare']

/** What is wrong with a fair share policy as a queue publishes it (brokerage.md §B.5), in words; undefined: nothing. */
export function fairShareFault(policy: string): string | undefined {
  if (policy === '') return undefined
  for (const entry of policy.split(',')) {
    const conditions = entry.split(':')
    const value = conditions.pop() ?? ''
    const [, percent] = /^(\d+)%?$/.exec(value) ?? []
    if (conditions.length === 0) return `entry "${entry}" has no value behind a colon`
    if (percent === undefined || Number(percent) > 100)
      return `the value of entry "${entry}" is not one from 0% to 100%`
    const bad = conditions.find((condition) => !isCondition(condition))
    if (bad !== undefined) return `"${bad}" of entry "${entry}" is not a condition`
  }
  return undefined
}

/** What fair share policies look like, for messages. */
export const fairShareForm = `entries such as "type=simul:100%" or "priority>500:0" with commas between them (${keys.join(', ')}, priority)`

function isCondition(condition: string): boolean {
  if (/^priority *([<>]=?|[=!]=) *-?\d+$/.test(condition)) return true
  const [, key, pattern] = /^(\w+)=(.+)$/.exec(condition) ?? []
  return keys.includes(key) && isPattern(pattern)
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern.replaceAll('*', '.*')) instanceof RegExp
  } catch {
    return false
  }
}
