import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** The programs that pilots fetch from `/trf/…`. They are no TypeScript, and stay where they are when it is compiled. */
const programs = ['run-command.sh', 'user/runGen-00-00-02'] as const
const folder = new URL('../../../../src/live/panda/trf/', import.meta.url)

/** A program by its path below `/trf/`; undefined: there is none. */
export async function programAt(
  path: string,
): Promise<{ readonly bytes: number; readonly content: Readable } | undefined> {
  const name = programs.find((one) => one === path)
  if (name === undefined) return undefined
  const file = programFile(name)
  return { bytes: (await stat(file)).size, content: createReadStream(file) }
}

export function programFile(name: (typeof programs)[number]): string {
  return fileURLToPath(new URL(name, folder))
}
