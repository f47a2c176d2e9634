import { NotPlaced, type PlacingFault } from '../storage-folder/place-file.js'

/** Why something at an HTTP storage did not work. What may pass by itself is tried again. */
export class HttpFailure extends NotPlaced {
  constructor(
    fault: PlacingFault,
    words: string,
    readonly isPassing: boolean,
    /** So long the server wants to be left alone; 0: it did not say. */
    readonly waitMilliseconds = 0,
  ) {
    super(fault, words)
  }
}

/** Errors of connections that the next one need not have. */
const passingCodes = [
  ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ERR_STREAM_PREMATURE_CLOSE', 'HPE_INVALID_EOF_STATE'],
]

/** Answers after which the same request may do: time-outs, too many requests, faults of the server or of what is behind it. */
const passingStatuses = [408, 425, 429, 500, 502, 503, 504]

/** An error of a connection in words. */
export function failureOf(what: string, error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error
  // Of a fault of TLS the reason says all, the message where in the library it arose.
  const { code, message, reason } = error as NodeJS.ErrnoException & { reason?: string }
  const words = message === 'aborted' ? 'the connection broke off' : (reason ?? message)
  return new HttpFailure('other', `${what}: ${words}`, code !== undefined && passingCodes.includes(code))
}

/** A refusal of the server in words. @param what was asked for, such as `GET https://…` */
export function refusalOf(what: string, status: number, retryAfter: string | undefined): HttpFailure {
  const seconds = Number(retryAfter ?? 0)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : 0
  const words = `${what}: ${wordsOf(status)} (${status})`
  return new HttpFailure(faultOf(status), words, passingStatuses.includes(status), wait)
}

function faultOf(status: number): PlacingFault {
  if (status === 404 || status === 410) return 'missing'
  if (status === 401 || status === 403) return 'denied'
  return status === 507 || status === 413 ? 'no-space' : 'other'
}

function wordsOf(status: number): string {
  switch (status) {
    case 401:
      return 'the storage does not know who asks'
    case 403:
      return 'the storage does not allow it'
    case 404:
    case 410:
      return 'it is not there'
    case 405:
    case 501:
      return 'the storage cannot do that'
    case 409:
      return 'a folder above it is missing'
    case 413:
      return 'the file is larger than the storage takes'
    case 507:
      return 'the storage is full'
    default:
      return status >= 500 ? 'the storage has a fault' : 'the storage refuses'
  }
}
