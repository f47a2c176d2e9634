import { BadInput } from '../../model/bad-input.js'
import type { TraceLog } from './trace-log.js'

/** A line, record or job of more bytes than this is taken for a sign that the file is something else. */
export const longestRecord = 1024 * 1024

const newline = 10

/** Takes one line: its bytes from `start` to `end` (without the newline) and its number, from 1. */
export type TakeLine = (bytes: Buffer, start: number, end: number, line: number) => void

/**
 * Cuts chunks into lines and hands on the log's jobs whenever it is full, so that memory stays bounded however large
 * the file. Throws `BadInput` for a line of more than 1 MiB.
 */
export async function eachLine(
  fileName: string,
  chunks: AsyncIterable<Buffer>,
  log: TraceLog,
  take: TakeLine,
): Promise<void> {
  let line = 0
  let rest: Buffer | undefined

  const takeChecked = (bytes: Buffer, start: number, end: number): void => {
    line++
    if (end - start > longestRecord) throw tooLong(fileName, line)
    try {
      take(bytes, line === 1 ? afterByteOrderMark(bytes, start, end) : start, end, line)
    } catch (fault) {
      log.leaveOut(fault)
    }
  }

  for await (const chunk of chunks) {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    // What was left over holds no newline, so the search starts behind it.
    let end = bytes.indexOf(newline, rest?.length ?? 0)
    while (end >= 0) {
      takeChecked(bytes, start, end)
      if (log.full) await log.handOn()
      start = end + 1
      end = bytes.indexOf(newline, start)
    }
    rest = start < bytes.length ? bytes.subarray(start) : undefined
    if (rest !== undefined && rest.length > longestRecord) throw tooLong(fileName, line + 1)
  }
  if (rest !== undefined) takeChecked(rest, 0, rest.length)
  await log.end()
}

function tooLong(fileName: string, line: number): BadInput {
  return new BadInput(`${fileName}:${line}`, 'the line is longer than 1 MiB', 'text in lines of at most 1 MiB')
}

function afterByteOrderMark(bytes: Buffer, start: number, end: number): number {
  const marked = end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
  return marked ? start + 3 : start
}
