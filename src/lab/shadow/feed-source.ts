import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGunzip, type Gunzip } from 'node:zlib'
import { BadInput } from '../../model/bad-input.js'

const chunkBytes = 256 * 1024
const LOOK_AGAIN_MILLISECONDS = 500

/**
 * The bytes of a feed, until `signal` ends it: `-` is the standard input; a file may be gzipped.
 * @throws BadInput when it cannot be read
 */
export async function* feedBytes(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const file = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: chunkBytes })
  const stop = (): void => void file.destroy()
  signal?.addEventListener('abort', stop)
  try {
    yield* path.endsWith('.gz') ? compose(file, createGunzip()) : (file as AsyncIterable<Buffer>)
  } catch (error) {
    throw notRead(path, error)
  } finally {
    signal?.removeEventListener('abort', stop)
    file.destroy()
  }
}

/** An error of either stream is the reader's. */
function compose(file: Readable, gunzip: Gunzip): AsyncIterable<Buffer> {
  pipeline(file, gunzip, () => {
    // It reaches whoever reads from the second stream.
  })
  return gunzip
}

/** The bytes of a file that others go on writing to, until `signal` ends it. @throws BadInput when it cannot be read or shrinks */
export async function* followedBytes(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    throw notRead(path, error)
  })
  try {
    for (let position = 0; !signal.aborted;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position)
      position += bytesRead
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead)
      else {
        if ((await file.stat()).size < position)
          throw new BadInput(path, 'the file has become shorter', 'a file that lines are added to')
        await sleep(LOOK_AGAIN_MILLISECONDS, undefined, { signal }).catch(() => undefined)
      }
    }
  } catch (error) {
    throw notRead(path, error)
  } finally {
    await file.close()
  }
}

function notRead(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EISDIR')
    return new BadInput(path, 'it is a folder', 'a file of JSON lines, or - for the standard input')
  if (code === 'ENOENT')
    return new BadInput(path, 'there is no such file', 'a feed of JSON lines, or - for the standard input')
  return code === undefined ? error : new BadInput(path, `it cannot be read: ${message}`, 'a feed of JSON lines')
}
