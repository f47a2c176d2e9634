import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

/** Header lines of the archives' traces that say whom to thank. */
const creditLine = /^[;#]\s*((?:Acknowledge|Author|Conversion|Information|Installation|Source|Title)\s*:.*\S)/i

const headBytes = 64 * 1024

/** Whom the header of a trace says to thank and what it says of its origin; undefined when it says nothing. */
export async function traceCredit(file: string): Promise<string | undefined> {
  const lines = (await headOf(file)).split(/\r?\n/)
  const said = lines.flatMap((line) => creditLine.exec(line)?.[1] ?? [])
  return said.length > 0 ? said.join('; ') : undefined
}

/** The beginning of a file, unpacked. */
async function headOf(file: string): Promise<string> {
  const stored = createReadStream(file, { highWaterMark: headBytes })
  const text = file.endsWith('.gz') ? stored.pipe(createGunzip()) : stored
  try {
    for await (const chunk of text) return (chunk as Buffer).toString('utf8', 0, headBytes)
    return ''
  } finally {
    stored.destroy()
  }
}
