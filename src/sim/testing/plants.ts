/** Tests that plant one fault each in clean traces. */
import test from 'ava'
import { checkText, cleanRows, firstLine, type Format, type Row, textOf } from './planted-traces.js'

/** A fault to plant, and what a check must find of it. */
export interface Plant {
  in: readonly Format[]
  /** Changes the rows, or makes others. */
  rows?: (rows: Row[]) => unknown
  /** Changes the text. */
  text?: (text: string, format: Format) => string
  kind: string
  count: number
  /** Places of the first few in the rows, from 0; undefined for the trace as a whole. */
  at: readonly (number | undefined)[]
  field: string | Partial<Record<Format, string>>
  found?: RegExp
  /** Further kinds that cannot but come with it. */
  also?: readonly string[]
}

/** One test for each plant and format: it is found, at its place, and nothing else is. */
export function testPlants(plants: Readonly<Record<string, Plant>>): void {
  for (const [title, plant] of Object.entries(plants)) {
    for (const format of plant.in) {
      test(`${format}: ${title}`, async (t) => {
        const rows = cleanRows()
        const made = plant.rows?.(rows)
        const planted = Array.isArray(made) ? (made as Row[]) : rows
        const plain = textOf(format, planted)
        const text = plant.text?.(plain, format) ?? plain
        t.not(text, textOf(format, cleanRows()))
        const { findings } = await checkText(format, text)
        const field = typeof plant.field === 'string' ? plant.field : (plant.field[format] ?? '')
        const kind = plant.kind === 'cpu' ? field : plant.kind
        t.deepEqual(findings.map((finding) => finding.kind).sort(), [kind, ...(plant.also ?? [])].sort())
        const finding = findings.find((one) => one.kind === kind)!
        if (plant.count > 0) t.is(finding.count, plant.count)
        const lines = plant.at.map((place) => (place === undefined ? undefined : place + firstLine[format]))
        t.deepEqual(
          finding.first.map(({ line }) => line),
          lines,
        )
        for (const one of finding.first) t.is(one.field, field)
        t.regex(finding.first[0].found, plant.found ?? /./)
      })
    }
  }
}
