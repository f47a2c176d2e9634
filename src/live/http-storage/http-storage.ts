import type { IncomingHttpHeaders } from 'node:http'
import type { Bytes } from '../../model/units.js'
import { type ChecksumKind, startChecksum } from '../storage-folder/checksum.js'
import { nameFault } from '../storage-folder/file-in-folder.js'
import { NotPlaced } from '../storage-folder/place-file.js'
import { digestWish, toldDigest } from './digest.js'
import type { HttpEndpoint } from './http-access.js'
import { type HttpAnswer, type HttpCall, HttpCaller } from './http-caller.js'
import { failureOf, HttpFailure } from './http-failure.js'
import { pauseAfter, type Patience, persistently, usualPatience } from './patience.js'

/** A file at a storage. */
export interface StoredFile {
  readonly bytes: Bytes
  /** Undefined: the server does not tell one of the kind that was asked for. */
  readonly checksum: string | undefined
}

/**
 * The files of a site behind HTTP with WebDAV (RFC 4918), as the grid's storages offer it. Names are below the endpoint's address.
 * What may be done again is tried again; all failures are HttpFailure or NotPlaced, in words without secrets.
 */
export class HttpStorage {
  private readonly caller: HttpCaller
  private readonly madeFolders = new Set<string>()

  /**
   * @param where what it is, for messages
   * @throws BadInput when the address is none, or a file of the endpoint cannot be read
   */
  constructor(
    endpoint: HttpEndpoint,
    where: string,
    readonly patience: Patience = usualPatience,
  ) {
    this.caller = new HttpCaller(endpoint, patience.silence, where)
  }

  /** The address of a file. @throws NotPlaced when its name leaves the storage */
  urlOf(name: string): URL {
    const fault = nameFault(name)
    if (fault !== undefined) throw new NotPlaced('other', fault)
    return new URL(name.split('/').map(encodeURIComponent).join('/'), this.caller.base)
  }

  /** The file of this name, with its checksum if the server knows it; undefined when it is not there. */
  async find(name: string, kind: ChecksumKind, signal: AbortSignal): Promise<StoredFile | undefined> {
    const url = this.urlOf(name)
    const answer = await persistently(this.patience, signal, () =>
      this.caller.call({ method: 'HEAD', url, headers: digestWish(kind), signal }, [200, 404, 410]),
    )
    answer.body.resume()
    if (answer.status === 404 || answer.status === 410) return undefined
    const bytes = sizeTold(answer.headers) ?? (await this.propertySize(url, signal))
    return { bytes, checksum: toldDigest(answer.headers, kind) }
  }

  /** The checksum of a file: what the server tells, or else that of what it gives. */
  async checksumOf(name: string, kind: ChecksumKind, signal: AbortSignal): Promise<string> {
    const told = (await this.find(name, kind, signal))?.checksum
    if (told !== undefined) return told
    const sum = startChecksum(kind)
    for await (const piece of this.read(name, signal)) sum.add(piece)
    return sum.text()
  }

  /**
   * A file piece by piece. What breaks off is gone on with where it was, as long as the file is the same.
   * @throws HttpFailure one that may pass when the file has changed meanwhile: then it is to be read from the beginning
   */
  async *read(name: string, signal: AbortSignal): AsyncGenerator<Buffer> {
    const url = this.urlOf(name)
    const what = `GET ${url.href}`
    let version: string | undefined
    let [at, failures] = [0, 0]
    for (;;) {
      try {
        const answer = await this.get(url, at, signal)
        const found = versionOf(answer.headers)
        if (at > 0 && found !== version) {
          answer.body.destroy()
          break
        }
        version = found
        refuseOtherRange(what, answer, at)
        // A server that knows no ranges gives all of it again.
        let skip = answer.status === 206 ? 0 : at
        for await (const piece of answer.body as AsyncIterable<Buffer>) {
          const rest = piece.subarray(Math.min(skip, piece.length))
          skip -= piece.length - rest.length
          if (rest.length === 0) continue
          at += rest.length
          failures = 0
          yield rest
        }
        return
      } catch (error) {
        signal.throwIfAborted()
        await pauseAfter(failureOf(what, error), ++failures, this.patience, signal)
      }
    }
    throw new HttpFailure('other', `${what}: it changed while it was read`, true)
  }

  /** Writes a file, over another one if need be. Not tried again here: who knows what it should be looks at it first. */
  async write(name: string, body: () => AsyncIterable<Buffer>, bytes: Bytes, signal: AbortSignal): Promise<void> {
    const headers = { 'Content-Length': bytes, 'Content-Type': 'application/octet-stream' }
    await this.done({ method: 'PUT', url: this.urlOf(name), headers, body, signal }, [200, 201, 202, 204])
  }

