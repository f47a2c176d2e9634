import { Document, isScalar, visit } from 'yaml'
import type { Outage } from '../outages.js'
import { LATENCY_SECONDS, PLAIN_TRANSFER_MBPS, UNMEASURED_CORE_POWER } from './rules.js'
import type { SiteEntry } from './site-declaration.js'
import { writtenDuration } from './written-units.js'

/** What a built grid file holds. */
export interface GridParts {
  readonly name: string
  readonly about: string
  /** Sentences for those who read the file alone. */
  readonly remarks: readonly string[]
  readonly assumptions: readonly string[]
  /** Name of the table of links beside it. */
  readonly matrix: string
  readonly sites: readonly SiteEntry[]
  readonly outages: readonly Outage[]
}

/** The text of a grid file. */
export function gridYaml({ name, about, remarks, assumptions, matrix, sites, outages }: GridParts): string {
  const network = { latency: `${LATENCY_SECONDS} s`, rate: `${PLAIN_TRANSFER_MBPS} MB/s`, matrix }
  const content = { name, about, assumptions, network, sites, outages: outages.map(outageEntry) }
  const document = new Document(content, { aliasDuplicateObjects: false })
  // Short maps and lists of plain values take one line; everything else has a line for each field.
  visit(document, {
    Map: (key, node) => void (node.flow = node.items.every(({ value }) => isScalar(value)) && key !== null),
    Seq: (_, node) => void (node.flow = node.items.every((item) => isScalar(item) && !isSentence(item.value))),
    Pair: (_, { key, value }) => {
      const isUnmeasured = isScalar(key) && key.value === 'corePower' && isScalar(value)
      if (isUnmeasured && value.value === UNMEASURED_CORE_POWER) value.comment = ' not measured'
    },
  })
  const lines = remarks.map((remark) => `# ${remark}`.trimEnd())
  const text = document.toString({ lineWidth: 0, singleQuote: true }).replace(/\[ (.*) \]/g, '[$1]')
  return `${lines.join('\n')}\n${text}`
}

function isSentence(value: unknown): boolean {
  return typeof value === 'string' && value.includes(' ')
}

function outageEntry({ site, atSeconds, forSeconds, kind, announced }: Outage): Record<string, unknown> {
  const entry = { site, at: writtenDuration(atSeconds), for: writtenDuration(forSeconds), kind }
  return announced ? { ...entry, announced } : entry
}