  /** Has the server fetch a file from another storage by itself. @returns false when it does not know how */
  async pull(source: HttpStorage, from: string, name: string, signal: AbortSignal): Promise<boolean> {
    const token = source.caller.token()
    const headers = {
      Source: source.urlOf(from).href,
      Overwrite: 'T',
      'X-Number-Of-Streams': 1,
      ...(token === undefined ? { Credential: 'none' } : { TransferHeaderAuthorization: `Bearer ${token}` }),
    }
    const call = { method: 'COPY', url: this.urlOf(name), headers, signal }
    const { status, body } = await this.caller.call(call, [200, 201, 202, 204, ...notPulling])
    if (status >= 400) {
      body.destroy()
      return false
    }
    await endOfPull(`COPY ${call.url.href}`, body, signal)
    return true
  }

  /** Gives a file another name, in the place of what is there. */
  async rename(from: string, to: string, signal: AbortSignal): Promise<void> {
    const headers = { Destination: this.urlOf(to).href, Overwrite: 'T' }
    await this.done({ method: 'MOVE', url: this.urlOf(from), headers, signal }, [200, 201, 204])
  }

  /** Removes a file, if it is there. */
  async remove(name: string, signal: AbortSignal): Promise<void> {
    await this.done({ method: 'DELETE', url: this.urlOf(name), signal }, [200, 202, 204, 404, 410])
  }

  /** Makes the folders above a file. Servers that make them by themselves, or allow it only lower down, may refuse: the file tells. */
  async makeFolders(name: string, signal: AbortSignal): Promise<void> {
    const parts = name.split('/')
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/')
      if (this.madeFolders.has(folder)) continue
      const url = new URL(`${this.urlOf(folder).href}/`)
      const answers = [200, 201, 204, 301, 400, 403, 405, 409, 501]
      await persistently(this.patience, signal, () => this.done({ method: 'MKCOL', url, signal }, answers))
      this.madeFolders.add(folder)
    }
  }

  /** Folders may have been removed by others: they are made again. */
  forgetFolders(): void {
    this.madeFolders.clear()
  }

  end(): void {
    this.caller.end()
  }

  private async done(call: HttpCall, expected: readonly number[]): Promise<void> {
    const { body } = await this.caller.call(call, expected)
    body.resume()
  }

  private get(url: URL, at: number, signal: AbortSignal): Promise<HttpAnswer> {
    const rest = at === 0 ? {} : { Range: `bytes=${at}-` }
    return this.caller.call({ method: 'GET', url, headers: { ...rest, 'Accept-Encoding': 'identity' }, signal }, [
      200,
      ...(at > 0 ? [206] : []),
    ])
  }

  /** The size as a property, where a server does not tell it by HEAD. */
  private async propertySize(url: URL, signal: AbortSignal): Promise<Bytes> {
    const answer = await persistently(this.patience, signal, () =>
      this.caller.call({ method: 'PROPFIND', url, headers: { Depth: 0 }, signal }, [207]),
    )
    const text = await textOf(answer.body)
    const size = /<(?:\w+:)?getcontentlength[^>]*>\s*(\d+)\s*</i.exec(text)?.[1]
    if (size === undefined) throw new HttpFailure('no-file', `PROPFIND ${url.href}: it tells no size`, false)
    return Number(size)
  }
}

function refuseOtherRange(what: string, { status, headers }: HttpAnswer, at: Bytes): void {
  if (status !== 206 || headers['content-range']?.startsWith(`bytes ${at}-`) === true) return
  throw new HttpFailure('other', `${what}: another part was given than was asked for`, false)
}

/** Answers of servers that do not pull: to them it is the copy of a file which they do not have, or which goes nowhere. */
const notPulling = [400, 404, 405, 409, 412, 501]

/** What tells one content of a file from another. Servers call the tag of a file weak while it is new. */
function versionOf({ etag, 'last-modified': modified }: IncomingHttpHeaders): string | undefined {
  return etag?.replace(/^W\//, '') ?? modified
}

function sizeTold({ 'content-length': length }: IncomingHttpHeaders): Bytes | undefined {
  return length === undefined ? undefined : Number(length)
}

/** A long copy tells how it goes in the body of its answer, and in the last line how it ended. */
async function endOfPull(what: string, body: HttpAnswer['body'], signal: AbortSignal): Promise<void> {
  try {
    const text = await textOf(body)
    const failure = /^\s*failure:?\s*(.*)$/im.exec(text)?.[1]
    if (failure !== undefined) throw new HttpFailure('other', `${what}: ${failure.slice(0, 200)}`, true)
    if (text.includes('Perf Marker') && !/^\s*success/im.test(text))
      throw new HttpFailure('other', `${what}: it broke off`, true)
  } catch (error) {
    signal.throwIfAborted()
    throw failureOf(what, error)
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
